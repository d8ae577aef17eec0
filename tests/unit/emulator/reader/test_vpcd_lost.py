"""What vpcd meets when a card is lost in the middle of a command, on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import (
    CardMuteError,
    CardTorn,
    CardWasReset,
    LinkLost,
    ProtocolMismatch,
)
from emulator.reader.events import EventKind

if TYPE_CHECKING:
    from .conftest import Reader, ScriptedCard

COMMAND = b"\x00\x20\x00\x80"


@pytest.mark.parametrize("arrived", [0, 3])
def test_an_answer_breaks_off_on_the_wire(
    vpcd: Reader, card: ScriptedCard, arrived: int
) -> None:
    answer = b"\x01\x02\x03\x04\x90\x00"
    card.answers = [CardTorn(answer=answer, arrived=arrived)]
    held, _ = vpcd.hold(card)

    vpcd.send(COMMAND)

    assert vpcd._exactly(2 + arrived) == b"\x00\x06" + answer[:arrived]
    assert vpcd.hung_up()
    assert held.wait_until_out(5.0)
    held.unplug()


@pytest.mark.parametrize(
    "kind", [CardMuteError, CardWasReset, ProtocolMismatch], ids=lambda k: k.__name__
)
def test_a_card_that_lost_its_link_comes_back_and_is_no_bug(
    vpcd: Reader, card: ScriptedCard, kind: type[LinkLost]
) -> None:
    card.answers = [kind("on purpose", back_after=0.01)]
    held, heard = vpcd.hold(card)
    vpcd.send(b"\x01")
    vpcd.send(COMMAND)
    assert vpcd.hung_up()
    vpcd.drop()

    vpcd.accept()
    assert vpcd.ask(COMMAND) == b"\x90\x00"
    held.unplug()

    assert EventKind.FAULT not in heard.kinds()
    assert card.seen == ["on", COMMAND.hex(), "off", COMMAND.hex()]


def test_a_torn_card_can_come_back_by_itself(vpcd: Reader, card: ScriptedCard) -> None:
    card.answers = [CardTorn(back_after=0.01)]
    held, _ = vpcd.hold(card)
    vpcd.send(COMMAND)
    assert vpcd.hung_up()
    vpcd.drop()

    vpcd.accept()

    assert vpcd.ask(COMMAND) == b"\x90\x00"
    held.unplug()


@pytest.mark.parametrize(
    ("kind", "code", "back_after"),
    [
        (CardTorn, "SCARD_W_REMOVED_CARD", None),
        (CardMuteError, "SCARD_E_NOT_TRANSACTED", 1.0),
        (CardWasReset, "SCARD_W_RESET_CARD", 1.0),
        (ProtocolMismatch, "SCARD_E_PROTO_MISMATCH", 1.0),
    ],
)
def test_each_loss_has_its_name_in_pcsc_and_its_way_back(
    kind: type[LinkLost], code: str, back_after: float | None
) -> None:
    assert kind.pcsc == code
    assert kind().back_after == back_after
    assert kind().back_after is None or kind().back_after > 0.4  # pcscd's pause.
