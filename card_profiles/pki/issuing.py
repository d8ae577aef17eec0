"""What a CA signs: its own certificate, those of holders, and revocation lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..dates import add_years, end_of, start_of, today
from ..model import CertificatePlan, Person
from .kinds import CA_AGE_YEARS, CA_YEARS, CRL_LIFE, KEY_BITS, CertificateKind
from .profile import (
    Extensions,
    ca_extensions,
    holder_extensions,
    issuer_name,
    subject_name,
)
from .register import StoredAuthority
from .subject import common_name
from .substitution import Substitution


def holder_certificate(
    kind: CertificateKind,
    public_key: rsa.RSAPublicKey,
    *,
    issuer: x509.Certificate,
    signer: rsa.RSAPrivateKey,
    person: Person,
    plan: CertificatePlan,
    substitution: Substitution,
) -> x509.Certificate:
    """Return the planned certificate of *person* for *public_key*."""
    subject = subject_name(
        kind,
        person,
        common_name(
            kind,
            serial_number=plan.serial_number,
            municipality_code=person.municipality_code,
        ),
        form=plan.form,
    )
    extensions = holder_extensions(
        kind,
        person,
        key=public_key,
        issuer=issuer,
        plan=plan,
        substitution=substitution,
    )
    return _build(
        subject=subject,
        issuer=issuer.subject,
        key=public_key,
        signer=signer,
        serial_number=plan.serial_number,
        life=(plan.issued_at, plan.expires_at),
        extensions=extensions,
    )


def revocation_list(
    revoked: Mapping[int, datetime],
    *,
    issuer: x509.Certificate,
    signer: rsa.RSAPrivateKey,
    now: datetime,
) -> bytes:
    """Return the complete CRL as of *now*, DER, without revocations still to come."""
    issued_at = now.astimezone(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(issued_at)
        .next_update(issued_at + CRL_LIFE)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for serial_number, at in revoked.items():
        if at <= now:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial_number)
                .revocation_date(at)
                .build()
            )
    crl = builder.sign(signer, hashes.SHA256())
    return crl.public_bytes(serialization.Encoding.DER)


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
