"""A card is believed only with chain, profile, signature and dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from card_profiles.pki import PKI
from oqs_stub.reasons import Reason
from oqs_stub.trust import CardTrust

from .cards import NONCE, Agreeing, Issue, Maker, reason_of

TEST_POLICY = "1.2.392.200149.8.5.1.0.30"


def test_a_card_that_signed_the_challenge_is_believed(
    online: CardTrust, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    card = issue_card(make_persona(serial=501))

    certificate = online.authenticate(
        certificate_der=card.certificate,
        nonce=NONCE,
        signature=card.sign(NONCE),
        now=now,
    )

    assert certificate.serial_number == 501


def test_a_signature_over_another_challenge_is_refused(
    offline: CardTrust, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    card = issue_card(make_persona(serial=502))

    reason = reason_of(offline, card.certificate, card.sign(b"another"), now)

    assert reason is Reason.SIGNATURE_INVALID


def test_a_signature_by_another_key_is_refused(
    offline: CardTrust, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    card = issue_card(make_persona(serial=503))
    other = rsa.generate_private_key(65537, 2048)

    reason = reason_of(
        offline,
        card.certificate,
        other.sign(NONCE, padding.PKCS1v15(), hashes.SHA256()),
        now,
    )

    assert reason is Reason.SIGNATURE_INVALID


def test_a_certificate_of_no_known_version_is_refused(
    offline: CardTrust, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    card = issue_card(make_persona(serial=507))
    version = bytes.fromhex("A003020102")
    damaged = card.certificate.replace(version, version[:-1] + b"\x5a", 1)

    reason = reason_of(offline, damaged, card.sign(NONCE), now)

    assert reason is Reason.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize("signature", [b"", b"\x00" * 256, b"\xff" * 300])
def test_what_is_no_signature_is_refused(
    offline: CardTrust,
    issue_card: Issue,
    make_persona: Maker,
    now: datetime,
    signature: bytes,
) -> None:
    card = issue_card(make_persona(serial=504))

    reason = reason_of(offline, card.certificate, signature, now)

    assert reason is Reason.SIGNATURE_INVALID


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        pytest.param("2029-02-17T23:59:59", None, id="last-second"),
        pytest.param(
            "2029-02-18T00:00:00",
            Reason.CERTIFICATE_EXPIRED,
            id="one-second-later",
        ),
        pytest.param(
            "2024-04-01T08:59:59",
            Reason.CERTIFICATE_UNTRUSTED,
            id="before-it-begins",
        ),
    ],
)
def test_the_dates_of_a_certificate_count(
    offline: CardTrust,
    issue_card: Issue,
    make_persona: Maker,
    moment: str,
    reason: Reason | None,
) -> None:
    card = issue_card(make_persona(serial=505))
    now = datetime.fromisoformat(f"{moment}+09:00")

    if reason is None:
        offline.authenticate(
            certificate_der=card.certificate,
            nonce=NONCE,
            signature=card.sign(NONCE),
            now=now,
        )
    else:
        assert reason_of(offline, card.certificate, card.sign(NONCE), now) is reason


def test_a_signing_certificate_is_no_login(
    pki: PKI,
    card_key: rsa.RSAPrivateKey,
    issue_card: Issue,
    make_persona: Maker,
    now: datetime,
) -> None:
    persona = make_persona(serial=506)
    signing = pki.sign.issue(
        card_key.public_key(), person=persona.person, plan=persona.card.auth_certificate
    )
    card = issue_card(persona)
    certificate = signing.public_bytes(Encoding.DER)

    for anchor in (pki.auth.certificate, pki.sign.certificate):
        trust = CardTrust(anchor, Agreeing())
        reason = reason_of(trust, certificate, card.sign(NONCE), now)
        assert reason is Reason.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize(
    ("policy", "non_repudiation", "ca", "trusted"),
    [
        pytest.param(TEST_POLICY, False, False, True, id="as-it-should-be"),
        pytest.param(TEST_POLICY, True, False, False, id="may-also-sign"),
        pytest.param(
            "1.2.392.200149.8.5.1.3.30", False, False, False, id="production-policy"
        ),
        pytest.param(None, False, False, False, id="no-policy"),
        pytest.param(TEST_POLICY, False, True, False, id="says-it-is-a-ca"),
    ],
)
def test_only_the_profile_of_a_test_card_is_taken(
    pki: PKI,
    offline: CardTrust,
    card_key: rsa.RSAPrivateKey,
    now: datetime,
    policy: str | None,
    non_repudiation: bool,  # noqa: FBT001 - a column of the table.
    ca: bool,  # noqa: FBT001 - the same.
    trusted: bool,  # noqa: FBT001 - the same.
) -> None:
    builder = (
        x509.CertificateBuilder()
        .issuer_name(pki.auth.certificate.subject)
        .subject_name(x509.Name([]))
        .public_key(card_key.public_key())
        .serial_number(515)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(key_usage(non_repudiation=non_repudiation), critical=True)
    )
    if policy is not None:
        information = x509.PolicyInformation(x509.ObjectIdentifier(policy), None)
        builder = builder.add_extension(
            x509.CertificatePolicies([information]), critical=True
        )
    if ca:
        builder = builder.add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
    der = builder.sign(pki.auth._key, hashes.SHA256()).public_bytes(Encoding.DER)
    signature = card_key.sign(NONCE, padding.PKCS1v15(), hashes.SHA256())

    if trusted:
        offline.authenticate(
            certificate_der=der, nonce=NONCE, signature=signature, now=now
        )
    else:
        reason = reason_of(offline, der, signature, now)
        assert reason is Reason.CERTIFICATE_UNTRUSTED


def test_another_ca_of_the_same_name_is_not_trusted(
    tmp_path: Path,
    offline: CardTrust,
    card_key: rsa.RSAPrivateKey,
    issue_card: Issue,
    make_persona: Maker,
    now: datetime,
) -> None:
    persona = make_persona(serial=507)
    stranger = PKI.open(tmp_path / "stranger", now=now).auth.issue(
        card_key.public_key(), person=persona.person, plan=persona.card.auth_certificate
    )
    card = issue_card(persona)

    reason = reason_of(
        offline, stranger.public_bytes(Encoding.DER), card.sign(NONCE), now
    )

    assert reason is Reason.CERTIFICATE_UNTRUSTED


def test_the_ca_itself_is_no_holder(
    pki: PKI, offline: CardTrust, now: datetime
) -> None:
    reason = reason_of(
        offline, pki.auth.certificate.public_bytes(Encoding.DER), b"", now
    )

    assert reason is Reason.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize("der", [b"", b"\x30\x03\x02\x01\x01", b"0" * 9000])
def test_what_is_no_certificate_is_refused(
    offline: CardTrust, now: datetime, der: bytes
) -> None:
    assert reason_of(offline, der, b"", now) is Reason.CERTIFICATE_UNTRUSTED


def key_usage(*, non_repudiation: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=non_repudiation,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
