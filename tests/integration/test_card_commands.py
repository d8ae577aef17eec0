"""`mynabench card …` as a user types it, without any reader."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import main

NOW = "2026-11-21T09:00:00"
JPKI = "A>> 00A4040C 0A D392F000260100000001\nA<< 9000\n"
WRONG_PIN = (
    JPKI + "A>> 00A4020C 02 0018\nA<< 9000\nA>> 00200080 04 ********\nA<< 63C2\n"
)

Card = Callable[..., Result]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cards and the keys they were made with."""
    directory = tmp_path_factory.mktemp("cards")
    result = CliRunner().invoke(
        main,
        [
            *("card", "make", "hanako", "taro", "--now", NOW),
            *("--key-cache", str(directory / "keys")),
            *("--state", str(directory / "state")),
        ],
    )
    assert result.exit_code == 0, result.output
    return directory


@pytest.fixture
def state(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "state", tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def card(state: Path) -> Card:
    def run(command: str, *arguments: str | Path, where: Path = state) -> Result:
        options = [] if command in ("faults", "replay") else ["--state", str(where)]
        dated = [] if command in ("faults", "replay") else ["--now", NOW]
        words = ["card", command, *map(str, arguments), *options, *dated]
        return CliRunner().invoke(main, words)

    return run


def tries_of(card: Card, fid: str, persona: str = "hanako") -> str:
    shown = json.loads(card("show", "--persona", persona, "--json").stdout)
    application = next(a for a in shown["applications"] if a["name"].startswith("公的"))
    return next(f["tries"] for f in application["files"] if f["fid"] == fid)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_cards_are_made_once_and_kept(card: Card, state: Path) -> None:
    before = (state / "cards" / "hanako" / "card.json").read_bytes()

    again = card("make", "hanako", "taro")

    assert again.exit_code == 0
    assert "0 枚を作りました（すでにあったもの 2 枚）" in again.stdout
    assert (state / "cards" / "hanako" / "card.json").read_bytes() == before


def test_the_second_time_keys_come_from_the_cache(
    card: Card, made: Path, state: Path
) -> None:
    shutil.rmtree(state / "cards")

    result = card("make", "hanako", "--key-cache", made / "keys")

    assert "1 枚を作りました" in result.stdout
    files = (
        {
            f["fid"]: f.get("private_key")
            for app in json.loads(path.read_text("utf-8"))["applications"]
            for f in app["files"]
            if app["aid"].startswith("d392f0")
        }
        for path in (
            state / "cards" / "hanako" / "card.json",
            made / "state" / "cards" / "hanako" / "card.json",
        )
    )
    new, old = files
    assert new["0017"] == old["0017"]
    assert new["0017"] is not None


def test_people_of_a_seed_have_cards(card: Card, state: Path) -> None:
    result = card("make", "--count", "1", "--seed", "7")

    assert result.exit_code == 0
    assert (state / "cards" / "synth-7-0001" / "card.json").exists()


def test_making_nothing_is_a_mistake(card: Card) -> None:
    assert card("make").exit_code == 2


def test_show_tells_applications_files_access_and_tries(card: Card) -> None:
    result = card("show")

    assert result.exit_code == 0
    for words in (
        "公的個人認証AP  D392F000260100000001",
        "券面事項確認AP",
        "券面事項入力補助AP",
        "住基AP",
        "共通カードAP",
        "0018  利用者証明用の暗証番号（照合する値、残り3回）",
        "0001  個人番号（データ、17バイト、読む: 0011か0014の照合）",
        "00F2  カードの有効期限（8バイト）",
        "氏名: 保険　花子",
    ):
        assert words in result.stdout


def test_the_page_has_the_pictures_and_loads_nothing(
    card: Card, tmp_path: Path
) -> None:
    page = tmp_path / "hanako.html"

    assert card("show", "--html", page).exit_code == 0

    html = page.read_text("utf-8")
    assert (
        len(re.findall(r'<img src="data:image/png;base64,[A-Za-z0-9+/=]+"', html)) == 5
    )
    assert "架空県見本市" in html
    assert "http" not in html.replace("http-equiv", "")
    assert "default-src 'none'" in html


def test_a_wrong_pin_is_spent_and_the_office_restores_it(
    card: Card, tmp_path: Path
) -> None:
    recording = write(tmp_path / "wrong.txt", WRONG_PIN)

    assert card("check", recording).exit_code == 0
    assert tries_of(card, "0018") == "残り2回"
    assert card("reset-tries").exit_code == 0

    assert tries_of(card, "0018") == "残り3回"


def test_a_snapshot_brings_back_what_was(card: Card, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    assert card("snapshot", kept).exit_code == 0
    card("check", write(tmp_path / "wrong.txt", WRONG_PIN))

    assert card("restore", kept).exit_code == 0

    assert tries_of(card, "0018") == "残り3回"


@pytest.mark.parametrize(
    ("persona", "content"),
    [
        pytest.param("taro", None, id="of-another-card"),
        pytest.param("hanako", "{}", id="no-snapshot"),
    ],
)
def test_what_is_no_snapshot_of_the_card_is_refused(
    card: Card, tmp_path: Path, persona: str, content: str | None
) -> None:
    kept = tmp_path / "kept.json"
    card("snapshot", kept)
    if content is not None:
        write(kept, content)

    result = card("restore", kept, "--persona", persona)

    assert result.exit_code == 2
    assert "スナップショット" in result.stderr


def test_renewing_changes_the_certificate_and_nothing_else(
    card: Card, state: Path
) -> None:
    before = json.loads((state / "cards" / "hanako" / "card.json").read_text("utf-8"))

    result = card("renew", "--certificate", "auth")

    after = json.loads((state / "cards" / "hanako" / "card.json").read_text("utf-8"))
    assert result.exit_code == 0
    assert "利用者証明用電子証明書: シリアル番号" in result.stdout
    changed = {
        new["fid"]
        for old_app, new_app in zip(
            before["applications"], after["applications"], strict=True
        )
        for old, new in zip(old_app["files"], new_app["files"], strict=True)
        if old != new
    }
    assert changed == {"0017", "000A"}


def test_a_card_that_is_not_there_yet_is_not_renewed(
    card: Card, tmp_path: Path
) -> None:
    result = card("renew", where=tmp_path / "empty")

    assert result.exit_code == 1
    assert "更新できません" in result.stderr


def test_a_recording_of_a_card_checks_against_it(card: Card, tmp_path: Path) -> None:
    recording = tmp_path / "reading.txt"

    assert card("record", recording).exit_code == 0
    result = card("check", recording)

    assert result.exit_code == 0, result.output
    assert "違う 0 件" in result.stdout


def test_a_list_with_pins_is_recorded_without_them(card: Card, tmp_path: Path) -> None:
    commands = write(
        tmp_path / "list.txt",
        "00A4040C0AD392F000260100000001\n00200098 04 ********\n802A00970401020304 00\n",
    )
    recording = tmp_path / "signed.txt"

    assert card("record", recording, "--commands", commands).exit_code == 0

    text = recording.read_text("utf-8")
    assert "A>> 00200098 04 ********" in text
    assert "31323334" not in text
    assert "256バイト、正常終了（9000）" in text
    assert card("check", recording).exit_code == 0


def test_a_difference_ends_with_1_and_shows_both(card: Card, tmp_path: Path) -> None:
    recording = write(
        tmp_path / "r.txt",
        JPKI + "A>> 00A4020C 02 0001\nA<< 9000\nA>> 00B00000 04\nA<< 9000\n",
    )

    result = card("check", recording)
    document = card("check", recording, "--json")

    assert (result.exit_code, document.exit_code) == (1, 1)
    assert (
        "✗    5行目 署名用電子証明書（EF 0001）を0バイト目から読み取り" in result.stdout
    )
    assert "期待: 9000" in result.stdout
    assert "実際: 6982" in result.stdout
    assert [row["verdict"] for row in json.loads(document.stdout)] == [
        "same",
        "same",
        "different",
    ]


def test_a_check_can_be_made_under_conditions(card: Card, tmp_path: Path) -> None:
    recording = write(tmp_path / "r.txt", JPKI)

    result = card("check", recording, "--fault", "sw:sw=6F00,on=SELECT")

    assert result.exit_code == 1
    assert "実際: 6F00" in result.stdout


def test_a_card_that_leaves_is_a_part_that_is_not_available(
    card: Card, tmp_path: Path
) -> None:
    result = card(
        "check", write(tmp_path / "r.txt", JPKI), "--fault", "pulled:on=SELECT"
    )

    assert result.exit_code == 3
    assert "カードが離れました" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(["--persona", "nobody"], "ペルソナ「nobody」", id="persona"),
        pytest.param(
            ["--reader", "R"],
            "名指しされていないカードには何も送りません",
            id="unnamed",
        ),
        pytest.param(
            ["--reader", "R", "--certificate-serial", "x"], "10進数", id="serial"
        ),
        pytest.param(
            ["--reader", "R", "--persona", "taro"], "同時には使えません", id="both"
        ),
        pytest.param(
            ["--certificate-serial", "1"], "--reader と使います", id="no-reader"
        ),
        pytest.param(
            ["--reader", "R", "--certificate-serial", "1", "--timing", "worst"],
            "仮想カード（--persona）にだけ",
            id="conditions-for-a-real-card",
        ),
    ],
)
def test_bad_arguments_are_told_in_words(
    card: Card, tmp_path: Path, arguments: list[str], problem: str
) -> None:
    result = card("check", write(tmp_path / "r.txt", JPKI), *arguments)

    assert result.exit_code == 2
    assert problem in re.sub(r"\s+", " ", result.stderr)


@pytest.mark.parametrize("command", ["check", "replay"])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("hello", "1行目", id="no-recording"),
        pytest.param("# only remarks\n", "コマンド（A>>）がありません", id="empty"),
    ],
)
def test_what_is_no_recording_is_told_with_its_line(
    card: Card, tmp_path: Path, command: str, text: str, problem: str
) -> None:
    result = card(command, write(tmp_path / "r.txt", text))

    assert result.exit_code == 2
    assert problem in result.stderr


def test_faults_are_listed_with_their_parameters(card: Card) -> None:
    text = card("faults")
    document = json.loads(card("faults", "--json").stdout)

    assert text.exit_code == 0
    assert "pulled  カードが離れる" in text.stdout
    assert {"pulled", "mute", "wrong-key"} <= {f["name"] for f in document["faults"]}
    assert all(f["parameters"] for f in document["faults"])
