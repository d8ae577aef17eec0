"""A certificate ends on a birthday, at the end of the day in Japan."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.derive import certificate_plan
from card_profiles.model import Persona
from card_profiles.pki import CertificateAuthority, CertificateKind

from .der_writer import seq, utc_time

Authorities = dict[CertificateKind, CertificateAuthority]

AUTH = CertificateKind.AUTH


@pytest.mark.parametrize(
    ("issued_on", "card_expires_on", "ends"),
    [
        pytest.param("2024-11-20", "2034-02-17", "290217", id="fifth-birthday"),
        pytest.param("2025-02-16", "2035-02-17", "290217", id="eve-of-a-birthday"),
        pytest.param("2025-02-17", "2035-02-17", "300217", id="on-a-birthday"),
        pytest.param("2030-06-01", "2034-02-17", "340217", id="end-of-the-card"),
        pytest.param("2034-02-16", "2034-02-17", "340217", id="last-days"),
    ],
)
def test_a_certificate_ends_on_the_fifth_birthday_and_never_after_the_card(
    authorities: Authorities,
    hanako: Persona,
    holder_key: rsa.RSAPrivateKey,
    issued_on: str,
    card_expires_on: str,
    ends: str,
) -> None:
    plan = certificate_plan(
        "hanako",
        "auth",
        birthdate=hanako.person.birthdate,
        issued_on=date.fromisoformat(issued_on),
        card_expires_on=date.fromisoformat(card_expires_on),
    )

    certificate = authorities[AUTH].issue(
        holder_key.public_key(), person=hanako.person, plan=plan
    )

    begins = issued_on[2:].replace("-", "")
    assert seq(utc_time(f"{begins}013000Z"), utc_time(f"{ends}145959Z")) in (
        certificate.tbs_certificate_bytes
    )


def test_the_birthday_of_29_february_is_the_28th_in_other_years(
    hanako: Persona,
) -> None:
    plan = certificate_plan(
        "hanako",
        "auth",
        birthdate=date(1980, 2, 29),
        issued_on=date(2024, 6, 1),
        card_expires_on=date(2034, 2, 28),
    )

    assert plan.expires_at.date() == date(2029, 2, 28)
