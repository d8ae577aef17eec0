"""OCSP answers in DER, signed by the CA itself (RFC 6960)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp

from .kinds import OCSP_LIFE


@dataclass(frozen=True, slots=True)
class Status:
    """What the CA knows of one serial number."""

    value: ocsp.OCSPCertStatus
    revoked_at: datetime | None = None

    @classmethod
    def revoked(cls, at: datetime) -> Status:
        """Return the status of a certificate revoked at *at*."""
        return cls(ocsp.OCSPCertStatus.REVOKED, at)


GOOD: Final = Status(ocsp.OCSPCertStatus.GOOD)
UNKNOWN: Final = Status(ocsp.OCSPCertStatus.UNKNOWN)


def respond(
    request_der: bytes,
    *,
    issuer: x509.Certificate,
    key: rsa.RSAPrivateKey,
    status_of: Callable[[int], Status],
    now: datetime,
) -> bytes:
    """Return the DER answer to *request_der*, echoing its nonce."""
    try:
        request = ocsp.load_der_ocsp_request(request_der)
        hash_algorithm = request.hash_algorithm
        nonce = _nonce(request)
    except (ValueError, NotImplementedError, UnsupportedAlgorithm):
        return _refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    name_hash, key_hash = _issuer_hashes(issuer, hash_algorithm)
    if (request.issuer_name_hash, request.issuer_key_hash) != (name_hash, key_hash):
        return _refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    status = status_of(request.serial_number)
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            issuer_name_hash=name_hash,
            issuer_key_hash=key_hash,
            serial_number=request.serial_number,
            algorithm=hash_algorithm,
            cert_status=status.value,
            this_update=now,
            next_update=now + OCSP_LIFE,
            revocation_time=status.revoked_at,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
    )
    if nonce is not None:
        builder = builder.add_extension(nonce, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _nonce(request: ocsp.OCSPRequest) -> x509.OCSPNonce | None:
    try:
        return request.extensions.get_extension_for_class(x509.OCSPNonce).value
    except x509.ExtensionNotFound:
        return None


def _issuer_hashes(
    issuer: x509.Certificate, algorithm: hashes.HashAlgorithm
) -> tuple[bytes, bytes]:
    key_bits = issuer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.PKCS1
    )  # The value of the BIT STRING: exactly the PKCS #1 key.
    return _hash(issuer.subject.public_bytes(), algorithm), _hash(key_bits, algorithm)


def _hash(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    context = hashes.Hash(algorithm)
    context.update(data)
    return context.finalize()


def _refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    response = ocsp.OCSPResponseBuilder.build_unsuccessful(status)
    return response.public_bytes(serialization.Encoding.DER)
