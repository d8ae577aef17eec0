"""A card that slips, a foreign card and a forging one are held to the app."""

from __future__ import annotations

import pytest

from harness.app.stand_in import StandInApp
from harness.drivers.virtual_card import VirtualCardHolder
from harness.ports import AppState, CardConnection

from .stage import Gate, launch_url, read


class ForeignCard:
    """Some other card: it knows no application of a My Number Card."""

    atr = b"\x3b\x00"

    def transmit(self, command: bytes) -> bytes:
        return b"\x6a\x82"

    def reset(self) -> None: ...
    def close(self) -> None: ...


class ForgingCard:
    """Let every command through to a real card, but spoil the signature."""

    def __init__(self, card: CardConnection) -> None:
        self._card = card
        self.atr = card.atr

    def transmit(self, command: bytes) -> bytes:
        response = self._card.transmit(command)
        if command[:2] == b"\x80\x2a":
            return bytes((response[0] ^ 1,)) + response[1:]
        return response

    def reset(self) -> None: ...
    def close(self) -> None: ...


class RewritingCard:
    """Let every command through to a real card, but change its certificate."""

    def __init__(self, card: CardConnection, before: bytes, after: bytes) -> None:
        self._card = card
        self._before, self._after = before, after
        self.atr = card.atr

    def transmit(self, command: bytes) -> bytes:
        return self._card.transmit(command).replace(self._before, self._after)

    def reset(self) -> None: ...
    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "06092A864886F70D0101010500", "06092A864886F70D0101630500", id="key"
        ),
        pytest.param("A003020102", "A00302015A", id="version"),
        pytest.param("A003020102", "A003FF0102", id="structure"),
    ],
)
def test_a_damaged_certificate_is_a_card_that_cannot_be_used(
    app: StandInApp, holder: VirtualCardHolder, gate: Gate, before: str, after: str
) -> None:
    holder.reset_tries("hanako")
    app.start(launch_url())
    app.enter_pin("1234")
    card = RewritingCard(
        holder.present("hanako"), bytes.fromhex(before), bytes.fromhex(after)
    )

    screen = read(app, card)

    assert (screen.state, screen.reason) == (AppState.REFUSED, "card_unsupported")
    assert gate.bodies == []


@pytest.mark.parametrize("commands", range(8))
def test_a_card_lost_half_way_can_be_held_again(
    app: StandInApp, holder: VirtualCardHolder, gate: Gate, commands: int
) -> None:
    holder.reset_tries("hanako")
    app.start(launch_url())
    app.enter_pin("1234")
    holder.tear_after(commands)

    lost = read(app, holder.present("hanako"))
    again = read(app, holder.present("hanako"))

    assert (lost.state, lost.reason) == (AppState.WAITING_FOR_CARD, "card_lost")
    assert again.state is AppState.FINISHED
    assert len(gate.bodies) == 1


def test_another_card_may_be_exchanged_for_the_right_one(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    wrong = read(app, ForeignCard())

    assert (wrong.state, wrong.reason) == (
        AppState.WAITING_FOR_CARD, "card_unsupported",
    )  # fmt: skip
    assert read(app, card).state is AppState.FINISHED


def test_a_signature_that_does_not_verify_is_not_sent(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = read(app, ForgingCard(card))

    assert (screen.state, screen.reason) == (AppState.REFUSED, "signature_invalid")
    assert app.signature_verified is False
    assert gate.bodies == []
