"""What a certificate says of its holder: the opaque id, and the signing otherNames."""

from __future__ import annotations

from datetime import date
from typing import Final

from cryptography import x509

from ..derive import digest
from ..eras import era_of
from ..model import ADDRESS_LIMIT, Person, Sex
from .substitution import DEFAULT, Substitution

HOLDER_ARC: Final = "1.2.392.200149.8.5.5"
NAME: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.1")
NAME_SUBSTITUTES: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.2")
SEX: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.3")
BIRTHDATE: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.4")
ADDRESS: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.5")
ADDRESS_SUBSTITUTES: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.6")

_SEXES = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNSPECIFIED: "3"}
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UTF8_STRING = 0x0C


def common_name(kind: str, *, serial_number: int, municipality_code: str) -> str:
    """Return the opaque CN: 23 characters with the town's code inside.

    The shape is that of a test card's `997794E9AGCIEG13221003A`; what the parts
    mean is not public.
    """
    value = digest("common name", kind, str(serial_number))
    letters = []
    for _ in range(14):
        value, index = divmod(value, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    value, tail = divmod(value, 1000)
    return f"{''.join(letters)}{municipality_code}{tail:03d}A"


def holder_names(
    person: Person, *, substitution: Substitution = DEFAULT
) -> x509.SubjectAlternativeName:
    """Return the otherNames of a signing certificate, in the observed order [M]."""
    replaced = substitution.with_forms(person.substitutes)
    name, name_substitutes = replaced.apply(person.printed_name)
    address, address_substitutes = replaced.apply(person.address)
    if len(address) > ADDRESS_LIMIT:
        raise ValueError(
            f"expected an address of at most {ADDRESS_LIMIT} characters, "
            f"got {len(address)}"
        )
    return x509.SubjectAlternativeName(
        [
            _other_name(NAME, name),
            _other_name(BIRTHDATE, birth_text(person.birthdate)),
            _other_name(SEX, _SEXES[person.sex]),
            _other_name(ADDRESS, address),
            _other_name(NAME_SUBSTITUTES, name_substitutes),
            _other_name(ADDRESS_SUBSTITUTES, address_substitutes),
        ]
    )


def birth_text(birthdate: date) -> str:
    """Return `EYYYYMMDD`: the era's code, then the Gregorian date."""
    era = era_of(birthdate)
    return f"{era.code if era else '0'}{birthdate:%Y%m%d}"


def _other_name(oid: x509.ObjectIdentifier, text: str) -> x509.OtherName:
    """Return an otherName holding *text* as a DER UTF8String."""
    value = text.encode()
    length = len(value)
    if length < 0x80:
        header = bytes([_UTF8_STRING, length])
    else:
        octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
        header = bytes([_UTF8_STRING, 0x80 | len(octets)]) + octets
    return x509.OtherName(oid, header + value)
