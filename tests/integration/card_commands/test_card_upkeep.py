"""Cards are made, shown, spent, mended, saved, put back and renewed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from emulator.drawer.store import CardDrawer

WRONG_PIN = """\
A>> 00A4040C 0A D392F000260100000001
A<< 9000
A>> 00A4020C 02 0018
A<< 9000
A>> 00200080 04 ********
A<< 63C2
"""

Card = Callable[..., Result]


def tries_of(card: Card, fid: str, persona: str = "hanako") -> str:
    shown = json.loads(card("show", "--persona", persona, "--json").stdout)
    application = next(a for a in shown["applications"] if a["name"].startswith("公的"))
    return next(f["tries"] for f in application["files"] if f["fid"] == fid)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_card_of_a_variant_is_looked_after_too(card: Card, tmp_path: Path) -> None:
    variant = ("--variant", "form=android")
    saved = tmp_path / "saved.json"
    recording = tmp_path / "talk.txt"
    wrong = write(tmp_path / "wrong.txt", WRONG_PIN)
    card("make", "hanako", *variant)

    done = {
        words[0]: card(*words, *variant)
        for words in (
            ("snapshot", saved),
            ("check", wrong),
            ("reset-tries",),
            ("restore", saved),
            ("renew",),
            ("record", recording),
        )
    }

    told = {command: result.output for command, result in done.items()}
    assert [each.exit_code for each in done.values()] == [0] * 6, told
    for command in ("snapshot", "restore", "reset-tries"):
        assert "hanako.form-android" in told[command]
    assert json.loads(saved.read_text("utf-8"))["persona"] == "hanako.form-android"
    # What a phone carries is not there to be read on a plain card, and the reverse.
    assert "A<< 6A82" in recording.read_text("utf-8")


def test_cards_are_made_once_and_kept(card: Card, state: Path) -> None:
    before = (state / "cards" / "hanako" / "card.json").read_bytes()

    again = card("make", "hanako", "taro")

    assert again.exit_code == 0
    assert again.stderr == "カード 2 枚を用意します。\n"
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


def test_a_card_in_a_reader_is_shown_all_the_same(card: Card, state: Path) -> None:
    with CardDrawer(state / "cards").held("hanako"):
        text = card("show")
        document = card("show", "--json")
    later = card("show", "--json")

    assert text.exit_code == 0
    assert "このカードはいまリーダーに入っています。" in text.stdout
    assert json.loads(document.stdout)["in_reader"]
    assert not json.loads(later.stdout)["in_reader"]


def test_a_card_that_is_just_being_made_is_not_shown_yet(
    card: Card, state: Path
) -> None:
    with CardDrawer(state / "cards").held("kiyoshi"):
        result = card("show", "--persona", "kiyoshi")

    assert result.exit_code == 3
    assert "使用中" in result.stderr


def test_tries_of_a_card_in_a_reader_are_reset_by_an_order(
    card: Card, state: Path
) -> None:
    with CardDrawer(state / "cards").held("hanako"):
        result = card("reset-tries")

    assert result.exit_code == 3
    assert "命令 reset-tries ポート" in result.stderr


@pytest.mark.parametrize(
    ("renewed", "named"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["--certificate", "auth"], ["利用者証明用"], id="auth"),
        pytest.param(
            ["--certificate", "auth", "--certificate", "sign"],
            ["利用者証明用", "署名用"],
            id="both",
        ),
    ],
)
def test_restoring_revoked_certificates_is_warned_of(
    card: Card, tmp_path: Path, renewed: list[str], named: list[str]
) -> None:
    kept = tmp_path / "kept.json"
    card("snapshot", kept)
    if renewed:
        assert card("renew", *renewed).exit_code == 0

    result = card("restore", kept)

    assert result.exit_code == 0
    warned = [line.split("電子証明書: ")[0] for line in result.stderr.splitlines()]
    assert warned == named
    for line in result.stderr.splitlines():
        assert "この電子証明書は失効しています（2026-11-21 09:00 から）" in line
        assert "card renew" in line


def test_a_child_without_a_signing_certificate_has_an_empty_file(card: Card) -> None:
    result = card("show", "--persona", "mei")

    assert "0001  署名用電子証明書（空、" in result.stdout
    assert "000A  利用者証明用電子証明書（データ、" in result.stdout
