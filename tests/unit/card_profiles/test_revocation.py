"""Revocation is told by real CRLs and OCSP answers, as of the time given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import ocsp

from card_profiles.model import Persona
from card_profiles.pki import PKI, CertificateKind, PKIError

AUTH = CertificateKind.AUTH
DER = serialization.Encoding.DER
KINDS = pytest.mark.parametrize("kind", list(CertificateKind))


@pytest.fixture
def certificate(issued: dict[CertificateKind, x509.Certificate]) -> x509.Certificate:
    """Hanako's authentication certificate."""
    return issued[AUTH]


def crl_of(pki: PKI, now: datetime) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(pki.auth.crl(now=now))


def question(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    algorithm: hashes.HashAlgorithm | None = None,
    nonce: bytes | None = None,
) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        certificate, issuer, algorithm or hashes.SHA256()
    )
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(DER)


def ask(pki: PKI, certificate: x509.Certificate, now: datetime) -> ocsp.OCSPResponse:
    request = question(certificate, pki.auth.certificate)
    return ocsp.load_der_ocsp_response(pki.auth.ocsp_response(request, now=now))


@KINDS
def test_a_crl_is_signed_by_its_ca(
    pki: PKI, kind: CertificateKind, now: datetime
) -> None:
    authority = pki.auth if kind is AUTH else pki.sign
    key = authority.certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)

    crl = x509.load_der_x509_crl(authority.crl(now=now))

    assert crl.is_signature_valid(key)
    assert crl.issuer == authority.certificate.subject
    assert isinstance(crl.signature_hash_algorithm, hashes.SHA256)
    assert len(crl) == 0


def test_a_crl_carries_the_time_given(pki: PKI) -> None:
    at = datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC)

    crl = crl_of(pki, at)

    assert crl.last_update_utc == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert crl.next_update_utc == datetime(2027, 1, 4, 3, 4, 5, tzinfo=UTC)


def test_crl_numbers_grow_with_time(pki: PKI, now: datetime) -> None:
    def number(at: datetime) -> int:
        extensions = crl_of(pki, at).extensions
        return extensions.get_extension_for_class(x509.CRLNumber).value.crl_number

    assert number(now + timedelta(seconds=1)) > number(now)


