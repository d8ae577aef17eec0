"""PINs: tries are spent, kept, given back only by the right value, and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import Application, PINFile, PINRule
from emulator.memory.image import CardImage

if TYPE_CHECKING:
    from ..conftest import Talk

AP = "00A4040C0AD392F000260100000001"
SIGN = "802A029720" + "11" * 32
AUTH = "00200098"
WRONG = "002000980430303030"
RIGHT = "002000980431323334"


class NoWriting(MemoryCounters):
    """Counters on which any change is a failure."""

    def set_tries_left(self, pin: str, tries: int) -> None:
        raise AssertionError(f"{pin} was written")


def test_three_wrong_auth_pins_block_the_key(talk: Talk) -> None:
    talk(AP)

    assert talk.sws("|".join([WRONG] * 4)) == ["63C2", "63C1", "63C0", "6984"]
    assert talk.sws(f"{RIGHT}|{AUTH}|{SIGN}") == ["6984", "63C0", "6982"]


def test_five_wrong_sign_passwords_block_the_key(talk: Talk) -> None:
    talk(AP)
    wrong = "0020009B06303030303030"

    assert talk.sws("|".join([wrong] * 6)) == [
        "63C4", "63C3", "63C2", "63C1", "63C0", "6984",
    ]  # fmt: skip
    assert talk.sw(AUTH) == "63C3"


def test_the_right_pin_gives_all_tries_back(talk: Talk) -> None:
    talk(AP)

    assert talk.sws(f"{WRONG}|{WRONG}|{RIGHT}|{AUTH}")[-1] == "63C3"


def test_the_right_pin_on_a_full_counter_writes_nothing(image: CardImage) -> None:
    card = VirtualCard(image, counters=NoWriting())
    card.power_on()
    card.transmit(bytes.fromhex(AP))

    assert card.transmit(bytes.fromhex(RIGHT)) == b"\x90\x00"
    assert card.transmit(bytes.fromhex(AUTH)) == b"\x63\xc3"


def test_filling_a_full_counter_writes_nothing(image: CardImage) -> None:
    VirtualCard(image, counters=NoWriting()).reset_tries()


def test_asking_for_the_tries_spends_none(talk: Talk) -> None:
    talk(AP)

    assert talk.sws(f"{AUTH}|{AUTH}|{AUTH}00|{AUTH}") == ["63C3"] * 4


def test_a_pin_too_long_spends_no_try(talk: Talk) -> None:
    assert talk.sws(f"{AP}|0020009811{'31' * 17}|{AUTH}")[1:] == ["6700", "63C3"]


def test_spent_tries_stay_through_power_loss(card: VirtualCard, talk: Talk) -> None:
    talk.sws(f"{AP}|{WRONG}")

    card.power_off()
    card.power_on()

    assert talk.sws(f"{AP}|{AUTH}")[-1] == "63C2"


def test_a_changed_pin_replaces_the_old_one(card: VirtualCard, talk: Talk) -> None:
    talk.sws(f"{AP}|{RIGHT}")

    assert talk.sw("002401980435363738") == "9000"

    assert talk.sw(SIGN) == "9000"
    card.power_on()
    talk(AP)
    assert talk.sws(f"{RIGHT}|002000980435363738|{AUTH}") == ["63C2", "9000", "63C3"]


@pytest.mark.parametrize(
    ("value", "sw"),
    [
        pytest.param("414243444546", "9000", id="6 letters"),
        pytest.param("41" * 16, "9000", id="16 letters"),
        pytest.param("303132333435", "9000", id="digits"),
        pytest.param("4142434445", "6A80", id="5 letters"),
        pytest.param("41" * 17, "6A80", id="17 letters"),
        pytest.param("616263646566", "6A80", id="lower case"),
        pytest.param("41422D434445", "6A80", id="a hyphen in the middle"),
    ],
)
def test_a_sign_password_is_capital_letters_and_digits(
    talk: Talk, value: str, sw: str
) -> None:
    talk.sws(f"{AP}|0020009B06414243313233")

    assert talk.sw(f"0024019B{len(value) // 2:02X}{value}") == sw


def test_the_town_office_fills_the_counters(card: VirtualCard, talk: Talk) -> None:
    talk.sws("|".join([AP, *[WRONG] * 3]))

    card.reset_tries()

    assert talk.sws(f"{AUTH}|{RIGHT}") == ["63C3", "9000"]


def test_a_key_without_limit_counts_nothing() -> None:
    """No such key is known on a My Number Card; the answer 6300 is measured [M]."""
    pin = PINFile(0x001C, b"1234", None, PINRule(b"0123456789", 4, 4), 0)
    application = Application(bytes.fromhex("D3921000310001010401"), (pin,))
    card = VirtualCard(
        CardImage(persona="x", applications=(application,)), counters=NoWriting()
    )
    card.power_on()

    def sw(command: str) -> str:
        return card.transmit(bytes.fromhex(command)).hex()

    assert sw("00A4040C02D392") == "9000"
    assert [sw("0020009C0430303030") for _ in range(20)] == ["6300"] * 20
    assert sw("0020009C") == "6300"
    assert sw("0020009C0431323334") == "9000"
    assert sw("0020009C") == "6300"
    card.reset_tries()


def test_a_pin_that_was_never_set_stays_blocked() -> None:
    pin = PINFile(0x001C, b"", 3, PINRule(b"0123456789", 4, 4), 0)
    application = Application(bytes.fromhex("D3921000310001010401"), (pin,))
    card = VirtualCard(
        CardImage(persona="x", applications=(application,)), counters=NoWriting()
    )
    card.power_on()

    card.reset_tries()

    assert card.transmit(bytes.fromhex("00A4040C02D392")) == b"\x90\x00"
    assert card.transmit(bytes.fromhex("0020009C")) == b"\x63\xc0"
    assert card.transmit(bytes.fromhex("0020009C0431323334")) == b"\x69\x84"


@pytest.mark.parametrize(
    ("limit", "tries"),
    [
        pytest.param(3, 4, id="more tries than the limit"),
        pytest.param(3, -1, id="less than none"),
        pytest.param(16, 16, id="more than 63Cx can say"),
    ],
)
def test_a_pin_file_that_cannot_be_is_refused(limit: int, tries: int) -> None:
    with pytest.raises(ValueError, match="does not hold"):
        PINFile(0x0018, b"1234", limit, PINRule(b"0123456789", 4, 4), tries)


def test_a_file_id_stands_once_in_an_application() -> None:
    pin = PINFile(0x0018, b"1234", 3, PINRule(b"0123456789", 4, 4), 3)

    with pytest.raises(ValueError, match="twice"):
        Application(b"\xd3", (pin, pin))


def test_an_unknown_application_is_named_in_the_error() -> None:
    image = CardImage(persona="x", applications=(Application(b"\xd3\x92\xff", ()),))

    with pytest.raises(ValueError, match=r"D392FF.*known: D392F000260100000001"):
        VirtualCard(image, counters=MemoryCounters())


def test_a_pin_never_shows_in_a_representation(image: CardImage) -> None:
    assert "b'1234'" not in repr(image)
    assert "ABC123" not in repr(image)
