"""Making a card for a persona: keys, certificates from the test CAs, files, PINs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from card_profiles.model import CardPlan, CertificatePlan, Person, Persona

from .applets import jpki
from .image import CardImage
from .iso7816.atr import ATRS

CONTACT_ATR_OBJECT = 0x5F51
_KEY_SIZE = 2048
_CARD_RECOGNITION = bytes.fromhex(
    "732F06072A864886FC6B01600C060A2A864886FC6B02020101"
    "630906072A864886FC6B03640B06092A864886FC6B040215"
)
"""GlobalPlatform card recognition data: objects under 1.2.840.114283 only [D]."""


class Authority(Protocol):
    """One certificate authority, as far as making a card needs it."""

    @property
    def certificate(self) -> x509.Certificate: ...
    def issue(
        self, public_key: rsa.RSAPublicKey, *, person: Person, plan: CertificatePlan
    ) -> x509.Certificate: ...
    def revoke(self, serial_number: int, *, at: datetime) -> None: ...


class Authorities(Protocol):
    """The two certificate authorities of JPKI."""

    @property
    def auth(self) -> Authority: ...
    @property
    def sign(self) -> Authority: ...


def new_key() -> rsa.RSAPrivateKey:
    """Generate an RSA-2048 key; no library can do that from a seed."""
    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_SIZE)


def personalize(
    persona: Persona,
    pki: Authorities,
    *,
    key_source: Callable[[], rsa.RSAPrivateKey] = new_key,
) -> CardImage:
    """Make the card of *persona*: two new keys, certified by the two CAs.

    A certificate whose plan says so is revoked at its CA, as happens when a card
    is reported lost or its holder moves; the card itself never learns of it.
    """
    plan = persona.card
    auth = _credential(
        pki.auth,
        persona.person,
        plan.auth_certificate,
        pin=plan.auth_pin,
        tries_left=plan.auth_tries_left,
        key_source=key_source,
    )
    sign = _credential(
        pki.sign,
        persona.person,
        plan.sign_certificate,
        pin=plan.sign_password,
        tries_left=plan.sign_tries_left,
        key_source=key_source,
    )
    return CardImage(
        persona=persona.name,
        applications=(jpki.application(auth, sign),),
        data_objects=tuple(_data_objects(persona.person, plan)),
    )


def _credential(
    authority: Authority,
    person: Person,
    plan: CertificatePlan | None,
    *,
    pin: str,
    tries_left: int,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> jpki.Credential:
    ca_certificate = authority.certificate.public_bytes(Encoding.DER)
    value = pin.encode("ascii")
    if plan is None:  # Not issued: the PIN file is there and blocked [D].
        return jpki.Credential(
            private_key=None,
            certificate=None,
            ca_certificate=ca_certificate,
            pin=value,
            tries_left=tries_left if value else 0,
        )
    key = key_source()
    certificate = authority.issue(key.public_key(), person=person, plan=plan)
    if plan.revoked_at is not None:
        authority.revoke(plan.serial_number, at=plan.revoked_at)
    return jpki.Credential(
        private_key=key.private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        ),
        certificate=certificate.public_bytes(Encoding.DER),
        ca_certificate=ca_certificate,
        pin=value,
        tries_left=tries_left,
    )


def _data_objects(person: Person, plan: CardPlan) -> list[tuple[int, bytes]]:
    """Build what GET DATA gives at the MF level, values without their tags.

    The key ids and the pair of card-verifiable certificates (00F7, 00F8, 7F21)
    are not among them.
    """
    return [
        (0x0042, b"6000020\x08\x05001\0\0\0\0"),  # Key reference of a test issuer.
        (0x0045, plan.serial.encode("ascii")),
        (0x0066, _CARD_RECOGNITION),
        (0x00F0, person.municipality_code.encode("ascii")),
        (0x00F2, plan.expires_on.strftime("%Y%m%d").encode("ascii")),
        (CONTACT_ATR_OBJECT, ATRS["contact-e0"][1:]),
    ]
