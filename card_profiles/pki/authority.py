"""A test CA of the JPKI's shape: issues, revokes, and answers about revocation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..dates import add_years, end_of, start_of, today
from ..model import CertificatePlan, Person
from . import ocsp
from .profile import (
    CA_AGE_YEARS,
    CA_YEARS,
    CRL_LIFE,
    DEFAULT_OCSP_URL,
    KEY_BITS,
    CertificateKind,
    Extensions,
    ca_extensions,
    holder_extensions,
    issuer_name,
    subject_name,
)
from .register import PKIError, Register, StoredAuthority
from .subject import common_name


@dataclass(frozen=True, slots=True)
class CertificateAuthority:
    """One of the two CAs. Get it from `PKI.open`."""

    kind: CertificateKind
    certificate: x509.Certificate
    _key: rsa.RSAPrivateKey = field(repr=False)
    _register: Register

    def issue(
        self,
        public_key: rsa.RSAPublicKey,
        *,
        person: Person,
        plan: CertificatePlan,
        ocsp_url: str = DEFAULT_OCSP_URL,
    ) -> x509.Certificate:
        """Issue the planned certificate for *public_key*; its serial is on record.

        Issuing a plan again (a card personalised anew) is allowed. Whoever issues
        also calls `revoke` where the plan says so.
        """
        subject = subject_name(
            self.kind,
            person,
            common_name(
                self.kind,
                serial_number=plan.serial_number,
                municipality_code=person.municipality_code,
            ),
        )
        extensions = holder_extensions(
            self.kind,
            person,
            key=public_key,
            issuer_key=self._key.public_key(),
            ocsp_url=ocsp_url,
        )
        certificate = _build(
            subject=subject,
            issuer=self.certificate.subject,
            key=public_key,
            signer=self._key,
            serial_number=plan.serial_number,
            life=(plan.issued_at, plan.expires_at),
            extensions=extensions,
        )
        self._register.record_issued(self.kind, plan.serial_number)
        return certificate

    def revoke(self, serial_number: int, *, at: datetime) -> None:
        """Revoke what was issued under *serial_number* from the moment *at* on.

        Durable when this returns. Of two revocations the earlier stands.
        """
        if not self._register.is_issued(self.kind, serial_number):
            raise PKIError(
                f"expected a serial number issued by the {self.kind} CA, "
                f"got {serial_number:x}"
            )
        self._register.record_revoked(self.kind, serial_number, at=at)

    def revoked(self) -> dict[int, datetime]:
        """Return every revocation, past and planned, by serial number."""
        return self._register.revoked(self.kind)

    def crl(self, *, now: datetime) -> bytes:
        """Return the complete CRL as of *now*, DER; planned revocations are not in it.

        One list serves the whole CA, whatever part a distribution point names.
        """
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(_whole_seconds(now))
            .next_update(_whole_seconds(now) + CRL_LIFE)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self._key.public_key()
                ),
                critical=False,
            )
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for serial_number, at in self.revoked().items():
            if at <= now:
                builder = builder.add_revoked_certificate(
                    x509.RevokedCertificateBuilder()
                    .serial_number(serial_number)
                    .revocation_date(at)
                    .build()
                )
        crl = builder.sign(self._key, hashes.SHA256())
        return crl.public_bytes(serialization.Encoding.DER)

    def ocsp_response(self, request_der: bytes, *, now: datetime) -> bytes:
        """Return the DER answer to one OCSP request: good, revoked or unknown.

        Unknown is what this CA never issued. A request about another CA is
        unauthorized; one that cannot be read, or asks for several certificates
        at once, is malformed. Never raises for bad requests.
        """
        return ocsp.respond(
            request_der,
            issuer=self.certificate,
            key=self._key,
            status_of=lambda serial: self._status(serial, now=now),
            now=_whole_seconds(now),
        )

    def _status(self, serial_number: int, *, now: datetime) -> ocsp.Status:
        revoked_at = self.revoked().get(serial_number)
        if revoked_at is not None and revoked_at <= now:
            return ocsp.Status.revoked(revoked_at)
        if self._register.is_issued(self.kind, serial_number):
            return ocsp.GOOD
        return ocsp.UNKNOWN


def create_authority(kind: CertificateKind, *, now: datetime) -> StoredAuthority:
    """Make a CA: self-signed, already six years old at *now*, ten years in all."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = issuer_name(kind)
    first_day = add_years(today(now), -CA_AGE_YEARS)
    last_day = add_years(first_day, CA_YEARS) - timedelta(days=1)
    certificate = _build(
        subject=name,
        issuer=name,
        key=key.public_key(),
        signer=key,
        serial_number=1,  # Generation 01 of both real CAs has it [M].
        life=(start_of(first_day), end_of(last_day)),
        extensions=ca_extensions(kind, key.public_key()),
    )
    return StoredAuthority(
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        key=key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def open_authority(
    kind: CertificateKind, stored: StoredAuthority, register: Register
) -> CertificateAuthority:
    """Bring a kept CA to life."""
    key = serialization.load_der_private_key(
        stored.key,
        password=None,
        unsafe_skip_rsa_key_validation=True,  # It is our own key; checking is slow.
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise PKIError(f"{register.path}: expected an RSA key of the {kind} CA")
    certificate = x509.load_der_x509_certificate(stored.certificate)
    return CertificateAuthority(kind, certificate, key, register)


def _build(
    *,
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey,
    signer: rsa.RSAPrivateKey,
    serial_number: int,
    life: tuple[datetime, datetime],
    extensions: Extensions,
) -> x509.Certificate:
    not_before, not_after = life
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=serial_number,
        not_valid_before=_utc(not_before),
        not_valid_after=_utc(not_after),
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(signer, hashes.SHA256())


def _utc(moment: datetime) -> datetime:
    """Return the naive UTC that the builder's constructor stores as it is."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _whole_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
