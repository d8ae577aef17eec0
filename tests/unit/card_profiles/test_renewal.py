"""Renewing gives the same person a certificate with another number and new dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.dates import JST, today
from card_profiles.loader import load, load_all
from card_profiles.model import Persona
from card_profiles.pki import PKI, CertificateKind, PKIError
from card_profiles.renewal import BOTH, Kind, RenewalError, renewed, renewed_plan

Issued = dict[CertificateKind, x509.Certificate]

LATER = datetime(2028, 12, 1, 11, 22, 33, 456789, tzinfo=JST)


@pytest.mark.parametrize("kind", BOTH)
def test_a_renewed_certificate_runs_from_now_to_the_fifth_birthday(
    hanako: Persona, kind: Kind
) -> None:
    old = hanako.card.auth_certificate if kind == "auth" else None
    plan = renewed_plan(hanako, kind, now=LATER)

    assert plan.issued_at == LATER.replace(microsecond=0)
    assert plan.expires_at == datetime(2033, 2, 17, 23, 59, 59, tzinfo=JST)
    assert plan.revoked_at is None
    assert 1 << 32 <= plan.serial_number < 1 << 39
    assert old is None or plan.serial_number != old.serial_number


def test_a_renewed_certificate_ends_with_the_card(hanako: Persona) -> None:
    late = datetime(2031, 5, 1, 12, tzinfo=JST)

    plan = renewed_plan(hanako, "auth", now=late)

    assert hanako.card.expires_on == date(2034, 2, 17)
    assert today(plan.expires_at) == date(2034, 2, 17)


def test_renewing_again_gives_another_number_and_the_same_for_the_same_one(
    hanako: Persona,
) -> None:
    once = renewed(hanako, now=LATER)
    twice = renewed(once, now=LATER + timedelta(days=1))

    numbers = {
        persona.card.auth_certificate.serial_number for persona in (hanako, once, twice)
    }
    assert len(numbers) == 3
    assert renewed(hanako, now=LATER) == once


def test_the_two_certificates_of_a_card_never_share_a_number(hanako: Persona) -> None:
    card = renewed(hanako, now=LATER).card

    assert card.sign_certificate is not None
    assert card.auth_certificate.serial_number != card.sign_certificate.serial_number


def test_one_kind_can_be_renewed_alone(hanako: Persona) -> None:
    only_sign = renewed(hanako, now=LATER, kinds=("sign",))

    assert only_sign.card.auth_certificate == hanako.card.auth_certificate
    assert only_sign.card.sign_certificate != hanako.card.sign_certificate
    assert only_sign.person == hanako.person


def test_a_card_without_signing_certificate_gets_none(now: datetime) -> None:
    mei = load("mei", now=now)

    assert renewed(mei, now=now).card.sign_certificate is None
    with pytest.raises(RenewalError, match=r"mei: .*署名用電子証明書がありません"):
        renewed_plan(mei, "sign", now=now)


@pytest.mark.parametrize("name", ["shigeru", "fumiko"])
def test_a_revoked_or_expired_certificate_becomes_good_by_renewal(
    name: str, now: datetime
) -> None:
    plan = renewed(load(name, now=now), now=now).card.auth_certificate

    assert plan.revoked_at is None
    assert plan.issued_at <= now < plan.expires_at


def test_every_ready_persona_can_renew_today(now: datetime) -> None:
    for persona in load_all(now=now):
        plan = renewed(persona, now=now).card.auth_certificate
        assert plan.issued_at <= now < plan.expires_at
        assert today(plan.expires_at) <= persona.card.expires_on


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2034, 2, 18, 0, 0, 1, tzinfo=JST), id="next-day"),
        pytest.param(datetime(2040, 1, 1, tzinfo=JST), id="years-later"),
    ],
)
def test_the_certificates_of_an_expired_card_cannot_be_renewed(
    hanako: Persona, moment: datetime
) -> None:
    with pytest.raises(RenewalError, match="2034-02-17"):
        renewed(hanako, now=moment)


def test_on_its_last_day_a_card_can_still_be_renewed(hanako: Persona) -> None:
    plan = renewed_plan(hanako, "auth", now=datetime(2034, 2, 17, 12, tzinfo=JST))

    assert today(plan.expires_at) == date(2034, 2, 17)


def test_a_holder_is_found_by_every_certificate_renewed_from_another(
    pki: PKI, hanako: Persona, holder_key: rsa.RSAPrivateKey
) -> None:
    first = hanako.card.auth_certificate
    second = renewed_plan(hanako, "auth", now=LATER)
    key, person = holder_key.public_key(), hanako.person
    for plan in (first, second):
        pki.auth.issue(key, person=person, plan=plan)
    pki.auth.record_renewal(second.serial_number, earlier=first.serial_number)
    pki.auth.record_renewal(77, earlier=second.serial_number)

    assert pki.auth.earlier_serial_numbers(77) == (
        second.serial_number,
        first.serial_number,
    )
    assert pki.auth.earlier_serial_numbers(first.serial_number) == ()
    assert pki.sign.earlier_serial_numbers(77) == ()


def test_renewals_in_a_circle_come_to_an_end(
    pki: PKI, hanako: Persona, holder_key: rsa.RSAPrivateKey
) -> None:
    plan = hanako.card.auth_certificate
    pki.auth.issue(holder_key.public_key(), person=hanako.person, plan=plan)
    pki.auth.record_renewal(plan.serial_number, earlier=plan.serial_number)

    assert set(pki.auth.earlier_serial_numbers(plan.serial_number)) == {
        plan.serial_number
    }


def test_a_certificate_this_ca_never_issued_cannot_be_renewed_or_revoked(
    pki: PKI, hanako: Persona
) -> None:
    new = renewed_plan(hanako, "auth", now=LATER)

    with pytest.raises(PKIError, match="issued by the auth CA"):
        pki.auth.record_renewal(
            new.serial_number, earlier=hanako.card.auth_certificate.serial_number
        )
    with pytest.raises(PKIError, match="issued by the auth CA"):
        pki.auth.revoke(new.serial_number, at=LATER)
