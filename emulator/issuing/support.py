"""Writing 券面事項入力補助AP: 個人番号, 四情報, and what vouches for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from card_profiles.card_numbers import number_a, number_b
from card_profiles.model import CardForm, CardPlan, Persona, Sex

from ..applets import support
from ..behaviour import CardBehaviour
from ..iso7816.tlv import encode_jicsap as encode
from ..memory.filesystem import Application
from ..memory.keys import private_bytes
from .authorities import DataSigner
from .jpki import secret
from .offset_table import with_offsets
from .sex_codes import SEX_CODES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_NUMBER_SIZE = 17  # Bytes of EF 0001 with its filler [M].
_BASIC_DATA_SIZE = 256  # Of EF 0005, which clients read whole [C].
_BLOCK = 256  # Files of unknown size grow in steps of so many bytes [D].
_BASIC_DATA = bytes.fromhex("01030E01")
"""Specification version 1, extended lengths, vendor, vendor's own byte [M]."""
_BASIC_KEY_ID = b"6000034\x08\x05001\0\0\0\0"
"""Key id in EF 0005, of the test family; not the key EF 0004 certifies [M]."""

_SPACE = {0x20: "\u3000"}
_FULL_WIDTH = _SPACE | {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


def support_application(
    persona: Persona,
    *,
    issuer: DataSigner,
    key_source: Callable[[], RSAPrivateKey],
    behaviour: CardBehaviour,
) -> Application:
    """Make the application of *persona*: two new keys, data signed by *issuer*."""
    from card_profiles.pki.cvc import key_block

    person, plan = persona.person, persona.card
    filler = bytes((behaviour.filler,))
    signing_key, session_key = key_source(), key_source()
    number = number_file(person.individual_number, filler=filler)
    attributes = attributes_object(
        name=person.printed_name,
        address=person.address,
        birthdate=person.birthdate,
        sex=person.sex,
    )
    return support.application(
        support.Content(
            number=number,
            attributes=_filled(
                attributes, least=behaviour.text_file_size, filler=filler
            ),
            digests=digests_file(number, attributes, sign=issuer.sign),
            certificate=issuer.certificate,
            basic_data=_basic_data(plan.serial).ljust(_BASIC_DATA_SIZE, filler),
            session_public_key=encode(0xA1, key_block(session_key.public_key())),
            signed_public_key=_signed_public_key(
                key_block(signing_key.public_key()), sign=issuer.sign
            ),
            unknown=b"\xff" * 16,
            session_key=private_bytes(session_key),
            signing_key=private_bytes(signing_key),
            pin=_pin(plan),
            number_a=_number(
                number_a(person), behaviour.number_a_tries, plan.number_a_tries_left
            ),
            number_b=_number(
                number_b(person, plan),
                behaviour.number_b_tries,
                plan.number_b_tries_left,
            ),
            session_openers=(
                (support.PIN, support.NUMBER_B)
                if behaviour.number_b_opens_secure_messaging
                else (support.PIN,)
            ),
        )
    )


def number_file(individual_number: str, *, filler: bytes) -> bytes:
    """Build EF 0001: the 個人番号, 17 bytes with two of filler."""
    content = encode(0xFF10, individual_number.encode("ascii"))
    return content.ljust(_NUMBER_SIZE, filler)


def attributes_object(*, name: str, address: str, birthdate: date, sex: Sex) -> bytes:
    """Build the object of EF 0002: the four 四情報 behind a table of their offsets.

    UTF-8; the gap in a name is U+3000, an address is full-width throughout (digits
    and hyphens [M], the rest [D]). Offsets count from the start of the file [M].
    """
    objects = (
        encode(0xDF22, name.translate(_SPACE).encode()),
        encode(0xDF23, address.translate(_FULL_WIDTH).encode()),
        encode(0xDF24, f"{birthdate:%Y%m%d}".encode("ascii")),
        encode(0xDF25, SEX_CODES[sex]),
    )
    return with_offsets(0xFF20, 0xDF21, objects)


def digests_file(
    number: bytes, attributes: bytes, *, sign: Callable[[bytes], bytes]
) -> bytes:
    """Build EF 0003 over the whole file 0001 and, of 0002, all behind its table [M]."""
    first_offset = attributes.index(b"\xdf\x21\x08") + 3
    first = int.from_bytes(attributes[first_offset : first_offset + 2], "big")
    digests = encode(0xDF31, hashlib.sha256(number).digest()) + encode(
        0xDF32, hashlib.sha256(attributes[first:]).digest()
    )
    return encode(0xFF30, digests + encode(0xDF33, sign(digests)))


def _signed_public_key(key: bytes, *, sign: Callable[[bytes], bytes]) -> bytes:
    """Build EF 0007: the key that shows the card is no copy, vouched for [M]."""
    public = encode(0xDF51, key)
    return encode(0xFF50, public + encode(0xDF52, sign(public)))


def _basic_data(serial: str) -> bytes:
    """Build EF 0005, which nothing signs.

    What the 32 bytes of DF43 are is unknown; here they follow from the card [D]. The
    96 bytes of FF behind them are part of the object [M].
    """
    unknown = hashlib.sha256(b"EF 0005" + serial.encode("ascii")).digest()
    return encode(
        0xFF40,
        encode(0xDF41, _BASIC_DATA)
        + encode(0xDF42, _BASIC_KEY_ID)
        + encode(0xDF43, unknown.ljust(128, b"\xff")),
    )


def _pin(plan: CardPlan) -> support.Reference:
    """Give the PIN; a 顔認証マイナンバーカード has none, so it is blocked [D]."""
    pin = "" if plan.form is CardForm.FACE_ONLY else plan.support_pin
    value, tries_left = secret(pin, tries_left=plan.support_tries_left)
    return support.Reference(
        value=value, limit=support.PIN_TRIES, tries_left=tries_left
    )


def _number(digits: str, limit: int, tries_left: int | None) -> support.Reference:
    return support.Reference(
        value=digits.encode("ascii"),
        limit=limit,
        tries_left=limit if tries_left is None else min(tries_left, limit),
    )


def _filled(content: bytes, *, least: int, filler: bytes) -> bytes:
    """Fill a file up to *least* bytes, or to the next step when it is longer."""
    size = max(least, -(-len(content) // _BLOCK) * _BLOCK)
    return content.ljust(size, filler)
