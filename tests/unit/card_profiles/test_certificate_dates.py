"""How long what the CAs issue is good for, and that it leads up to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509 import verification

from card_profiles.loader import load, load_all
from card_profiles.model import Persona
from card_profiles.pki import CertificateKind

from .certificate_parts import AUTH, KINDS, SIGN, Authorities, Issue, Issued, Items

UTC_TIME = 0x17


@KINDS
def test_a_holder_certificate_lives_as_planned(
    issued: Issued, kind: CertificateKind, hanako: Persona
) -> None:
    certificate = issued[kind]
    plan = (
        hanako.card.auth_certificate if kind is AUTH else hanako.card.sign_certificate
    )

    assert plan is not None
    assert certificate.serial_number == plan.serial_number
    assert certificate.not_valid_before_utc == datetime(2024, 11, 20, 1, 30, tzinfo=UTC)
    assert certificate.not_valid_after_utc == datetime(
        2029, 2, 17, 14, 59, 59, tzinfo=UTC
    )


def test_times_are_written_as_utc_time(der_items: Items, issued: Issued) -> None:
    ((_, tbs),) = der_items(issued[AUTH].tbs_certificate_bytes)
    validity = der_items(tbs)[4][1]

    assert der_items(validity) == [
        (UTC_TIME, b"241120013000Z"),
        (UTC_TIME, b"290217145959Z"),
    ]


def test_every_certificate_of_every_persona_is_within_the_life_of_its_ca(
    authorities: Authorities, now: datetime
) -> None:
    for persona in load_all(now=now):
        for plan in (persona.card.auth_certificate, persona.card.sign_certificate):
            if plan is None:
                continue
            assert (
                authorities[AUTH].certificate.not_valid_before_utc
                < plan.issued_at
                < now
            )
            assert plan.expires_at <= authorities[AUTH].certificate.not_valid_after_utc
            assert f"{plan.expires_at.astimezone(UTC):%H:%M:%S}" == "14:59:59"


@KINDS
def test_a_chain_verifies_with_a_policy_for_this_profile(
    authorities: Authorities, issued: Issued, kind: CertificateKind, now: datetime
) -> None:
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([authorities[kind].certificate]))
        .time(now)
        .extension_policies(
            ca_policy=verification.ExtensionPolicy.permit_all().require_present(
                x509.BasicConstraints, verification.Criticality.CRITICAL, None
            ),
            ee_policy=verification.ExtensionPolicy.permit_all().require_present(
                x509.CertificatePolicies, verification.Criticality.CRITICAL, None
            ),
        )
        .build_client_verifier()
    )

    verified = verifier.verify(issued[kind], [])

    assert verified.chain == [issued[kind], authorities[kind].certificate]
    other = SIGN if kind is AUTH else AUTH
    with pytest.raises(verification.VerificationError):
        verifier.verify(issued[other], [])


def test_an_expired_certificate_is_only_old(
    authorities: Authorities, issue: Issue, now: datetime
) -> None:
    certificate = issue(load("fumiko", now=now), AUTH)

    certificate.verify_directly_issued_by(authorities[AUTH].certificate)
    age = now - certificate.not_valid_after_utc
    assert timedelta(days=55) < age < timedelta(days=65)
