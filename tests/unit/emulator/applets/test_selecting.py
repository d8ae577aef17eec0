"""Which application is current, and what of its security status stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emulator.card import CardPoweredOff, VirtualCard
from emulator.iso7816 import ResponseAPDU
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

if TYPE_CHECKING:
    from ..conftest import Talk

JPKI = "D392F000260100000001"
AP = f"00A4040C0A{JPKI}"
COMMON, JUKI = "D3921000310001010100", "D3921000310001010401"
FACE, SUPPORT = "D3921000310001010402", "D3921000310001010408"
NAMES = (JPKI, COMMON, JUKI, FACE, SUPPORT)
ISD = "00A4040C07A0000001510000"
VERIFY = "002000980431323334"
SIGN = "802A029720" + "11" * 32


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_application_is_there_under_its_name(talk: Talk, name: str) -> None:
    answer = talk(f"00A404000A{name}00")

    assert answer.sw == 0x9000
    assert answer.data.hex().upper() == f"6F0C840A{name}"


@pytest.mark.parametrize("length", range(1, 11))
def test_the_beginning_of_a_name_selects_the_application(
    talk: Talk, length: int
) -> None:
    for name in sorted(NAMES):
        beginning = name[: 2 * length]
        first = min(other for other in NAMES if other.startswith(beginning))

        answer = talk(f"00A40400{length:02X}{beginning}00")

        assert answer.sw == 0x9000
        assert answer.data.hex().upper() == f"6F0C840A{first}"


def test_a_name_longer_than_the_applications_own_finds_nothing(talk: Talk) -> None:
    assert talk.sw(f"00A4040C0B{JPKI}00") == "6A82"


def test_the_issuer_security_domain_tells_its_name(talk: Talk) -> None:
    assert talk("00A4040007A000000151000000").data.hex().upper() == (
        "6F098407A0000001510000"
    )


@pytest.mark.parametrize(
    ("select", "data"),
    [
        pytest.param(f"00A4040C0A{JPKI}", "", id="no FCI asked"),
        pytest.param(f"00A4040C0A{JPKI}00", "", id="no FCI asked, Le given"),
        pytest.param(f"00A404000A{JPKI}", "", id="FCI asked, no Le"),
        pytest.param(f"00A404000A{JPKI}00", f"6F0C840A{JPKI}", id="FCI asked"),
        pytest.param(f"00A404000A{JPKI}04", "6F0C840A", id="FCI cut to Le"),
    ],
)
def test_file_control_information_comes_only_when_asked(
    talk: Talk, select: str, data: str
) -> None:
    answer = talk(select)

    assert (answer.data.hex().upper(), answer.sw) == (data, 0x9000)


def test_an_ef_tells_its_id_when_asked(talk: Talk) -> None:
    talk(AP)

    assert talk("00A4020002000600").data == bytes.fromhex("6F0483020006")
    assert talk("00A40200020006").data == b""


def test_the_lowest_name_that_begins_so_is_selected_then_the_next(talk: Talk) -> None:
    def name(answer: ResponseAPDU) -> str:
        return answer.data[4:].hex().upper()

    found = [name(talk("00A4040001D300"))]
    while (answer := talk("00A4040201D300")).sw == 0x9000:
        found.append(name(answer))

    assert found == [COMMON, JUKI, FACE, SUPPORT, JPKI]
    assert answer.sw == 0x6A82
    assert talk.sw("00A4020C020006") == "9000"  # And the last one stays current.
    assert name(talk("00A4040001D300")) == COMMON


def test_the_next_occurrence_of_another_beginning_starts_at_the_first(
    talk: Talk,
) -> None:
    talk(AP)

    assert talk("00A4040201A000").data.startswith(b"\x6f\x09\x84\x07\xa0")
    assert talk.sw("00A4040E01A0") == "6A82"  # Only one application begins so.


def test_the_next_occurrence_of_a_whole_name_is_none(talk: Talk) -> None:
    talk(AP)

    assert talk.sw(f"00A4040E0A{JPKI}") == "6A82"
    assert talk.sw(f"00A4040E0A{FACE}") == "9000"


def test_no_ef_is_current_after_selecting_an_application(talk: Talk) -> None:
    talk.sws(f"{AP}|00A4020C020006")

    assert talk.sws(f"{AP}|00B0000004") == ["9000", "6986"]


@pytest.mark.parametrize(
    ("between", "signs"),
    [
        pytest.param(AP, True, id="[M] same application again"),
        pytest.param("00A4040C03D392F0", True, id="[M] same by its beginning"),
        pytest.param("00A4020C02000A", True, id="[C] another EF"),
        pytest.param("00A40000", True, id="[M] the MF, which changes nothing"),
        pytest.param(f"{SIGN}|{SIGN}", True, id="[C] signatures"),
        pytest.param("002000980439393939", False, id="[D] a wrong PIN"),
        pytest.param("0020009B06303030303030", True, id="[D] the other PIN, wrong"),
        pytest.param("00A4040C07A0000000031010", True, id="[D] an unknown application"),
        pytest.param("00200098", True, id="[M] an empty VERIFY"),
        pytest.param(f"{ISD}|{AP}", False, id="[M] the ISD in between"),
        pytest.param(
            f"00A4040C02D392|{AP}", False, id="[M] another by a common beginning"
        ),
        pytest.param(
            f"00A4040E01D3|{AP}", True, id="[D] no next one: 6A82, nothing happens"
        ),
    ],
)
def test_what_keeps_a_verified_pin(talk: Talk, between: str, *, signs: bool) -> None:
    talk.sws(f"{AP}|{VERIFY}")

    talk.sws(between)

    assert talk.sw(SIGN) == ("9000" if signs else "6982")


@pytest.mark.parametrize("other", [COMMON, JUKI, FACE, SUPPORT])
def test_another_application_clears_the_security_status(talk: Talk, other: str) -> None:
    sws = talk.sws(f"{AP}|{VERIFY}|00A4040C0A{other}|{AP}|{SIGN}")

    assert sws == ["9000", "9000", "9000", "9000", "6982"]


def test_both_pins_are_verified_beside_each_other(talk: Talk) -> None:
    talk.sws(f"{AP}|{VERIFY}|0020009B06414243313233")

    assert talk.sws(f"{SIGN}|802A029A20{'11' * 32}") == ["9000", "9000"]


@pytest.mark.parametrize(
    ("contactless", "event", "signs"),
    [
        pytest.param(True, "reset", True, id="[M] contactless, warm reset"),
        pytest.param(False, "reset", False, id="[D] contact, warm reset"),
        pytest.param(True, "power", False, id="[M] contactless, power lost"),
        pytest.param(False, "power", False, id="[M] contact, power lost"),
        pytest.param(True, "cold", False, id="[M] contactless, cold reset"),
    ],
)
def test_what_reset_and_power_loss_leave(
    image: CardImage, *, contactless: bool, event: str, signs: bool
) -> None:
    card = VirtualCard(image, counters=MemoryCounters(), contactless=contactless)
    card.power_on()
    card.transmit(bytes.fromhex(AP))
    card.transmit(bytes.fromhex(VERIFY))

    if event == "reset":
        card.reset()
    elif event == "cold":
        card.power_on()
    else:
        card.power_off()
        card.power_on()
    card.transmit(bytes.fromhex(AP))

    sw = card.transmit(bytes.fromhex(SIGN))[-2:]
    assert sw == bytes.fromhex("9000" if signs else "6982")


@pytest.mark.parametrize("contactless", [True, False])
def test_a_contact_card_starts_again_at_the_mf_level(
    image: CardImage, *, contactless: bool
) -> None:
    card = VirtualCard(image, counters=MemoryCounters(), contactless=contactless)
    card.power_on()
    card.transmit(bytes.fromhex(AP))

    card.reset()

    answer = card.transmit(bytes.fromhex("00A40000"))
    assert answer.hex().upper() == ("9000" if contactless else "6A86")


def test_a_card_without_power_answers_nothing_but_its_atr(card: VirtualCard) -> None:
    card.transmit(bytes.fromhex(AP))
    card.transmit(bytes.fromhex("00A4020C020006"))
    card.power_off()

    card.reset()

    assert not card.powered
    assert card.atr.startswith(b"\x3b")
    with pytest.raises(CardPoweredOff):
        card.transmit(bytes.fromhex("00B0000004"))
