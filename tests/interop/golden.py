"""Reviewed transcripts, and how one is compared with what a card was really asked.

A golden is a transcript as `mynabench` writes it, in which parts that differ from card
to card or from run to run are declared:

- `{auth-pin}`: a secret of the card, by name; exactly that secret must stand there;
- `{file jpki/000A 0+256}`: 256 bytes of that file from offset 0, as personalised;
- `{file visual/0002}`: the whole file, whatever its length;
- `{object 00F8}`: the value of a GET DATA object;
- `{signature 256}`: 256 bytes of any value; the word is for the reader;
- `**`: any bytes, or none;
- `ANY OF` up to `END`: these exchanges, in any order, each as often as it comes;
- `SAME AS opensc-tool-name`: all exchanges of the golden of that name.

All else, each status word above all, must be equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .tapped_card import Exchange

ATR, COMMAND, RESPONSE = "ATR ", "A>> ", "A<< "
SAME_AS, ANY_OF, END = "SAME AS ", "ANY OF", "END"

Resolve = Callable[[str], bytes]
"""Give the bytes that a declared part stands for; `KeyError` if it is not known."""

Include = Callable[[str], str]
"""Give the text of another golden."""

_TOKEN = re.compile(r"\{([^{}]*)\}|(\*\*)|((?:[0-9A-Fa-f]{2})+)|(\S)")
_OF_LENGTH = re.compile(r"[a-z-]+ (\d+)")


class GoldenError(ValueError):
    """A golden that cannot be read; names the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a golden: its place, what it matches, and an example of that."""

    number: int
    text: str
    pattern: re.Pattern[bytes]
    example: bytes

    def matches(self, message: bytes) -> bool:
        return self.pattern.fullmatch(message) is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """A command and its answer."""

    command: Line
    response: Line

    def matches(self, exchange: Exchange) -> bool:
        return self.command.matches(exchange.command) and self.response.matches(
            exchange.response
        )


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Pairs whose order and number do not matter."""

    pairs: tuple[Pair, ...]

    def matches(self, exchange: Exchange) -> bool:
        return any(pair.matches(exchange) for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Golden:
    """What a card must be asked and must say."""

    atr: Line
    parts: tuple[Pair | AnyOf, ...]


def read_golden(text: str, resolve: Resolve, include: Include) -> Golden:
    """Read a golden, with its declared parts filled in for one card.

    Raises `GoldenError` for what is no golden, or not one for this card.
    """
    atr: Line | None = None
    command: Line | None = None
    parts: list[Pair | AnyOf] = []
    before: list[Pair | AnyOf] | None = None  # What came before an open ANY OF.
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(COMMAND) and command is None:
            command = _line(number, line, COMMAND, resolve)
        elif line.startswith(RESPONSE) and command is not None:
            parts.append(Pair(command, _line(number, line, RESPONSE, resolve)))
            command = None
        elif command is not None:
            raise GoldenError(f"line {number}: expected an answer: {line!r}")
        elif line.startswith(ATR) and atr is None:
            atr = _line(number, line, ATR, resolve)
        elif line.startswith(SAME_AS):
            other = include(line.removeprefix(SAME_AS))
            parts += read_golden(other, resolve, include).parts
        elif line == ANY_OF and before is None:
            before, parts = parts, []
        elif line == END and before is not None:
            group = AnyOf(tuple(part for part in parts if isinstance(part, Pair)))
            parts, before = [*before, group], None
        else:
            raise GoldenError(f"line {number}: not expected here: {line!r}")
    if atr is None or command is not None or before is not None:
        raise GoldenError("no ATR, a command without an answer, or ANY OF without END")
    return Golden(atr, tuple(parts))


def differences(
    golden: Golden, atr: bytes | None, exchanges: Sequence[Exchange]
) -> list[str]:
    """Tell where *exchanges* leave the golden first; nothing if they do not.

    Without an *atr* only the exchanges are compared.
    """
    if atr is not None and not golden.atr.matches(atr):
        return [
            f"line {golden.atr.number}: expected {golden.atr.text}",
            f"  but came {ATR}{atr.hex(' ').upper()}",
        ]
    done, seen = _reach(golden.parts, exchanges)
    if done == len(golden.parts) and seen == len(exchanges):
        return []
    wanted = golden.parts[done] if done < len(golden.parts) else None
    came = exchanges[seen] if seen < len(exchanges) else None
    if not isinstance(wanted, Pair) or came is None:
        return [
            f"after {seen} of {len(exchanges)} exchanges:",
            f"  expected {_part_text(wanted)}",
            f"  but came {_exchange_text(came)}",
        ]
    found = []
    for line, mark, message in (
        (wanted.command, COMMAND, came.command),
        (wanted.response, RESPONSE, came.response),
    ):
        if not line.matches(message):
            found += [
                f"line {line.number}: expected {line.text}",
                f"  but came {mark}{message.hex().upper()}",
            ]
    return [f"exchange {seen + 1} of {len(exchanges)}:", *found]


def _reach(
    parts: Sequence[Pair | AnyOf], exchanges: Sequence[Exchange]
) -> tuple[int, int]:
    """Tell how far both came: so many parts are done, with so many exchanges."""
    ends = {0}  # Every number of exchanges that the parts so far can stand for.
    for number, part in enumerate(parts):
        following = set()
        for end in ends:
            if isinstance(part, AnyOf):
                following |= set(_run(part, exchanges, end))
            elif end < len(exchanges) and part.matches(exchanges[end]):
                following.add(end + 1)
        if not following:
            return number, max(ends)
        ends = following
    return len(parts), max(ends)


def _run(part: AnyOf, exchanges: Sequence[Exchange], start: int) -> Iterator[int]:
    """Give every end of the run of exchanges from *start* on that fit *part*."""
    yield start
    for end in range(start, len(exchanges)):
        if not part.matches(exchanges[end]):
            return
        yield end + 1


def _line(number: int, text: str, mark: str, resolve: Resolve) -> Line:
    pattern, example = b"", b""
    for token in _TOKEN.finditer(text[len(mark) :]):
        declared, anything, digits, stray = token.groups()
        if stray is not None:
            raise GoldenError(f"line {number}: not expected here: {stray!r}")
        if anything is not None:
            pattern += b".*"
        elif declared is not None and (length := _OF_LENGTH.fullmatch(declared)):
            pattern += b".{%d}" % int(length[1])
            example += bytes(int(length[1]))
        else:
            literal = (
                bytes.fromhex(digits)
                if digits is not None
                else _declared(number, declared, resolve)
            )
            pattern += re.escape(literal)
            example += literal
    return Line(number, text, re.compile(pattern, re.DOTALL), example)


def _declared(number: int, declared: str, resolve: Resolve) -> bytes:
    try:
        return resolve(declared)
    except KeyError as error:
        raise GoldenError(f"line {number}: this card has no {{{declared}}}") from error


def _part_text(part: Pair | AnyOf | None) -> str:
    match part:
        case None:
            return "the end"
        case AnyOf():
            return f"one of {len(part.pairs)} exchanges"
        case Pair():
            return f"line {part.command.number}: {part.command.text}"


def _exchange_text(exchange: Exchange | None) -> str:
    if exchange is None:
        return "the end"
    return f"{COMMAND}{exchange.command.hex().upper()}"
