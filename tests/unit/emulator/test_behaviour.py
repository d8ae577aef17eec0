"""Every gap of what is known is a parameter: its default, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from .status_table import (
    AP,
    AUTH_PIN_EF,
    BLOCK,
    COMMON,
    RIGHT,
    SIGN_32,
    UNLOCKED,
    WRONG,
)

if TYPE_CHECKING:
    from .conftest import Talk

FCI_OF_COMMON = "6F0C840AD3921000310001010100"
FCI_OF_JPKI = "6F0C840AD392F000260100000001"
FCI_OF_VISUAL = "6F0C840AD3921000310001010402"
BEGINNING = "00A4040001D300"
AP_WITH_FCI = "00A404000AD392F00026010000000100"
TEST_STATUS = f"{AP}|{AUTH_PIN_EF}|00200080"
CONTACT_ATR = "E000FF8131FE4514"
INSIDE = "contact_atr_inside_applications"
AT_MF = "contact_atr_at_mf"
MISSED = f"{AP}|00A4020C020006|00A4020C020003|00B0000001"
SHORT_DIGEST = f"{UNLOCKED}|802A02971F" + "11" * 31
UNVERIFIED_AGAIN = f"{UNLOCKED}|{WRONG}|00200080"
LONG_PIN = f"{AP}|0020009811" + "31" * 17
ANSWERS = [
    # parameter, another value, commands, the default's last answer, the other's
    ("first_command_fails", True, AP, "9000", "6F00"),
    ("first_command_fails", True, "00", "6700", "6F00"),
    ("first_command_fails", True, f"{AP}|{AP}", "9000", "9000"),
    (
        "selection_order",
        ("jpki",),
        BEGINNING,
        FCI_OF_COMMON,
        FCI_OF_JPKI,
    ),
    (
        "selection_order",
        ("visual", "isd"),
        BEGINNING,
        FCI_OF_COMMON,
        FCI_OF_VISUAL,
    ),
    (
        "select_answers_fci",
        False,
        AP_WITH_FCI,
        FCI_OF_JPKI,
        "",
    ),
    ("select_answers_fci", False, f"{AP}|00A4020002000600", "6F0483020006", ""),
    (
        "fci_extra",
        b"\x50\x01\x41",
        AP_WITH_FCI,
        FCI_OF_JPKI,
        "6F0F" + FCI_OF_JPKI[4:] + "500141",
    ),
    ("sw_select_nothing", 0x6A82, "00A4040000", "6700", "6A82"),
    ("sw_select_long_name", 0x6700, "00A4040C11" + "D3" * 17, "6A82", "6700"),
    (
        "failed_select_keeps_file",
        False,
        f"{AP}|00A4020C020006|00A4020C020003|00B0000001",
        "4A",
        "6986",
    ),
    ("longest_data", 255, f"{AP}|80A206C1000133{'00' * 307}", "6A80", "6700"),
    ("longest_data", 255, f"{AP}|80A200C1FF{'00' * 255}", "6700", "6700"),
    ("sw_end_of_file", 0x6282, f"{AP}|00B0860000|00B000A000", "6B00", "6282"),
    ("short_read_is_6282", True, f"{AP}|00A4020C020006|00B0009F02", "39", "396282"),
    ("short_read_is_6282", True, f"{AP}|00A4020C020006|00B0009F01", "39", "39"),
    ("short_read_is_6282", True, f"{AP}|00B0860000|00B0009E00", "3939", "39396282"),
    ("sw_read_unknown_short_id", 0x6A88, f"{AP}|00B0830000", "6A82", "6A88"),
    ("sw_read_unknown_short_id", 0x6A88, f"{AP}|00B2011C00", "6A82", "6A88"),
    ("sw_blocked", 0x6983, f"{BLOCK}|{RIGHT}", "6984", "6983"),
    ("sw_blocked", 0x6983, f"{BLOCK}|00200080", "63C0", "63C0"),
    ("empty_verify_tells_success", True, f"{UNLOCKED}|00200080", "63C3", ""),
    (
        "empty_verify_tells_success",
        True,
        TEST_STATUS,
        "63C3",
        "63C3",
    ),
    (
        "empty_verify_tells_success",
        True,
        f"{UNLOCKED}|{WRONG}|00200080",
        "63C2",
        "63C2",
    ),
    ("longest_pin", 17, LONG_PIN, "6700", "63C2"),
    ("longest_pin", 4, f"{AP}|002000980531323334" + "35", "63C2", "6700"),
    ("sw_verify_not_a_pin", 0x6A88, f"{AP}|{AUTH_PIN_EF}|00200097", "6981", "6A88"),
    ("sw_unknown_reference", 0x6A82, f"{AP}|00200083", "6A88", "6A82"),
    ("sw_unknown_reference", 0x6A82, f"{AP}|802A00000101", "6A88", "6A82"),
    ("sw_change_unverified", 0x6985, f"{AP}|002401980435363738", "6982", "6985"),
    ("sw_change_bad_value", 0x6700, f"{UNLOCKED}|0024018003353637", "6A80", "6700"),
    ("sw_sign_no_file", 0x6981, f"{AP}|802A00800101", "6986", "6981"),
    ("sw_sign_not_a_key", 0x6A88, f"{UNLOCKED}|802A00800101", "6981", "6A88"),
    ("sw_sign_nothing", 0x6985, f"{UNLOCKED}|802A009700", "6700", "6985"),
    (
        "sw_sign_wrong_length",
        0x6700,
        SHORT_DIGEST,
        "6985",
        "6700",
    ),
    (AT_MF, False, "00CA5F5100", CONTACT_ATR, "6A88"),
    (AT_MF, False, f"{COMMON}|00CA5F5100", CONTACT_ATR, CONTACT_ATR),
    (INSIDE, False, f"{COMMON}|00CA5F5100", CONTACT_ATR, "6A88"),
    (INSIDE, False, "00CA5F5100", CONTACT_ATR, CONTACT_ATR),
    ("has_lower_cvc", False, "00CA7F2100", "6700", "6A88"),
]
ELSEWHERE = {
    # What is written to the card or needs more than one answer has tests of its own.
    "contact_reset_keeps_session",
    "contactless_reset_keeps_session",
    "pss_salt_length",
    "sw_forged_terminal",
    "contact_atr",
    "certificate_file_size",
    "filler",
    "closed_files",
    "ocsp_url",
    "auth_certificate_has_eku",
    # With 券面事項確認AP and 券面事項入力補助AP.
    "number_a_tries",
    "number_b_tries",
    "birthdate_tries",
    "visual_has_0014_0015",
    "cvc_behind_header_list",
    "text_file_size",
    "number_b_opens_secure_messaging",
    "reselect_ends_secure_messaging",
}


def last_answer(talk: Talk, commands: str) -> str:
    """Give data, and the status word where it is not 9000."""
    *before, last = commands.split("|")
    for command in before:
        talk.card.transmit(bytes.fromhex(command))
    return talk.card.transmit(bytes.fromhex(last)).hex().upper().removesuffix("9000")


@pytest.mark.parametrize(
    ("parameter", "value", "commands", "default", "other"),
    [pytest.param(*row, id=f"{row[0]} {i}") for i, row in enumerate(ANSWERS)],
)
def test_a_parameter_changes_its_answer(
    behaving: Callable[[CardBehaviour], Talk],
    parameter: str,
    value: object,
    commands: str,
    default: str,
    other: str,
) -> None:
    changes: dict[str, Any] = {parameter: value}

    usual = last_answer(behaving(CardBehaviour()), commands)
    unusual = last_answer(behaving(CardBehaviour(**changes)), commands)

    assert (usual, unusual) == (
        default.removesuffix("9000"),
        other.removesuffix("9000"),
    )


def test_every_parameter_is_tested() -> None:
    names = {entry.name for entry in fields(CardBehaviour)}

    assert {row[0] for row in ANSWERS} | ELSEWHERE == names
    assert {row[0] for row in ANSWERS}.isdisjoint(ELSEWHERE)


def test_a_card_that_knows_its_first_command_does_so_at_each_power_up(
    behaving: Callable[[CardBehaviour], Talk],
) -> None:
    talk = behaving(CardBehaviour(first_command_fails=True))
    assert talk.sws(f"{AP}|{AP}") == ["6F00", "9000"]

    talk.card.reset()
    assert talk.sw(AP) == "9000"

    talk.card.power_on()
    assert talk.sws(f"{AP}|{AP}") == ["6F00", "9000"]


def test_only_a_contactless_card_fails_its_first_command(image: CardImage) -> None:
    card = VirtualCard(
        image,
        counters=MemoryCounters(),
        contactless=False,
        behaviour=CardBehaviour(first_command_fails=True),
    )
    card.power_on()

    assert card.transmit(bytes.fromhex(AP)) == b"\x90\x00"


@pytest.mark.parametrize("contactless", [True, False], ids=["contactless", "contact"])
@pytest.mark.parametrize("keeps", [True, False], ids=["keeps", "clears"])
def test_a_warm_reset_does_what_its_interface_is_told(
    image: CardImage, talk: Talk, *, contactless: bool, keeps: bool
) -> None:
    behaviour = CardBehaviour(
        contactless_reset_keeps_session=keeps if contactless else not keeps,
        contact_reset_keeps_session=not keeps if contactless else keeps,
    )
    card = VirtualCard(
        image, counters=MemoryCounters(), contactless=contactless, behaviour=behaviour
    )
    card.power_on()
    reader = talk.__class__(card)
    reader.sws(UNLOCKED)

    card.reset()

    assert reader.sw(SIGN_32) == ("9000" if keeps else "6A88")


@pytest.mark.parametrize("salt", [0, 20, 32])
def test_the_salt_of_pss_has_the_length_told(
    behaving: Callable[[CardBehaviour], Talk], salt: int
) -> None:
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
    from cryptography.hazmat.primitives.hashes import SHA256

    talk = behaving(CardBehaviour(pss_salt_length=salt))
    talk.sws(UNLOCKED)

    signature = talk(f"802A049720{'11' * 32}00").data

    talk.public_key(0x0A).verify(
        signature, b"\x11" * 32, PSS(MGF1(SHA256()), salt), Prehashed(SHA256())
    )
