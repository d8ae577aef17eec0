"""An APDU transcript as plain text: easy to read, to compare, and to play again.

Two forms are read. What a visit leaves (`transcript 1`) has asterisks (2A) where
something was hidden. A recording (`transcript 2`) has `**` there, and it also knows
the card's power, the time, and rules for what is not the same twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..journal import APDUExchange
from .card_place import data_field
from .masked import Masked
from .rules import Rule, RuleFor, rules_for

TITLE = "# mynabench APDU transcript 1"
RECORDING_TITLE = "# mynabench APDU transcript 2"
ATR = "ATR "
COMMAND = "A>> "
RESPONSE = "A<< "
POWER = "POWER "
RULE = "RULE "
RULE_FOR = " FOR "
TIME = " ; "


class Power(StrEnum):
    """What a reader does to a card besides talking to it."""

    ON = "on"  # A cold reset.
    OFF = "off"
    RESET = "reset"  # A warm one.


@dataclass(frozen=True, slots=True)
class PowerEvent:
    """A power event; *at* is in seconds from the start of the recording."""

    power: Power
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its answer, with the rules that were written above it.

    *at* is in seconds from the start, *ms* is how long the card took; None where that
    was not recorded. *line* is where the command stands, 0 for none.
    """

    command: Masked
    response: Masked
    rules: tuple[Rule, ...] = ()
    at: float | None = None
    ms: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What happened to one card, in order. `atr` is None where none was recorded."""

    atr: bytes | None
    entries: tuple[Exchange | PowerEvent, ...]
    rules: tuple[RuleFor, ...] = ()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The commands and answers alone."""
        return tuple(entry for entry in self.entries if isinstance(entry, Exchange))

    def rules_of(self, exchange: Exchange) -> frozenset[Rule]:
        """Return the rules in force for one of its exchanges."""
        return rules_for(exchange.command.content, exchange.rules, self.rules)


def write_transcript(
    exchanges: Iterable[APDUExchange],
    *,
    atr: bytes | None = None,
    steps: Mapping[int, str] | None = None,
) -> str:
    """Write recorded exchanges as text, each under what it means.

    *steps* names the steps of the journal by index; a heading is written wherever
    the step changes.
    """
    lines = [TITLE]
    if atr is not None:
        lines.append(atr_line(atr))
    step = None
    for exchange in exchanges:
        if steps is not None and exchange.step != step:
            step = exchange.step
            lines += ["", f"## {step}. {steps.get(step, '')}".rstrip()]
        lines += [
            f"# {exchange.meaning} ({exchange.ms:.1f} ms)",
            COMMAND + command_text(Masked(exchange.command)),
            RESPONSE + response_text(Masked(exchange.response)),
        ]
    return "\n".join(lines) + "\n"


def recording_lines(transcript: Transcript) -> list[str]:
    """Write a transcript in the second form; `read_transcript` gives the same back."""
    lines = [RECORDING_TITLE]
    if transcript.atr is not None:
        lines.append(atr_line(transcript.atr))
    lines += [f"{RULE}{rule.rule}{RULE_FOR}{rule.command}" for rule in transcript.rules]
    for entry in transcript.entries:
        lines += [""]
        lines += (
            exchange_lines(entry) if isinstance(entry, Exchange) else power_lines(entry)
        )
    return lines


def atr_line(atr: bytes) -> str:
    """Write the answer to reset."""
    return ATR + atr.hex(" ").upper()


def power_lines(event: PowerEvent) -> list[str]:
    """Write a power event."""
    return [f"{POWER}{event.power}{_seconds(event.at)}"]


def exchange_lines(exchange: Exchange, *, meaning: str = "") -> list[str]:
    """Write one exchange: its meaning, its rules, the command, the answer."""
    took = "" if exchange.ms is None else f"{TIME}{exchange.ms:.3f} ms"
    return [
        *([f"# {meaning}"] if meaning else []),
        *(f"{RULE}{rule}" for rule in exchange.rules),
        f"{COMMAND}{command_text(exchange.command)}{_seconds(exchange.at)}",
        f"{RESPONSE}{response_text(exchange.response)}{took}",
    ]


def command_text(command: Masked) -> str:
    """Header, Lc, data and Le apart: `802A0080 04 01020304 00`."""
    start, length = data_field(command.content)
    data = slice(start, start + length)
    parts = (command[:4], command[4:start], command[data], command[data.stop :])
    return " ".join(str(part) for part in parts if len(part))


def response_text(response: Masked) -> str:
    """Data and status word apart."""
    parts = (response[:-2], response[-2:])
    return " ".join(str(part) for part in parts if len(part))


def _seconds(at: float | None) -> str:
    return "" if at is None else f"{TIME}{at:.3f} s"
