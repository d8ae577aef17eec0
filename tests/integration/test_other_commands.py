"""`mynabench personas`, `doctor`, `run` and `oqs serve` as a user types them."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from card_profiles.loader import names
from harness import doctor
from harness.cli import main

REQUEST = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<XmlMsg><MessageHeader>
<QualificationConfirmationDate>20261121</QualificationConfirmationDate>
<MedicalInstitutionCode>{institution}</MedicalInstitutionCode>
<ArbitraryFileIdentifier>hand-written</ArbitraryFileIdentifier>
</MessageHeader><MessageBody><QualificationConfirmSearchInfo>
<InsurerNumber>{insurer}</InsurerNumber>
<InsuredCardSymbol>{symbol}</InsuredCardSymbol>
<InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>
<InsuredBranchNumber>{branch}</InsuredBranchNumber>
<Birthdate>{birthdate}</Birthdate>
<LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>
</QualificationConfirmSearchInfo></MessageBody></XmlMsg>
"""


def personas() -> dict[str, dict[str, object]]:
    """Return what `mynabench personas --json` tells a vendor, by name."""
    result = CliRunner().invoke(main, ["personas", "--json"])
    assert result.exit_code == 0
    return {row["name"]: row for row in json.loads(result.stdout)}


def test_personas_tell_what_a_first_request_needs() -> None:
    told = personas()

    assert set(told) == set(names())
    for row in told.values():
        assert row["story"]
        assert row["auth_pin"]
        assert row["institution_code"] == "9930000014"
        assert row["person"]["birthdate"]  # type: ignore[index]  # Parsed JSON.
        for coverage in row["coverages"]:  # type: ignore[attr-defined]  # Parsed JSON.
            assert coverage["insurer_number"]
            assert coverage["number"]


def test_personas_are_readable_for_a_person() -> None:
    result = CliRunner().invoke(main, ["personas"])

    assert result.exit_code == 0
    assert "hanako" in result.stdout
    assert "暗証番号 1234" in result.stdout
    assert "01990019" in result.stdout


def test_doctor_names_the_packages_that_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "missing_packages", lambda: ("vsmartcard-vpcd",))

    result = CliRunner().invoke(main, ["doctor"])

    assert result.exit_code == 0
    assert "× pcscd・vpcd" in result.stdout
    assert "apt-get install --no-install-recommends vsmartcard-vpcd" in result.stdout


def test_doctor_finds_a_listener_on_the_vpcd_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr(doctor, "VPCD_PORTS", (port,))
        found = {finding.name: finding.found for finding in doctor.examine()}

    assert "待ち受けています" in found[f"ポート {port}"]


class Served:
    """`mynabench oqs serve` in a process of its own."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.cli", "oqs", "serve", *arguments],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=None,
        )
        self.folder = directory / "mynabench-state" / "oqs" / "folder"
        self.said: list[str] = []

    def until(self, words: str) -> str:
        """Read what it prints up to the line that holds *words*."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError("".join(self.said))

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; return its exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.said.extend(self.process.stdout)
        self.process.stdout.close()
        return status


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path, "--port", "0")
    yield running
    if running.process.poll() is None:
        running.stop()


def answer(folder: Path, name: str, *, seconds: float = 10.0) -> Path:
    """Wait for a file in res."""
    deadline = time.monotonic() + seconds
    path = folder / "res" / name
    while not path.exists():
        assert time.monotonic() < deadline, f"{name} did not come"
        time.sleep(0.01)
    return path


def write_request(folder: Path, suffix: str, *, institution: str) -> None:
    """Write hanako's request as another program would: elsewhere, then rename."""
    row = personas()["hanako"]
    coverage = row["coverages"][0]  # type: ignore[index]  # Parsed JSON.
    text = REQUEST.format(
        institution=institution,
        insurer=coverage["insurer_number"],
        symbol=coverage["symbol"],
        number=coverage["number"],
        branch=coverage["branch"],
        birthdate=row["person"]["birthdate"].replace("-", ""),  # type: ignore[index]  # Parsed JSON.
    )
    draft = folder / "req" / "draft.tmp"
    draft.write_text(text, encoding="utf-8")
    draft.rename(folder / "req" / f"OQSsiquc01req_{suffix}.xml")


def test_oqs_serve_answers_a_file_written_by_hand_within_a_second(
    served: Served,
) -> None:
    served.until("Ctrl-C")
    began = time.monotonic()

    write_request(served.folder, "byhand01", institution="9930000014")
    path = answer(served.folder, "OQSsiquc01res_byhand01.xml")

    assert time.monotonic() - began < 1.0
    text = path.read_text(encoding="utf-8")
    assert "<QualificationValidity>1</QualificationValidity>" in text
    assert "<ArbitraryFileIdentifier>hand-written</ArbitraryFileIdentifier>" in text
    assert served.stop() == 0
    assert "保存されています" in served.said[-1]


def test_another_institution_is_answered_with_a_clear_error(served: Served) -> None:
    served.until("Ctrl-C")

    write_request(served.folder, "other", institution="1310000011")
    text = answer(served.folder, "OQSsiquc01res_other.xml").read_text(encoding="utf-8")

    assert "<SegmentOfResult>9</SegmentOfResult>" in text
    assert "1310000011" in text
    assert "<ErrorCode>STUB" in text


def test_oqs_serve_shows_the_terminal_in_a_browser(served: Served) -> None:
    line = served.until("資格確認端末")
    address = line.split()[-1]

    page = httpx.get(address, follow_redirects=True, trust_env=False)

    assert page.status_code == 200
    assert "システムの利用を始める" in page.text


def test_port_in_use_is_told_with_status_3(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = Served(tmp_path, "--port", str(port))
        line = refused.until("使っています")
        status = refused.process.wait(timeout=20)
        assert refused.process.stdout is not None
        refused.process.stdout.close()

    assert status == 3
    assert str(port) in line


def test_folder_that_cannot_be_made_is_told_with_status_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    refused = Served(tmp_path, "--port", "0", "--folder", "file/folder")
    refused.until("folder")
    status = refused.process.wait(timeout=20)
    assert refused.process.stdout is not None
    refused.process.stdout.close()

    assert status == 3


FEATURE = """# language: ja
機能: 自分の機能
  シナリオ: 自分のシナリオ
    前提 医療機関は訪問診療等機能を利用している
    かつ 患者は「{patient}」である
    もし 職員が訪問診療等の受付を始める
    かつ 患者がすべてに同意して登録を済ませる
    ならば 登録完了の画面が表示される
"""


@pytest.mark.parametrize(
    ("patient", "status", "count"),
    [("花子", 0, "passed"), ("{いない人}", 1, "failed")],
    ids=["passes", "fails"],
)
def test_run_runs_a_feature_of_ones_own(
    tmp_path: Path, patient: str, status: int, count: str
) -> None:
    (tmp_path / "own.feature").write_text(FEATURE.format(patient=patient), "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "run", "own.feature", "--out", "out"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
        text=True,
    )

    assert done.returncode == status, done.stdout + done.stderr
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [one["status"] for one in run["scenarios"]] == [count]
    assert (tmp_path / "out" / "report.html").exists()
