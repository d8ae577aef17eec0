"""What is said to a guarded card: the commands of the two PINs, one after the other."""

from __future__ import annotations

from harness.drivers.guarded_card import GuardedPCSCCard

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_AUTH_PIN = bytes.fromhex("00A4020C020018")
SELECT_SIGN_PIN = bytes.fromhex("00A4020C02001B")
ASK = bytes.fromhex("00200080")
RIGHT = bytes.fromhex("002000800431323334")
WRONG = bytes.fromhex("002000800430303030")
SIGN_RIGHT = bytes.fromhex("0020008006414243313233")
OK = b"\x90\x00"


def say(card: GuardedPCSCCard, *commands: bytes) -> bytes:
    """Send *commands* in order; the last one's answer."""
    response = b""
    for command in commands:
        response = card.transmit(command)
    return response