def test_a_revoked_certificate_is_on_the_crl(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    at = now - timedelta(days=1)

    pki.auth.revoke(certificate.serial_number, at=at)

    entry = crl_of(pki, now).get_revoked_certificate_by_serial_number(
        certificate.serial_number
    )
    assert entry is not None
    assert entry.revocation_date_utc == at


def test_it_is_on_the_crl_of_its_own_ca_only(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    pki.auth.revoke(certificate.serial_number, at=now)

    assert len(x509.load_der_x509_crl(pki.sign.crl(now=now))) == 0
    assert pki.sign.revoked() == {}


def test_a_revocation_to_come_is_not_told_yet(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    at = now + timedelta(days=1)

    pki.auth.revoke(certificate.serial_number, at=at)

    assert len(crl_of(pki, now)) == 0
    assert len(crl_of(pki, at)) == 1
    assert ask(pki, certificate, now).certificate_status is ocsp.OCSPCertStatus.GOOD
    assert ask(pki, certificate, at).certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert pki.auth.revoked() == {certificate.serial_number: at}


def test_of_two_revocations_the_earlier_stands(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    for days in (2, 3, 1):
        pki.auth.revoke(certificate.serial_number, at=now - timedelta(days=days))

    assert pki.auth.revoked() == {
        certificate.serial_number: now - timedelta(days=3),
    }


def test_nothing_unissued_can_be_revoked(pki: PKI, now: datetime) -> None:
    with pytest.raises(PKIError, match="2a"):
        pki.auth.revoke(42, at=now)


def test_ocsp_calls_an_issued_certificate_good(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    response = ask(pki, certificate, now)

    assert response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert response.serial_number == certificate.serial_number


def test_ocsp_calls_a_revoked_certificate_revoked_since_then(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    at = now - timedelta(hours=5)

    pki.auth.revoke(certificate.serial_number, at=at)

    response = ask(pki, certificate, now)
    assert response.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert response.revocation_time_utc == at


def test_ocsp_does_not_know_what_was_never_issued(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    request = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        *issuer_hashes(pki.auth.certificate), 42, hashes.SHA256()
    )

    response = ocsp.load_der_ocsp_response(
        pki.auth.ocsp_response(request.build().public_bytes(DER), now=now)
    )

    assert response.certificate_status is ocsp.OCSPCertStatus.UNKNOWN
    assert response.serial_number == 42


def issuer_hashes(issuer: x509.Certificate) -> tuple[bytes, bytes]:
    """Return the hashes as `cryptography` itself computes them for a request."""
    template = ocsp.OCSPRequestBuilder().add_certificate(
        issuer, issuer, hashes.SHA256()
    )
    request = template.build()
    return request.issuer_name_hash, request.issuer_key_hash


def test_an_ocsp_answer_is_signed_and_carries_the_time_given(
    pki: PKI, certificate: x509.Certificate
) -> None:
    at = datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    key = pki.auth.certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)

    response = ask(pki, certificate, at)

    key.verify(
        response.signature,
        response.tbs_response_bytes,
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    ski = pki.auth.certificate.extensions.get_extension_for_class(
        x509.SubjectKeyIdentifier
    )
    assert response.responder_key_hash == ski.value.digest
    assert response.this_update_utc == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert response.next_update_utc == datetime(2027, 1, 2, 4, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "algorithm",
    [
        pytest.param(hashes.SHA1(), id="sha1"),  # noqa: S303 - OpenSSL's default.
        pytest.param(hashes.SHA256(), id="sha256"),
    ],
)
def test_ocsp_answers_in_the_hash_of_the_question(
    pki: PKI,
    certificate: x509.Certificate,
    now: datetime,
    algorithm: hashes.HashAlgorithm,
) -> None:
    request = question(certificate, pki.auth.certificate, algorithm=algorithm)

    response = ocsp.load_der_ocsp_response(pki.auth.ocsp_response(request, now=now))

    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert response.hash_algorithm.name == algorithm.name


def test_an_ocsp_nonce_comes_back(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    request = question(certificate, pki.auth.certificate, nonce=b"0123456789abcdef")

    response = ocsp.load_der_ocsp_response(pki.auth.ocsp_response(request, now=now))

    nonce = response.extensions.get_extension_for_class(x509.OCSPNonce)
    assert nonce.value.nonce == b"0123456789abcdef"


def test_ocsp_does_not_answer_for_another_ca(
    pki: PKI, certificate: x509.Certificate, now: datetime
) -> None:
    request = question(certificate, pki.auth.certificate)

    response = ocsp.load_der_ocsp_response(pki.sign.ocsp_response(request, now=now))

    assert response.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    "request_der",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not DER", id="text"),
        pytest.param(bytes.fromhex("30053003300130"), id="truncated"),
        pytest.param(bytes(100_000), id="zeros"),
    ],
)
def test_a_bad_ocsp_question_is_answered_as_malformed(
    pki: PKI, now: datetime, request_der: bytes
) -> None:
    answer = pki.auth.ocsp_response(request_der, now=now)

    response = ocsp.load_der_ocsp_response(answer)
    assert response.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_a_card_personalised_again_gets_the_same_serial_number(
    pki: PKI, certificate: x509.Certificate, hanako: Persona, now: datetime
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    again = pki.auth.issue(
        key.public_key(), person=hanako.person, plan=hanako.card.auth_certificate
    )

    assert again.serial_number == certificate.serial_number
    assert again.subject == certificate.subject
    assert ask(pki, again, now).certificate_status is ocsp.OCSPCertStatus.GOOD
