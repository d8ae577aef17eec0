"""DER written by hand: certificates are compared with bytes they were not made by."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric import rsa


def der(tag: int, *parts: bytes) -> bytes:
    """Write one item; its value is *parts* one after another."""
    value = b"".join(parts)
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + value


def seq(*parts: bytes) -> bytes:
    """Write a SEQUENCE."""
    return der(0x30, *parts)


def integer(value: int) -> bytes:
    """Write a positive INTEGER."""
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Write an OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    value = b""
    for arc in (first * 40 + second, *rest):
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(0x80 | arc & 0x7F)
        value += bytes(reversed(octets))
    return der(0x06, value)


def utf8(text: str) -> bytes:
    """Write a UTF8String."""
    return der(0x0C, text.encode())


def printable(text: str) -> bytes:
    """Write a PrintableString."""
    return der(0x13, text.encode("ascii"))


def utc_time(text: str) -> bytes:
    """Write a UTCTime, such as "290217145959Z"."""
    return der(0x17, text.encode("ascii"))


def dn(*attributes: tuple[str, bytes]) -> bytes:
    """Write a DN: one attribute (OID, string) an RDN, in the order given."""
    return seq(*(der(0x31, seq(oid(name), value)) for name, value in attributes))


def directory_name(name: bytes) -> bytes:
    """Write a GeneralName that is a DN."""
    return der(0xA4, name)


def other_name(name: str, text: str) -> bytes:
    """Write a GeneralName that is an otherName with a UTF8String."""
    return der(0xA0, oid(name), der(0xA0, utf8(text)))


def extension(name: str, value: bytes, *, critical: bool = False) -> bytes:
    """Write one extension; a criticality of FALSE is the default and not written."""
    truth = der(0x01, b"\xff") if critical else b""
    return seq(oid(name), truth, der(0x04, value))


def rsa_key(key: rsa.RSAPublicKey) -> bytes:
    """Write a SubjectPublicKeyInfo."""
    algorithm = seq(oid("1.2.840.113549.1.1.1"), der(0x05))
    return seq(algorithm, der(0x03, b"\0", _pkcs1(key)))


def key_identifier(key: rsa.RSAPublicKey) -> bytes:
    """Return the SHA-1 of the key, without the header of its BIT STRING."""
    return hashlib.sha1(_pkcs1(key)).digest()  # noqa: S324 - RFC 5280 names keys so.


def _pkcs1(key: rsa.RSAPublicKey) -> bytes:
    numbers = key.public_numbers()
    return seq(integer(numbers.n), integer(numbers.e))
