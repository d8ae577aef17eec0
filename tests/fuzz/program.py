"""A fuzz input read as a little program: what happens to a card, step by step.

Every string of bytes is a program, so that whatever a fuzzer does to one gives another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

MOST_STEPS = 200
_OPERATIONS = 16


class Do(IntEnum):
    """What a step does; the four higher bits of its first byte are free."""

    SEND = 0  # One length byte, and that many bytes of a command.
    SEND_LONG = 1  # The same with two length bytes.
    SEND_BIG = 2  # A header, two bytes Nc, a byte to fill with: an extended command.
    SELECT = 3  # An application, by its place in a list.
    VERIFY = 4  # The right value of a PIN, by its place in a list.
    DELIVER = 5  # A session key that opens secure messaging.
    PROTECT = 6  # As SEND, through the session.
    AGAIN = 7  # The last command, so many times.
    POWER_ON = 8
    POWER_OFF = 9
    RESET = 10
    TOWN_OFFICE = 11  # All tries are filled.


@dataclass(frozen=True, slots=True)
class Step:
    """One step, with the bytes of a command or a number."""

    do: Do
    data: bytes = b""
    number: int = 0


def read_program(raw: bytes) -> tuple[int, list[Step]]:
    """Read which card a program is for, by number, and its steps."""
    if not raw:
        return 0, []
    return raw[0], list(_steps(raw[1:]))


def write_program(card: int, steps: Iterable[Step]) -> bytes:
    """Write a program as `read_program` reads it."""
    return bytes((card,)) + b"".join(map(_written, steps))


def _steps(raw: bytes) -> Iterator[Step]:
    at = 0
    for _ in range(MOST_STEPS):
        if at >= len(raw):
            return
        operation, at = raw[at] % _OPERATIONS, at + 1
        do = Do(operation) if operation in Do.__members__.values() else Do.SEND
        match do:
            case Do.SEND | Do.PROTECT:
                size, at = int.from_bytes(raw[at : at + 1]), at + 1
                yield Step(do, raw[at : at + size])
                at += size
            case Do.SEND_LONG:
                size, at = int.from_bytes(raw[at : at + 2]), at + 2
                yield Step(do, raw[at : at + size])
                at += size
            case Do.SEND_BIG:
                yield Step(do, _big(raw[at : at + 7].ljust(7, b"\0")))
                at += 7
            case Do.SELECT | Do.VERIFY | Do.AGAIN:
                yield Step(do, number=int.from_bytes(raw[at : at + 1]))
                at += 1
            case _:
                yield Step(do)


def _big(parameters: bytes) -> bytes:
    header, size, filler = parameters[:4], parameters[4:6], parameters[6:]
    le = b"\0\0" if filler[0] & 1 else b""
    return header + b"\0" + size + filler * int.from_bytes(size) + le


def _written(step: Step) -> bytes:
    head = bytes((step.do,))
    match step.do:
        case Do.SEND | Do.PROTECT if len(step.data) < 0x100:
            return head + bytes((len(step.data),)) + step.data
        case Do.SEND | Do.SEND_LONG:
            return bytes((Do.SEND_LONG,)) + len(step.data).to_bytes(2) + step.data
        case Do.SELECT | Do.VERIFY | Do.AGAIN:
            return head + bytes((step.number,))
        case Do.SEND_BIG:
            return head + step.data[:4] + step.data[5:8]
        case Do.PROTECT:
            raise ValueError(f"{step.do.name} of {len(step.data)} bytes has no form")
        case _:
            return head
