"""What happens to a card in a reader, as an operator would want to hear it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """The kinds of things that happen, some of them without any doing of the card."""

    PLUGGED = "plugged"
    UNPLUGGED = "unplugged"
    WAITING = "waiting"  # vpcd is gone; the card tries again by itself.
    UNASKED = "unasked"  # Connected, but another card seems to be in this reader.
    POWER_ON = "power-on"
    READY = "ready"  # pcscd has taken note of the power: programs find the card.
    POWER_OFF = "power-off"
    RESET = "reset"
    FAULT = "fault"  # A bug of the emulator; `serve` raises it when it ends.


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, without any APDU: a PIN never gets here."""

    kind: EventKind
    detail: str = ""


def ignore(event: Event) -> None:
    """Take no notice of an event."""
