"""Programs overlook much; the goldens do not: one answer changed in a real session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .credentials import AUTH
from .golden_file import GoldenFile

if TYPE_CHECKING:
    from .conftest import Shelf
    from .desk import Desk

pytestmark = pytest.mark.system

GOLDENS = Path(__file__).parent / "goldens"


def _found(desk: Desk, shelf: Shelf, name: str) -> list[str]:
    golden = GoldenFile(GOLDENS / f"{name}.txt", shelf.values(desk.stored))
    return golden.differences(desk.card.atr, desk.card.exchanges)


def test_the_card_as_it_is_fits_the_golden(desk: Desk, shelf: Shelf) -> None:
    desk("opensc-tool", "--name")

    assert _found(desk, shelf, "opensc-tool-name") == []


@pytest.mark.parametrize("number", [0, 13, 28], ids=["first", "middle", "last"])
def test_one_probe_answered_otherwise_is_noticed_though_opensc_does_not_mind(
    desk: Desk, shelf: Shelf, number: int
) -> None:
    def other(command: bytes, response: bytes) -> bytes:
        return b"\x6a\x81" if len(desk.card.exchanges) == number else response

    desk.card.answer = other

    assert desk("opensc-tool", "--name").endswith("\njpki\n")
    assert f"exchange {number + 1} of 30:" in _found(desk, shelf, "opensc-tool-name")


def test_another_word_for_not_verified_is_noticed(desk: Desk, shelf: Shelf) -> None:
    def other(command: bytes, response: bytes) -> bytes:
        return b"\x69\x85" if response == b"\x69\x82" else response

    desk.card.answer = other

    desk("pkcs11-tool", "--show-info")

    found = _found(desk, shelf, "pkcs11-tool-show-info")
    assert any("but came A<< 6985" in line for line in found)


def test_a_blocked_pin_that_answers_6983_is_noticed_by_opensc_too(
    throw_away_desk: Desk, shelf: Shelf
) -> None:
    desk = throw_away_desk
    login = ("pkcs11-tool", "--login", "--list-objects", "--pin")
    for _ in range(3):
        desk.card.start_afresh()
        desk(*login, "0000", fails=True)
    desk.card.answer = lambda command, response: (
        b"\x69\x83" if response == b"\x69\x84" else response
    )

    said = desk(*login, AUTH.pin, fails=True)

    assert "CKR_PIN_LOCKED" in said
    found = _found(desk, shelf, "blocked-auth")
    assert any("but came A<< 6983" in line for line in found)


def test_a_signature_of_another_length_is_noticed(desk: Desk, shelf: Shelf) -> None:
    def shorter(command: bytes, response: bytes) -> bytes:
        return response[1:] if command[:2] == b"\x80\x2a" else response

    desk.card.answer = shorter
    desk.file("message").write_bytes(b"m")

    desk(
        *("pkcs11-tool", "--login", "--pin", AUTH.pin, "--id", AUTH.identifier),
        *("--sign", "--mechanism", "SHA256-RSA-PKCS"),
        *("--input-file", "message", "--output-file", "signature"),
        fails=None,
    )

    assert _found(desk, shelf, "pkcs11-tool-sign-auth")


def test_a_file_read_wrong_is_noticed(desk: Desk, shelf: Shelf) -> None:
    def another_byte(command: bytes, response: bytes) -> bytes:
        wrong = command == bytes.fromhex("00B0010000")
        return bytes((response[0] ^ 1,)) + response[1:] if wrong else response

    desk.card.answer = another_byte

    desk("pkcs15-tool", "--read-certificate", "03", fails=None)

    found = _found(desk, shelf, "pkcs15-tool-read-certificate-auth-ca")
    assert any("{file jpki/000B 256+256}" in line for line in found)
