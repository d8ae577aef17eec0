"""Writing 券面事項確認AP for a persona: the card face as pictures, all signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from card_profiles.card_numbers import birthdate_key, number_a, number_b
from card_profiles.model import CardPlan, Person, Persona, Sex

from ..applets import visual
from ..behaviour import CardBehaviour
from ..iso7816.tlv import encode_jicsap as encode
from ..memory.filesystem import Application, PINFile
from ..memory.keys import private_bytes
from .authorities import DataSigner
from .offset_table import with_offsets
from .sex_codes import SEX_CODES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_BLOCK: Final = 256  # Files of unknown size end at a multiple of so many bytes [D].
_UNKNOWN: Final = b"\xff" * 16  # EF 0006 [M].
_DATE: Final = "%Y%m%d"

_LAYOUT: Final = bytes.fromhex("06030E01")
"""DF31, the same on the cards seen [M]."""
_INFORMATION_KEY_ID: Final = b"6000024\x08\x05001\0\0\0\0"
"""DF32: a key of the test issuer, of unknown use [M]."""
_OPAQUE_KEY_ID: Final = b"5900025\x08\x05001\0\0\0\0"
"""The key that DF35 names; who has it is not published [M]."""
_VERSION: Final = b"\0"


def visual_application(
    persona: Persona,
    *,
    issuer: DataSigner,
    key_source: Callable[[], RSAPrivateKey],
    behaviour: CardBehaviour,
) -> Application:
    """Make the application of *persona*: one new key, data signed by *issuer*.

    Drawing loads Pillow; nothing a working card needs does. Raises `LetteringError`
    when a name or address does not fit its picture.
    """
    from card_profiles.pki.cvc import key_block

    from .card_face.lettering import address_picture, digits_picture, name_picture
    from .card_face.portrait import photo

    person, plan = persona.person, persona.card
    key = key_source()
    public_key = key_block(key.public_key())
    filler = bytes((behaviour.filler,))

    def filled(content: bytes) -> bytes:
        return content.ljust(-(-len(content) // _BLOCK) * _BLOCK, filler)

    return visual.application(
        visual.Content(
            age_record=filled(
                age_record(person.birthdate, public_key=public_key, sign=issuer.sign)
            ),
            card_face=filled(
                card_face(
                    birthdate=person.birthdate,
                    sex=person.sex,
                    public_key=public_key,
                    name=name_picture(person.name, alias=person.alias),
                    address=address_picture(person.address),
                    photo=photo(persona),
                    expires_on=plan.expires_on,
                    security_code=digits_picture(plan.security_code),
                    sign_digests=issuer.sign_digests,
                )
            ),
            information=filled(information(person.municipality_code, card=plan.serial)),
            certificate=issuer.certificate,
            my_number=filled(
                my_number(
                    digits_picture(person.individual_number),
                    public_key=public_key,
                    sign=issuer.sign,
                )
            ),
            unknown=_UNKNOWN,
            signing_key=private_bytes(key),
            keys=_keys(person, plan, behaviour),
        )
    )


def age_record(
    birthdate: date, *, public_key: bytes, sign: Callable[[bytes], bytes]
) -> bytes:
    """Build EF 0001, the least a terminal can ask for: birthdate, key, signature."""
    return _signed(
        0xFF10,
        [
            encode(0xDF11, birthdate.strftime(_DATE).encode("ascii")),
            encode(0xDF12, public_key),
        ],
        signature_tag=0xDF13,
        sign=sign,
    )


def card_face(
    *,
    birthdate: date,
    sex: Sex,
    public_key: bytes,
    name: bytes,
    address: bytes,
    photo: bytes,
    expires_on: date,
    security_code: bytes,
    sign_digests: Callable[[bytes], bytes],
) -> bytes:
    """Build EF 0002 out of pictures: ten objects, the first a table of offsets.

    The signature is over three digests, of facts, lettering and photo, so that each
    can be checked without the others; what stands behind it is not signed [M].
    """
    facts = [
        encode(0xDF22, birthdate.strftime(_DATE).encode("ascii")),
        encode(0xDF23, SEX_CODES[sex]),
        encode(0xDF24, public_key),
    ]
    lettering = [encode(0xDF25, name), encode(0xDF26, address)]
    portrait = [encode(0xDF27, photo)]
    digests = b"".join(
        hashlib.sha256(b"".join(group)).digest()
        for group in (facts, lettering, portrait)
    )
    objects = [
        *facts,
        *lettering,
        *portrait,
        encode(0xDF28, sign_digests(digests)),
        encode(0xDF29, expires_on.strftime(_DATE).encode("ascii")),
        encode(0xDF2A, security_code),
    ]
    return with_offsets(0xFF20, 0xDF21, objects)


def my_number(
    picture: bytes, *, public_key: bytes, sign: Callable[[bytes], bytes]
) -> bytes:
    """Build EF 0005: the 個人番号 as a picture, key, signature."""
    return _signed(
        0xFF40,
        [encode(0xDF41, picture), encode(0xDF42, public_key)],
        signature_tag=0xDF43,
        sign=sign,
    )


def information(municipality_code: str, *, card: str) -> bytes:
    """Build EF 0003, which nothing signs.

    What the 256 bytes behind the key id of DF35 are is not published; here they
    follow from the serial number of the *card* [D].
    """
    opaque = hashlib.shake_256(b"EF 0003" + card.encode("ascii")).digest(256)
    return encode(
        0xFF30,
        encode(0xDF31, _LAYOUT)
        + encode(0xDF32, _INFORMATION_KEY_ID)
        + encode(0xDF33, _VERSION)
        + encode(0xDF34, municipality_code.encode("ascii"))
        + encode(0xDF35, _OPAQUE_KEY_ID + opaque),
    )


def _signed(
    tag: int,
    objects: Sequence[bytes],
    *,
    signature_tag: int,
    sign: Callable[[bytes], bytes],
) -> bytes:
    """Put *objects* and the signature over them, tags included, into one [M]."""
    content = b"".join(objects)
    return encode(tag, content + encode(signature_tag, sign(content)))


def _keys(
    person: Person, plan: CardPlan, behaviour: CardBehaviour
) -> tuple[PINFile, ...]:
    doubtful = visual.DOUBTFUL_KEYS if behaviour.visual_has_0014_0015 else ()
    return (
        visual.opening_key(
            visual.BIRTHDATE,
            birthdate_key(person),
            limit=behaviour.birthdate_tries,
            tries_left=plan.birthdate_key_tries_left,
        ),
        visual.opening_key(
            visual.NUMBER_B,
            number_b(person, plan),
            limit=behaviour.number_b_tries,
            tries_left=plan.number_b_tries_left,
        ),
        visual.opening_key(
            visual.NUMBER_A,
            number_a(person),
            limit=behaviour.number_a_tries,
            tries_left=plan.number_a_tries_left,
        ),
        *map(visual.blocked_key, doubtful),
    )
