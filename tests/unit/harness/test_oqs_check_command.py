"""`mynabench oqs check` as a vendor types it: what is shown, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import main

NOTICE = (
    "<XmlMsg><MessageHeader>"
    "<MedicalInstitutionCode>9930000014</MedicalInstitutionCode><New>1</New>"
    "</MessageHeader><MessageBody>{number}</MessageBody></XmlMsg>"
)
NUMBER = "<ReceptionNumber>1</ReceptionNumber>"


@pytest.fixture
def write(tmp_path: Path) -> Path:
    (tmp_path / "OQSmuhvq02req_1.xml").write_text(NOTICE.format(number="").strip())
    (tmp_path / "OQSmuhvq02req_2.xml").write_text(NOTICE.format(number=NUMBER))
    (tmp_path / "letter.xml").write_text(NOTICE.format(number=NUMBER))
    return tmp_path


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["oqs", "check", *map(str, arguments)])


def test_a_wrong_file_ends_with_1_and_every_particular(write: Path) -> None:
    result = _run(write / "OQSmuhvq02req_1.xml")

    assert result.exit_code == 1
    assert "誤り 1行目 XmlMsg/MessageBody" in result.stdout
    assert "期待: 本体" in result.stdout
    assert "実際: 空の要素" in result.stdout
    assert "根拠: B 公開された" in result.stdout
    assert "誤り 1 件、注意 1 件" in result.stdout


def test_notices_alone_are_no_fault_unless_asked_for(write: Path) -> None:
    path = write / "OQSmuhvq02req_2.xml"

    assert _run(path).exit_code == 0
    assert "注意 1行目 XmlMsg/MessageHeader/New" in _run(path).stdout
    assert _run("--strict", path).exit_code == 1


def test_several_files_are_checked_and_one_fault_counts(write: Path) -> None:
    result = _run(write / "OQSmuhvq02req_2.xml", write / "OQSmuhvq02req_1.xml")

    assert result.exit_code == 1
    for number in ("1", "2"):
        assert f"{write / f'OQSmuhvq02req_{number}.xml'}: " in result.stdout


def test_a_file_that_cannot_be_checked_does_not_keep_the_others_from_it(
    write: Path,
) -> None:
    result = _run(write / "letter.xml", write / "OQSmuhvq02req_1.xml")

    assert result.exit_code == 2
    assert "誤り 1 件、注意 1 件" in result.stdout
    assert "letter.xml" in result.stderr
    assert "--as" in result.stderr


def test_what_there_is_to_choose_from_is_told_once_however_many_names_say_nothing(
    write: Path,
) -> None:
    (write / "CIPsiquc01req_1.xml").write_text(NOTICE.format(number=NUMBER))

    result = _run(write / "letter.xml", write / "CIPsiquc01req_1.xml")

    assert "letter.xml: 電文のファイル名ではありません" in result.stderr
    assert (
        "CIPsiquc01req_1.xml: CIPsiquc01req という電文の配置を知りません"
        in result.stderr
    )
    assert result.stderr.count("OQSsiquc01req, ") == 1


def test_json_holds_the_same(write: Path) -> None:
    result = _run("--json", write / "OQSmuhvq02req_1.xml")

    (row,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert row["kind"] == "OQSmuhvq02req"
    assert row["wrong"] is True
    assert {f["level"] for f in row["findings"]} == {"wrong", "notice"}


def test_what_cannot_be_checked_is_a_bad_argument(write: Path) -> None:
    unknown = _run(write / "letter.xml")

    assert unknown.exit_code == 2
    assert "--as" in unknown.stderr
    assert _run(write / "none.xml").exit_code == 2
    assert _run().exit_code == 2
    assert _run("--as", "OQSnone01req", write / "letter.xml").exit_code == 2
    assert _run("--as", "OQSmuhvq02req", write / "letter.xml").exit_code == 0


def test_a_vendors_own_names_are_known(write: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.toml"
    names.write_text('[elements]\nQualificationChange = "Broken Name"\n')

    result = _run("--conventions", names, write / "OQSmuhvq02req_2.xml")

    assert result.exit_code == 2
    assert "names.toml" in result.stderr
