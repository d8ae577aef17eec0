"""What a reader learns when the card gets power: the ATRs seen on real cards."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ATRS: Mapping[str, bytes] = MappingProxyType(
    {
        # T=1 contact interface.
        "contact-e0": bytes.fromhex("3BE000FF8131FE4514"),
        "contact-da": bytes.fromhex("3BDA13FF8131FB468012392F31C173C601C03B"),
        "contact-c5": bytes.fromhex("3BC5FF8131FB458073C6010000"),
        # As some contactless readers or drivers synthesize it.
        "synthesized-d1": bytes.fromhex("3BF59100FF918171FE400042000100D1D6"),
        "synthesized-b3": bytes.fromhex("3BF59100FF918171FE4000420001B3A115"),
        # ISO 14443 type B as PC/SC part 3 presents it.
        "contactless-41": bytes.fromhex("3B888001000041E0B381A1003B"),
        "contactless-05": bytes.fromhex("3B888001000005E0B381A1007F"),
        "contactless-4b-d1": bytes.fromhex("3B888001004B51FFB381D1000F"),
        "contactless-4b-106k": bytes.fromhex("3B888001004B51FF0081D100BC"),
    }
)
"""ATRs of the My Number Card by our names; all were measured [M]."""

CONTACT_ATRS = ("contact-e0", "contact-da", "contact-c5")
"""The variants that a contact reader sees; GET DATA 5F51 tells one of them."""

DEFAULT_ATR = ATRS["contactless-41"]
DEFAULT_CONTACT_ATR = ATRS["contact-e0"]


def atr_named(name: str) -> bytes:
    """Give the ATR of a variant; an unknown name is a `ValueError` that lists all."""
    atr = ATRS.get(name)
    if atr is None:
        raise ValueError(
            f"ATR の変種 {name!r} はありません。使えるのは {', '.join(ATRS)} です。"
        )
    return atr


def check_byte(atr: bytes) -> int:
    """Compute TCK for an ATR given with its last byte: T0 to TCK XOR to zero."""
    value = 0
    for byte in atr[1:-1]:
        value ^= byte
    return value
