"""A certificate issued once more, for a card that is made anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from card_profiles.pki import PKI


def test_it_is_in_force_again(
    pki: PKI, hanako: Persona, holder_key: rsa.RSAPrivateKey, now: datetime
) -> None:
    key, plan = holder_key.public_key(), hanako.card.auth_certificate
    pki.auth.issue(key, person=hanako.person, plan=plan)
    pki.auth.revoke(plan.serial_number, at=now)

    pki.auth.issue(key, person=hanako.person, plan=plan)

    assert not pki.auth.revoked()


def test_a_planned_revocation_is_never_lifted_in_between(
    pki: PKI, hanako: Persona, holder_key: rsa.RSAPrivateKey, now: datetime
) -> None:
    key = holder_key.public_key()
    plan = replace(hanako.card.auth_certificate, revoked_at=now - timedelta(days=1))
    pki.auth.issue(key, person=hanako.person, plan=plan)
    pki.auth.revoke(plan.serial_number, at=now)

    pki.auth.issue(key, person=hanako.person, plan=plan)

    assert set(pki.auth.revoked()) == {plan.serial_number}


def test_the_other_certificates_stay_revoked(
    pki: PKI, hanako: Persona, holder_key: rsa.RSAPrivateKey, now: datetime
) -> None:
    key, plan = holder_key.public_key(), hanako.card.auth_certificate
    other = replace(plan, serial_number=plan.serial_number + 1)
    for each in (plan, other):
        pki.auth.issue(key, person=hanako.person, plan=each)
        pki.auth.revoke(each.serial_number, at=now)

    pki.auth.issue(key, person=hanako.person, plan=plan)

    assert set(pki.auth.revoked()) == {other.serial_number}
