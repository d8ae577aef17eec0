"""Whether a card may be believed: its certificate's chain and dates, and its signature.

Nothing here knows a persona: only certificates, signatures and what the responder
says (see `revocation`) decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import verification

from .reasons import Reason, RefusedError
from .rules.certificate import (
    CertificateGrace,
    CertificateStanding,
    certificate_standing,
)

_USER_AUTHENTICATION_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.30")
"""The test policy: a certificate under the production one (…1.3.30) is refused."""

_USER_AUTHENTICATION_ON_A_PHONE = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.50")
"""The test policy of スマホ用電子証明書; see `Reason.PHONE_CERTIFICATE_UNSUPPORTED`."""

_LARGEST_CERTIFICATE = 8 * 1024


class TrustError(RefusedError):
    """The card is not believed; `reason` says why, in a stable word."""


class RevocationCheck(Protocol):
    """Asks the issuer whether a certificate still stands."""

    def check(
        self, certificate: x509.Certificate, *, issuer: x509.Certificate, now: datetime
    ) -> None:
        """Return when it stands; raise `TrustError` otherwise."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That the card was asked: what it was to sign, and what it signed."""

    nonce: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A certificate that is believed, and what its dates say."""

    certificate: x509.Certificate
    standing: CertificateStanding  # In force, or in the months of grace.


NO_GRACE = CertificateGrace(months=0)


@dataclass(frozen=True, slots=True)
class CardTrust:
    """A relying party that trusts one CA for 利用者証明用電子証明書."""

    anchor: x509.Certificate
    revocation: RevocationCheck

    def authenticate(
        self, *, certificate_der: bytes, nonce: bytes, signature: bytes, now: datetime
    ) -> x509.Certificate:
        """Return the holder's certificate when it signed *nonce* and stands at *now*.

        The card signs SHA-256 of the nonce (RSASSA-PKCS1-v1_5). Checked in this
        order: chain, signature, whether a phone holds the key, dates, revocation;
        so nobody without the card's key learns whether a certificate is revoked.
        Raises `TrustError`.
        """
        return self.examine(
            certificate_der=certificate_der,
            proof=Proof(nonce=nonce, signature=signature),
            grace=NO_GRACE,
            now=now,
        ).certificate

    def examine(
        self,
        *,
        certificate_der: bytes,
        proof: Proof | None,
        grace: CertificateGrace,
        now: datetime,
    ) -> Examined:
        """Judge a certificate, in its months of *grace* too, as `authenticate` does.

        Without *proof* (目視確認: no PIN, so no signature) it says whose card was
        shown, not that it was there: anybody who ever read it could show it again.
        Raises `TrustError`.
        """
        certificate = _load(certificate_der)
        self._verify_chain(certificate, now)
        if proof is not None:
            _verify_signature(certificate, proof.nonce, proof.signature)
        _refuse_phone(certificate)
        ends = certificate.not_valid_after_utc
        standing = certificate_standing(ends, now=now, grace=grace)
        if standing is CertificateStanding.EXPIRED:
            raise TrustError(Reason.CERTIFICATE_EXPIRED, f"ended {ends.isoformat()}")
        if now < certificate.not_valid_before_utc:
            raise TrustError(
                Reason.CERTIFICATE_UNTRUSTED,
                f"begins {certificate.not_valid_before_utc.isoformat()}",
            )
        self.revocation.check(certificate, issuer=self.anchor, now=now)
        return Examined(certificate=certificate, standing=standing)

    def _verify_chain(self, certificate: x509.Certificate, now: datetime) -> None:
        # Judged inside the holder's own dates: those are a reason of their own.
        moment = min(
            max(now, certificate.not_valid_before_utc), certificate.not_valid_after_utc
        )
        verifier = (
            verification.PolicyBuilder()
            .store(verification.Store([self.anchor]))
            .time(moment)
            .max_chain_depth(0)
            .extension_policies(ca_policy=_ca_policy(), ee_policy=_holder_policy())
            .build_client_verifier()
        )
        try:
            verifier.verify(certificate, [])
        except (verification.VerificationError, ValueError) as error:
            raise TrustError(Reason.CERTIFICATE_UNTRUSTED, str(error)) from error


def _load(der: bytes) -> x509.Certificate:
    if len(der) > _LARGEST_CERTIFICATE:
        raise TrustError(
            Reason.CERTIFICATE_UNTRUSTED,
            f"expected at most {_LARGEST_CERTIFICATE} bytes, got {len(der)}",
        )
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as error:
        raise TrustError(Reason.CERTIFICATE_UNTRUSTED, str(error)) from error


def _verify_signature(
    certificate: x509.Certificate, nonce: bytes, signature: bytes
) -> None:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise TrustError(Reason.SIGNATURE_INVALID, "expected an RSA key")
    try:
        key.verify(signature, nonce, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise TrustError(Reason.SIGNATURE_INVALID) from error


def _refuse_phone(certificate: x509.Certificate) -> None:
    """Refuse スマホ用電子証明書: nothing published says that a home visit takes one."""
    policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies)
    if _USER_AUTHENTICATION_POLICY not in _identifiers(policies.value):
        raise TrustError(Reason.PHONE_CERTIFICATE_UNSUPPORTED)


def _identifiers(
    policies: x509.CertificatePolicies,
) -> frozenset[x509.ObjectIdentifier]:
    return frozenset(policy.policy_identifier for policy in policies)


def _ca_policy() -> verification.ExtensionPolicy:
    """What a CA of the JPKI's shape carries; it has no authorityKeyIdentifier."""
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(
            x509.BasicConstraints, verification.Criticality.CRITICAL, _is_ca
        )
        .require_present(
            x509.KeyUsage, verification.Criticality.CRITICAL, _may_sign_certificates
        )
    )


def _holder_policy() -> verification.ExtensionPolicy:
    """What a 利用者証明用 certificate carries; it has no subjectAltName."""
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(
            x509.KeyUsage, verification.Criticality.CRITICAL, _may_authenticate
        )
        .require_present(
            x509.CertificatePolicies, verification.Criticality.CRITICAL, _is_for_users
        )
        .require_not_present(x509.BasicConstraints)
    )


def _is_ca(
    _policy: verification.Policy,
    _certificate: x509.Certificate,
    constraints: x509.BasicConstraints,
) -> None:
    if not constraints.ca:
        raise ValueError("expected a CA certificate as issuer")


def _may_sign_certificates(
    _policy: verification.Policy, _certificate: x509.Certificate, usage: x509.KeyUsage
) -> None:
    if not usage.key_cert_sign:
        raise ValueError("expected keyCertSign in the issuer's key usage")


def _may_authenticate(
    _policy: verification.Policy, _certificate: x509.Certificate, usage: x509.KeyUsage
) -> None:
    if not usage.digital_signature or usage.content_commitment:
        raise ValueError("expected digitalSignature alone in the key usage")


def _is_for_users(
    _policy: verification.Policy,
    _certificate: x509.Certificate,
    policies: x509.CertificatePolicies,
) -> None:
    wanted = {_USER_AUTHENTICATION_POLICY, _USER_AUTHENTICATION_ON_A_PHONE}
    if not wanted & _identifiers(policies):
        raise ValueError(f"expected policy {_USER_AUTHENTICATION_POLICY.dotted_string}")
