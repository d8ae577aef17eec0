"""What a certificate says of its holder: the opaque id, and the signing otherNames."""

from __future__ import annotations

from datetime import date
from typing import Final

from cryptography import x509

from ..derive import digest
from ..model import ADDRESS_LIMIT, Person, Sex

HOLDER_ARC: Final = "1.2.392.200149.8.5.5"
NAME: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.1")
NAME_SUBSTITUTES: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.2")
SEX: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.3")
BIRTHDATE: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.4")
ADDRESS: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.5")
ADDRESS_SUBSTITUTES: Final = x509.ObjectIdentifier(f"{HOLDER_ARC}.6")

_ERAS = (
    (date(2019, 5, 1), "5"),  # 令和
    (date(1989, 1, 8), "4"),  # 平成
    (date(1926, 12, 25), "3"),  # 昭和
    (date(1912, 7, 30), "2"),  # 大正
    (date(1868, 1, 25), "1"),  # 明治
)
_SUBSTITUTES = {
    "髙": "高",
    "﨑": "崎",
    "𠮷": "吉",
    "栁": "柳",
}
_UNKNOWN_SUBSTITUTE = "●"
_JIS_UNDER_ANOTHER_CODE = frozenset("－～∥￠￡￢")  # In JIS X 0208, mapped otherwise.
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


def holder_names(person: Person) -> x509.SubjectAlternativeName:
    """Return the otherNames of a signing certificate, in the observed order [M]."""
    name, name_substitutes = substituted(person.name)
    address, address_substitutes = substituted(person.address)
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
    era = next((code for first, code in _ERAS if birthdate >= first), "0")
    return f"{era}{birthdate:%Y%m%d}"


def substituted(text: str) -> tuple[str, str]:
    """Return *text* as certificates can say it, and where characters were replaced.

    Only JIS levels 1 and 2 and the supplementary kanji (JIS X 0212) are certified
    (a secondary source); which character stands in is not public, so ours is a
    short table of ordinary forms.
    """
    characters = [_certifiable(character) for character in text]
    marks = "".join(
        "1" if new != old else "0" for new, old in zip(characters, text, strict=True)
    )
    return "".join(characters), marks


def _certifiable(character: str) -> str:
    if character in _JIS_UNDER_ANOTHER_CODE:
        return character
    try:
        character.encode("euc_jp")
    except UnicodeEncodeError:
        return _SUBSTITUTES.get(character, _UNKNOWN_SUBSTITUTE)
    return character


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
