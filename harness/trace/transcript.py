"""An APDU transcript as plain text: easy to read, to compare, and to play again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..journal import APDUExchange

TITLE = "# mynabench APDU transcript 1"
ATR = "ATR "
COMMAND = "A>> "
RESPONSE = "A<< "


class TranscriptError(ValueError):
    """A transcript that cannot be read; names the line."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its answer, as bytes."""

    command: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said to one card, in order. `atr` is None where none was recorded."""

    atr: bytes | None
    exchanges: tuple[Exchange, ...]


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
        lines.append(ATR + atr.hex(" ").upper())
    step = None
    for exchange in exchanges:
        if steps is not None and exchange.step != step:
            step = exchange.step
            lines += ["", f"## {step}. {steps.get(step, '')}".rstrip()]
        lines += [
            f"# {exchange.meaning} ({exchange.ms:.1f} ms)",
            COMMAND + _command_text(exchange.command),
            RESPONSE + _response_text(exchange.response),
        ]
    return "\n".join(lines) + "\n"


def read_transcript(text: str) -> Transcript:
    """Read a transcript back; comments and empty lines are skipped.

    Raises `TranscriptError` for a line that is none of ours, an answer without a
    command, or a command without an answer.
    """
    atr: bytes | None = None
    pending: bytes | None = None
    exchanges: list[Exchange] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(ATR):
            atr = _bytes(line, ATR, number)
        elif line.startswith(COMMAND) and pending is None:
            pending = _bytes(line, COMMAND, number)
        elif line.startswith(RESPONSE.rstrip()) and pending is not None:
            exchanges.append(Exchange(pending, _bytes(line, RESPONSE.rstrip(), number)))
            pending = None
        else:
            wanted = RESPONSE if pending is not None else COMMAND
            raise TranscriptError(f"line {number}: expected {wanted!r}, got {line!r}")
    if pending is not None:
        raise TranscriptError(f"the last command has no answer: {pending.hex()}")
    return Transcript(atr, tuple(exchanges))


def _bytes(line: str, mark: str, number: int) -> bytes:
    try:
        return bytes.fromhex(line[len(mark) :])
    except ValueError as error:
        raise TranscriptError(f"line {number}: not hexadecimal: {line!r}") from error


def _command_text(command: bytes) -> str:
    """Header, Lc and data apart: `00200080 04 2A2A2A2A`."""
    parts = (command[:4], command[4:5], command[5:])
    return " ".join(part.hex().upper() for part in parts if part)


def _response_text(response: bytes) -> str:
    parts = (response[:-2], response[-2:])
    return " ".join(part.hex().upper() for part in parts if part)
