"""The status words of SET SESSION KEY and of protected commands, with evidence.

[M] measured on a real card, [D] our choice where nothing is published.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .terminal import DELIVERY, NUMBER_A, NUMBER_B, PIN, READ_PROTECTED, Terminal

A, B = "999999900014", "55021720362285"

Step = Callable[[Terminal], str]


def _pin(terminal: Terminal) -> str:
    return terminal.verify(PIN, "1234")


def _deliver(terminal: Terminal) -> str:
    cryptogram = terminal.encrypted_delivery(DELIVERY)
    terminal.key = DELIVERY[4:20]
    return terminal.deliver(cryptogram)


def _deliver_junk(terminal: Terminal) -> str:
    return terminal.deliver(b"\xff" * 256)


def _deliver_strangely(terminal: Terminal) -> str:
    return terminal.deliver(terminal.encrypted_delivery(b"strange"))


def _protected(terminal: Terminal) -> str:
    return terminal.protected_select(0x0001)


def _miscounted(terminal: Terminal) -> str:
    terminal.number += 6
    return terminal.protected_select(0x0001)


def _authenticated(terminal: Terminal) -> str:
    return terminal.sw("0C" + READ_PROTECTED[2:])


def _wrong_number(terminal: Terminal) -> str:
    return terminal.protected_verify(NUMBER_B, "0" * 14)


# Evidence, name, steps, the status word of the last one.
TABLE: list[tuple[str, str, list[Step], str]] = [
    ("M", "SET SESSION KEY before any PIN", [_deliver_junk], "6982"),
    (
        "M",
        "SET SESSION KEY after 照合番号A",
        [lambda t: t.verify(NUMBER_A, A), _deliver_junk],
        "6982",
    ),
    (
        "D",
        "SET SESSION KEY after 照合番号B",
        [lambda t: t.verify(NUMBER_B, B), _deliver_junk],
        "6982",
    ),
    ("M", "SET SESSION KEY after the PIN", [_pin, _deliver], "9000"),
    ("M", "SET SESSION KEY of another structure", [_pin, _deliver_strangely], "6A80"),
    ("M", "SET SESSION KEY above the modulus", [_pin, _deliver_junk], "6F00"),
    ("M", "protected SELECT", [_pin, _deliver, _protected], "9000"),
    ("M", "SELECT with CLA 08 without session", [_protected], "6882"),
    (
        "M",
        "READ BINARY with CLA 08 without session",
        [lambda t: t.sw(READ_PROTECTED)],
        "69FC",
    ),
    ("M", "refusal inside a session", [_pin, _deliver, _wrong_number], "63C9"),
    ("M", "undecryptable", [_pin, _deliver, _miscounted], "6988"),
    ("M", "anything after it", [_pin, _deliver, _miscounted, _protected], "69FC"),
    ("M", "CLA 0C in a session", [_pin, _deliver, _authenticated], "6987"),
]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [pytest.param(s, e, id=f"[{tag}] {name}: {e}") for tag, name, s, e in TABLE],
)
def test_answers(terminal: Terminal, steps: list[Step], expected: str) -> None:
    answers = [step(terminal) for step in steps]

    assert answers[-1] == expected
    assert {"9000", "6988"}.issuperset(answers[:-1])
