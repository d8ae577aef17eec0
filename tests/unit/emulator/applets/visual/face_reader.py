"""A terminal that reads and checks the card face, written from published facts alone.

It shares nothing with the emulator: objects are taken apart and RSA signatures opened
by hand. What does not hold is an `AssertionError`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

SELECT = bytes.fromhex("00A4040C0AD3921000310001010402")
ONE_DIGEST = bytes.fromhex("3031300d060960864801650304020105000420")
THREE_DIGESTS = bytes.fromhex("3071300d060960864801650304020105000460")


@dataclass(frozen=True)
class Item:
    """One object as it lies in a file."""

    tag: int
    at: int  # Where its tag stands, from the start of the file.
    raw: bytes
    value: bytes


@dataclass(frozen=True)
class Key:
    """An RSA public key."""

    modulus: int
    exponent: int

    def opened(self, signature: bytes) -> bytes:
        """Give the DigestInfo under a PKCS #1 v1.5 signature of 2048 bits."""
        assert len(signature) == 256
        number = pow(int.from_bytes(signature, "big"), self.exponent, self.modulus)
        block = number.to_bytes(256, "big")
        padding, zero, digest_info = block[2:].partition(b"\0")
        assert block[:2] == b"\0\1"
        assert zero
        assert len(padding) >= 8
        assert set(padding) == {0xFF}
        return digest_info

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether *signature* is sha256WithRSA over *message*."""
        expected = ONE_DIGEST + hashlib.sha256(message).digest()
        try:
            return self.opened(signature) == expected
        except AssertionError:
            return False


def item(raw: bytes, at: int = 0) -> Item:
    """Take the object at *at*: a tag of two bytes, a length of one byte or 82 hh ll."""
    length = raw[at + 2]
    start = at + 3
    if length == 0x82:
        length = int.from_bytes(raw[at + 3 : at + 5], "big")
        assert length >= 0x80, "the 82 form is for 128 bytes and more"
        start = at + 5
    else:
        assert length < 0x80, "81 is never written"
    assert start + length <= len(raw)
    return Item(
        int.from_bytes(raw[at : at + 2], "big"),
        at,
        raw[at : start + length],
        raw[start : start + length],
    )


def children(raw: bytes) -> list[Item]:
    """Take apart the template at the start of a file; what follows is filler."""
    outer = item(raw)
    at = len(outer.raw) - len(outer.value)
    found = []
    while at < len(outer.raw):
        found.append(item(outer.raw, at))
        at += len(found[-1].raw)
    return found


def values(raw: bytes) -> dict[int, bytes]:
    """Give the values of a file by tag."""
    return {child.tag: child.value for child in children(raw)}


def key(block: bytes) -> Key:
    """Read 90 03 <exponent> 91 82 0100 <modulus>."""
    assert block[:2].hex() == "9003"
    assert block[5:9].hex() == "91820100"
    assert len(block) == 265
    return Key(int.from_bytes(block[9:], "big"), int.from_bytes(block[2:5], "big"))


def certified_key(certificate: bytes, *, by: Key) -> Key:
    """Check a card-verifiable certificate of 568 bytes and give its subject's key."""
    assert len(certificate) == 568
    assert certificate[:10].hex() == "7f218202335f4e820129"
    content, rest = certificate[10:307], certificate[307:]
    assert rest[:5].hex() == "5f37820100"
    assert by.signed(content, rest[5:])
    return key(content[32:])


def check_face(file: bytes, signer: Key) -> bool:
    """Tell whether the signature of EF 0002 is the signer's over its three groups."""
    found = {child.tag: child for child in children(file)}
    groups = ((0xDF22, 0xDF23, 0xDF24), (0xDF25, 0xDF26), (0xDF27,))
    digests = b"".join(
        hashlib.sha256(b"".join(found[tag].raw for tag in group)).digest()
        for group in groups
    )
    try:
        return signer.opened(found[0xDF28].value) == THREE_DIGESTS + digests
    except AssertionError:
        return False


def check_record(file: bytes, signer: Key) -> bool:
    """Tell whether the last object signs all before it, as in EF 0001 and 0005."""
    *before, signature = children(file)
    return signer.signed(b"".join(child.raw for child in before), signature.value)
