"""What a live card is sent, and what is never sent to a real one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from card_profiles.model import Persona
from emulator.card import VirtualCard
from emulator.link_lost import CardTorn
from harness.drivers.guarded_card import RealCardRefused, WrongCard
from harness.drivers.virtual_card import VirtualCardConnection
from harness.ports import TransportError
from harness.recording import live_card
from harness.recording.live_card import GuardedLiveCard, VirtualLiveCard
from harness.trace.transcript import Power

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
VERIFY = bytes.fromhex("0020009804") + b"1234"
SIGN = bytes.fromhex("802A009701AB00")

NewCard = Callable[[], VirtualCard]


class InReader(VirtualCardConnection):
    """A card in a PC/SC reader: connecting gives it power, closing takes it away."""

    def __init__(self, card: VirtualCard) -> None:
        card.power_on()
        super().__init__(card)
        self._in_reader = card

    def close(self) -> None:
        super().close()
        self._in_reader.power_off()


@pytest.fixture
def guarded(
    new_card: NewCard, hanako: Persona, monkeypatch: pytest.MonkeyPatch
) -> GuardedLiveCard:
    card = new_card()
    monkeypatch.setattr(live_card, "wait_for_card", lambda reader, seconds: None)
    monkeypatch.setattr(
        live_card, "PCSCCardConnection", lambda reader, **options: InReader(card)
    )
    return GuardedLiveCard(
        "a reader",
        certificate_serial=hanako.card.auth_certificate.serial_number,
    )


def test_a_real_cards_pins_live_as_long_as_its_power(guarded: GuardedLiveCard) -> None:
    guarded.transmit(SELECT)
    assert guarded.transmit(VERIFY) == b"\x90\x00"
    assert len(guarded.transmit(SIGN)) == 258

    guarded.power(Power.RESET)
    guarded.transmit(SELECT)
    assert len(guarded.transmit(SIGN)) == 258
    for cold in (Power.OFF, Power.ON):
        guarded.transmit(VERIFY)
        guarded.power(cold)
        guarded.transmit(SELECT)
        assert guarded.transmit(SIGN) == b"\x69\x82"


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("00A4020C020018", True),
        ("00B0000000", True),
        ("00B2010C00", True),
        ("00CA004200", True),
        ("0084000008", True),
        ("802A00970100", True),
        ("00200098", True),
        ("0020009804 31323334", True),
        ("0020019804 31323334", False),
        ("0024018004 31323334", False),
        ("002C0080", False),
        ("8032008004 31323334", False),
        ("80AE000001AA00", False),
        ("80A200C100", False),
        ("0088009908 0000000000000000 00", False),
        ("08B00000", False),
        ("00A4", False),
    ],
)
def test_only_what_cannot_harm_a_real_card_is_sent(
    guarded: GuardedLiveCard,
    command: str,
    sent: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    assert guarded.sends(bytes.fromhex(command)) is sent
    assert not guarded.spends_tries


def test_an_invented_persons_pin_needs_a_test_issuer(
    guarded: GuardedLiveCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded.require_test_card()

    monkeypatch.setattr(live_card, "_TEST_ISSUER", "JPKI")
    with pytest.raises(RealCardRefused, match="架空の人の暗証番号は送りません"):
        guarded.require_test_card()


def test_another_card_than_the_named_one_is_refused(
    guarded: GuardedLiveCard,
) -> None:
    with pytest.raises(WrongCard):
        GuardedLiveCard("a reader", certificate_serial=1)


def test_a_virtual_card_follows_a_recordings_power(new_card: NewCard) -> None:
    live = VirtualLiveCard(new_card())
    live.transmit(SELECT)
    live.transmit(VERIFY)

    live.power(Power.RESET)
    assert len(live.transmit(SIGN)) == 258
    live.power(Power.OFF)
    live.transmit(SELECT)

    assert live.transmit(SIGN) == b"\x69\x82"
    assert live.spends_tries
    live.close()


def test_a_card_that_a_fault_takes_away_comes_back_cold() -> None:
    done: list[str] = []

    class Faulty:
        atr = b"\x3b\x00"

        def power_on(self) -> None:
            done.append("on")

        def power_off(self) -> None:
            done.append("off")

        def reset(self) -> None:
            done.append("reset")

        def transmit(self, command: bytes) -> bytes:
            raise CardTorn("pulled")

    with pytest.raises(TransportError):
        VirtualLiveCard(Faulty()).transmit(SELECT)

    assert done == ["on", "off", "on"]
