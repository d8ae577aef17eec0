"""`mynabench card record` and `check` with a card in a PC/SC reader, guarded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from harness.cli import main

if TYPE_CHECKING:
    from emulator.drawer.store import StoredCard
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import CardShelf

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("cold_card")]

NOW = "2026-07-01T09:00:00"
JPKI = "A>> 00A4040C 0A D392F000260100000001\nA<< 9000\n"
SIGNED = (
    JPKI
    + "A>> 00A4020C 02 0018\nA<< 9000\nA>> 00200080 04 ********\nA<< 9000\n"
    + "A>> 802A0097 01 AB 00\nA<< "
    + "**" * 256
    + " 9000\n"
)

Card = Callable[..., Result]


@pytest.fixture
def serial(shelf: CardShelf) -> str:
    return str(shelf.persona("hanako").card.auth_certificate.serial_number)


@pytest.fixture
def card(pcscd: PrivatePCSCD, serial: str, tmp_path: Path) -> Card:
    def run(
        command: str, *arguments: str | Path, named: str = serial, typed: str = ""
    ) -> Result:
        words = ["card", command, *map(str, arguments), "--now", NOW]
        options = ["--reader", pcscd.reader, "--certificate-serial", named]
        kept = ["--state", str(tmp_path / "unused")]
        return CliRunner().invoke(main, [*words, *options, *kept], input=typed)

    return run


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def tries(hanako: StoredCard) -> bytes:
    """Ask the card itself, which nobody has connected to at the moment."""
    hanako.card.power_on()
    for command in ("00A4040C0AD392F000260100000001", "00A4020C020018"):
        hanako.card.transmit(bytes.fromhex(command))
    return hanako.card.transmit(bytes.fromhex("00200080"))


def test_a_card_in_a_reader_is_recorded_as_somebodys_and_checks_again(
    card: Card, tmp_path: Path
) -> None:
    recording = tmp_path / "reader.txt"

    assert card("record", recording).exit_code == 0
    checked = card("check", recording)

    assert checked.exit_code == 0, checked.output
    assert "違う 0 件" in checked.stdout
    text = recording.read_text("utf-8")
    page = text.partition("利用者証明用電子証明書（EF 000A）を0バイト目")[2]
    assert "A<< 308205" in page.partition("\n\n")[0]  # Its length, and no more.


def test_the_holders_certificate_is_not_kept(card: Card, tmp_path: Path) -> None:
    commands = write(
        tmp_path / "list.txt", "00A4040C0AD392F000260100000001\n00B08A0000\n"
    )
    recording = tmp_path / "certificate.txt"

    assert card("record", recording, "--commands", commands).exit_code == 0

    assert f"A<< {'**' * 256} 9000" in recording.read_text("utf-8")


def test_the_personas_pin_is_used_where_it_is_surely_that_personas_card(
    card: Card, tmp_path: Path
) -> None:
    recording = write(tmp_path / "signed.txt", SIGNED)

    checked = card("check", recording, "--pin-from-persona", "hanako")

    assert checked.exit_code == 0, checked.output
    assert "違う 0 件、送らなかった 0 件" in checked.stdout


def test_without_a_persona_the_pin_is_asked_for_until_its_form_is_right(
    card: Card, tmp_path: Path
) -> None:
    recording = write(tmp_path / "signed.txt", SIGNED)

    checked = card("check", recording, typed="12345\n1234\n")

    assert checked.exit_code == 0, checked.output
    assert "半角数字4桁です（入力されたものは5文字）" in checked.stderr
    assert "1234" not in checked.stdout


def test_one_wrong_pin_ends_it_all(
    card: Card, tmp_path: Path, hanako: StoredCard
) -> None:
    recording = write(tmp_path / "signed.txt", SIGNED + SIGNED)

    checked = card("check", recording, typed="0000\n")

    assert checked.exit_code == 3
    assert "これ以上は何も送りません" in checked.stderr
    assert tries(hanako) == b"\x63\xc2"
    again = card("check", recording, typed="1234\n")
    assert again.exit_code == 3
    assert "暗証番号の残り回数が 3 回中 2 回です" in again.stderr
    assert tries(hanako) == b"\x63\xc2"
    hanako.reset_tries()


def test_another_card_than_the_named_one_is_left_alone(
    card: Card, tmp_path: Path
) -> None:
    checked = card("check", write(tmp_path / "r.txt", JPKI), named="1")

    assert checked.exit_code == 3
    assert "名指しされたカードではありません" in checked.stderr


def test_one_personas_pin_is_not_tried_on_anothers_card(
    card: Card, tmp_path: Path, hanako: StoredCard
) -> None:
    recording = write(tmp_path / "signed.txt", SIGNED)

    checked = card("check", recording, "--pin-from-persona", "taro")

    assert checked.exit_code == 3
    assert "この人の暗証番号は送りません" in checked.stderr
    assert tries(hanako) == b"\x63\xc3"
