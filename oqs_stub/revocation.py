"""Asking the issuer whether a certificate still stands: CRL and OCSP, over HTTP.

Both are asked, both must be signed by the issuer and be current, and either may
say no. Without two good answers nothing is believed.
"""

from __future__ import annotations

import ssl
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from .reasons import Reason
from .trust import TrustError

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 5.0
"""How long one of the two questions may take."""

_OCSP_REQUEST = {"Content-Type": "application/ocsp-request"}

CLOCK_SKEW = timedelta(minutes=1)
"""How far ahead the responder's clock may be; it answers after it is asked."""


class HTTPRevocation:
    """The responder at `<responder>/auth/crl` and `<responder>/auth/ocsp`.

    Safe to share between threads; `close` when done.
    """

    def __init__(
        self,
        responder: str,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Ask at the URL *responder*, which may be changed; by *transport* if given."""
        self.responder = responder
        self._timeout_seconds = timeout_seconds
        self._transport = transport
        self._lock = threading.Lock()
        self._made: httpx.Client | None = None

    @property
    def _client(self) -> httpx.Client:
        """Made for the first question: a stub starts sooner without."""
        import httpx

        with self._lock:
            if self._made is None:
                # The environment's proxies are for the Internet, not for our own.
                self._made = httpx.Client(
                    timeout=self._timeout_seconds,
                    transport=self._transport,
                    verify=_tls(self.responder),
                    trust_env=False,
                )
            return self._made

    def close(self) -> None:
        """Let go of the connections."""
        if self._made is not None:
            self._made.close()

    def check(
        self, certificate: x509.Certificate, *, issuer: x509.Certificate, now: datetime
    ) -> None:
        """Return when neither OCSP nor CRL says that *certificate* is revoked.

        Raises `TrustError`: revoked, never issued, or no trustworthy answer.
        """
        self._ask_ocsp(certificate, issuer, now)
        self._read_crl(certificate, issuer, now)

    def _ask_ocsp(
        self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime
    ) -> None:
        request = (
            ocsp.OCSPRequestBuilder()
            .add_certificate(certificate, issuer, hashes.SHA256())
            .build()
        )
        answer = self._fetch("ocsp", question=request.public_bytes(Encoding.DER))
        try:
            response = ocsp.load_der_ocsp_response(answer)
        except ValueError as error:
            raise _unavailable("OCSP: no DER answer") from error
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise _unavailable(f"OCSP: {response.response_status.name}")
        asked = (request.serial_number, request.issuer_key_hash)
        if (response.serial_number, response.issuer_key_hash) != asked:
            raise _unavailable("OCSP: the answer is about another certificate")
        _require_signature(
            issuer,
            response.signature,
            response.tbs_response_bytes,
            response.signature_hash_algorithm,
            what="OCSP",
        )
        _require_current(
            response.this_update_utc, response.next_update_utc, now, what="OCSP"
        )
        match response.certificate_status:
            case ocsp.OCSPCertStatus.GOOD:
                return
            case ocsp.OCSPCertStatus.REVOKED:
                raise TrustError(Reason.CERTIFICATE_REVOKED, "OCSP: revoked")
            case ocsp.OCSPCertStatus.UNKNOWN:
                raise TrustError(
                    Reason.CERTIFICATE_UNTRUSTED, "OCSP: this serial was never issued"
                )

    def _read_crl(
        self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime
    ) -> None:
        answer = self._fetch("crl")
        try:
            crl = x509.load_der_x509_crl(answer)
        except ValueError as error:
            raise _unavailable("CRL: no DER answer") from error
        if crl.issuer != issuer.subject:
            raise _unavailable("CRL: of another issuer")
        _require_signature(
            issuer,
            crl.signature,
            crl.tbs_certlist_bytes,
            crl.signature_hash_algorithm,
            what="CRL",
        )
        _require_current(crl.last_update_utc, crl.next_update_utc, now, what="CRL")
        revoked = crl.get_revoked_certificate_by_serial_number(
            certificate.serial_number
        )
        if revoked is not None:
            raise TrustError(Reason.CERTIFICATE_REVOKED, "CRL: revoked")

    def _fetch(self, what: str, *, question: bytes | None = None) -> bytes:
        import httpx

        url = f"{self.responder}/auth/{what}"
        try:
            response = self._client.request(
                "GET" if question is None else "POST",
                url,
                content=question,
                headers=None if question is None else _OCSP_REQUEST,
            )
        except httpx.HTTPError as error:
            raise _unavailable(f"{url}: {error}") from error
        if response.status_code != httpx.codes.OK:
            raise _unavailable(f"{url}: HTTP {response.status_code}")
        return response.content


def _require_signature(
    issuer: x509.Certificate,
    signature: bytes,
    signed: bytes,
    algorithm: hashes.HashAlgorithm | None,
    *,
    what: str,
) -> None:
    """The issuer itself must have signed; a delegated responder is not accepted."""
    key = issuer.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or not isinstance(
        algorithm, hashes.SHA256
    ):
        raise _unavailable(f"{what}: expected RSA with SHA-256")
    try:
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    except InvalidSignature as error:
        raise _unavailable(f"{what}: not signed by the issuer") from error


def _require_current(
    this_update: datetime, next_update: datetime | None, now: datetime, *, what: str
) -> None:
    if next_update is None or not this_update - CLOCK_SKEW <= now <= next_update:
        raise _unavailable(
            f"{what}: valid {this_update.isoformat()} to "
            f"{next_update and next_update.isoformat()}, now is {now.isoformat()}"
        )


def _tls(responder: str) -> ssl.SSLContext:
    """How to trust an https responder; for plain HTTP, reading all CAs is a waste.

    What a responder says is signed anyway. A context without CAs trusts nobody.
    """
    if responder.startswith("https:"):
        return ssl.create_default_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _unavailable(detail: str) -> TrustError:
    return TrustError(Reason.REVOCATION_UNAVAILABLE, detail)
