"""公的個人認証AP of a persona: new keys, certified by the two CAs of JPKI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from card_profiles.model import CardForm, CardPlan, CertificatePlan, Person, Persona

from ..applets import jpki
from ..behaviour import CardBehaviour
from ..memory.filesystem import Application
from ..memory.keys import private_bytes
from .authorities import Authorities, Authority

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


PHONES = (CardForm.ANDROID, CardForm.IPHONE)
"""Forms whose certificates a phone holds."""


def jpki_application(
    persona: Persona,
    *,
    pki: Authorities,
    key_source: Callable[[], RSAPrivateKey],
    behaviour: CardBehaviour,
) -> Application:
    """Make the application: two keys, two certificates, two PINs.

    A certificate whose plan says so is revoked at its CA, as happens when a card
    is reported lost or its holder moves; the card itself never learns of it.
    """
    plan = persona.card
    without_pins = plan.form is CardForm.FACE_ONLY
    auth = _credential(
        pki.auth,
        persona.person,
        planned_for(plan.auth_certificate, plan, behaviour),
        pin="" if without_pins else plan.auth_pin,
        tries_left=plan.auth_tries_left,
        key_source=key_source,
    )
    sign = _credential(
        pki.sign,
        persona.person,
        planned_for(plan.sign_certificate, plan, behaviour),
        pin="" if without_pins else plan.sign_password,
        tries_left=plan.sign_tries_left,
        key_source=key_source,
    )
    return jpki.application(
        auth,
        sign,
        terminal_ca=pki.card_data.terminal_ca,
        form=plan.form,
        behaviour=behaviour,
    )


def planned_for(
    plan: CertificatePlan | None, card: CardPlan, behaviour: CardBehaviour
) -> CertificatePlan | None:
    """Give the plan of a certificate; those on a phone have policies of their own."""
    if plan is None:
        return None
    return replace(
        plan,
        on_phone=card.form in PHONES,
        form=card.certificates,
        ocsp_url=behaviour.ocsp_url,
        has_eku=behaviour.auth_certificate_has_eku,
    )


def _credential(
    authority: Authority,
    person: Person,
    plan: CertificatePlan | None,
    *,
    pin: str,
    tries_left: int,
    key_source: Callable[[], RSAPrivateKey],
) -> jpki.Credential:
    ca_certificate = authority.certificate.public_bytes(Encoding.DER)
    value, tries = secret(pin, tries_left=tries_left)
    if plan is None:
        return jpki.Credential(
            private_key=None,
            certificate=None,
            ca_certificate=ca_certificate,
            pin=value,
            tries_left=tries,
        )
    key = key_source()
    certificate = authority.issue(key.public_key(), person=person, plan=plan)
    if plan.revoked_at is not None:
        authority.revoke(plan.serial_number, at=plan.revoked_at)
    return jpki.Credential(
        private_key=private_bytes(key),
        certificate=certificate.public_bytes(Encoding.DER),
        ca_certificate=ca_certificate,
        pin=value,
        tries_left=tries,
    )


def secret(pin: str, *, tries_left: int) -> tuple[bytes, int]:
    """Give a PIN and its tries as they are written; one never set is blocked [D]."""
    return pin.encode("ascii"), tries_left if pin else 0
