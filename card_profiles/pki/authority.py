"""A test CA of the JPKI's shape: issues, revokes, and answers about revocation.

Opening one must be quick, so what takes time to load (certificates, keys, the library
for both) is loaded by the first method that needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ..model import CertificatePlan, Person
from .kinds import CertificateKind
from .register import PKIError, Register
from .substitution import DEFAULT, Substitution

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa

    from . import ocsp

_VALIDITY = re.compile(rb"\x30\x1e\x17\x0d([0-9]{12})Z\x17\x0d([0-9]{12})Z")
"""The field `validity` of a certificate, in UTCTime."""


@dataclass(frozen=True)  # With a dictionary, for `cached_property`.
class CertificateAuthority:
    """One of the two CAs. Get it from `PKI.open`."""

    kind: CertificateKind
    certificate_der: bytes
    _key_der: bytes = field(repr=False)
    _register: Register

    @cached_property
    def certificate(self) -> x509.Certificate:
        """The CA's own certificate."""
        from cryptography.x509 import load_der_x509_certificate

        return load_der_x509_certificate(self.certificate_der)

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.serialization import load_der_private_key

        key = load_der_private_key(
            self._key_der,
            password=None,
            unsafe_skip_rsa_key_validation=True,  # It is our own key; checking is slow.
        )
        if not isinstance(key, rsa.RSAPrivateKey):
            raise PKIError(
                f"{self._register.path}: expected an RSA key of the {self.kind} CA"
            )
        return key

    @property
    def life(self) -> tuple[datetime, datetime]:
        """The first and the last moment of the CA's certificate."""
        found = _VALIDITY.search(self.certificate_der)
        if found is None:  # From 2050 on the field is written in another form.
            certificate = self.certificate
            return certificate.not_valid_before_utc, certificate.not_valid_after_utc
        return _utc_time(found[1]), _utc_time(found[2])

    def issue(
        self,
        public_key: rsa.RSAPublicKey,
        *,
        person: Person,
        plan: CertificatePlan,
        substitution: Substitution = DEFAULT,
    ) -> x509.Certificate:
        """Issue the planned certificate for *public_key*; its serial is on record.

        Issuing a plan again (a card personalised anew) is allowed, and takes back an
        earlier revocation that is not planned. Whoever issues also calls `revoke`
        where the plan says so.
        """
        from .issuing import holder_certificate

        certificate = holder_certificate(
            self.kind,
            public_key,
            issuer=self.certificate,
            signer=self._key,
            person=person,
            plan=plan,
            substitution=substitution,
        )
        self._register.record_issued(
            self.kind, plan.serial_number, in_force=plan.revoked_at is None
        )
        return certificate

    def record_renewal(self, serial_number: int, *, earlier: int) -> None:
        """Note that *serial_number* goes to the holder of *earlier*.

        Relying parties that know a holder by serial number learn of the new one this
        way (新旧の発行番号の紐付け). Durable when this returns.
        """
        self._require_issued(earlier)
        self._register.record_renewed(self.kind, serial_number, earlier=earlier)

    def earlier_serial_numbers(self, serial_number: int) -> tuple[int, ...]:
        """Return what the holder's earlier certificates were, the latest first."""
        return self._register.earlier(self.kind, serial_number)

    def revoke(self, serial_number: int, *, at: datetime) -> None:
        """Revoke what was issued under *serial_number* from the moment *at* on.

        Durable when this returns. Of two revocations the earlier stands.
        """
        self._require_issued(serial_number)
        self._register.record_revoked(self.kind, serial_number, at=at)

    def reinstate(self, serial_number: int) -> None:
        """Lift the revocation of *serial_number*: its suspension is over.

        Durable when this returns. Nothing happens where it is in force.
        """
        self._require_issued(serial_number)
        self._register.record_issued(self.kind, serial_number, in_force=True)

    def revoked(self) -> dict[int, datetime]:
        """Return every revocation, past and planned, by serial number."""
        return self._register.revoked(self.kind)

    def crl(self, *, now: datetime) -> bytes:
        """Return the complete CRL as of *now*, DER; planned revocations are not in it.

        One list serves the whole CA, whatever part a distribution point names.
        """
        from .issuing import revocation_list

        return revocation_list(
            self.revoked(), issuer=self.certificate, signer=self._key, now=now
        )

    def ocsp_response(
        self, request_der: bytes, *, now: datetime, knows_nothing: bool = False
    ) -> bytes:
        """Return the DER answer to one OCSP request: good, revoked or unknown.

        Unknown is what this CA never issued, or everything, for a responder that
        *knows_nothing*. A request about another CA is
        unauthorized; one that cannot be read, or asks for several certificates
        at once, is malformed. Never raises for bad requests.
        """
        from . import ocsp

        return ocsp.respond(
            request_der,
            issuer=self.certificate,
            key=self._key,
            status_of=lambda serial: (
                ocsp.UNKNOWN if knows_nothing else self._status(serial, now=now)
            ),
            now=now.astimezone(UTC).replace(microsecond=0),
        )

    def _require_issued(self, serial_number: int) -> None:
        if not self._register.is_issued(self.kind, serial_number):
            raise PKIError(
                f"expected a serial number issued by the {self.kind} CA, "
                f"got {serial_number:x}"
            )

    def _status(self, serial_number: int, *, now: datetime) -> ocsp.Status:
        from . import ocsp

        revoked_at = self.revoked().get(serial_number)
        if revoked_at is not None and revoked_at <= now:
            return ocsp.Status.revoked(revoked_at)
        if self._register.is_issued(self.kind, serial_number):
            return ocsp.GOOD
        return ocsp.UNKNOWN


def _utc_time(digits: bytes) -> datetime:
    """Return what twelve digits YYMMDDhhmmss of this century mean."""
    year, *rest = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    month, day, hour, minute, second = rest
    return datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
