"""Nothing is believed without two good answers of the card's CA."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from card_profiles.pki import PKI
from card_profiles.pki import ocsp as answers
from oqs_stub.reasons import Reason
from oqs_stub.revocation import HTTPRevocation
from oqs_stub.trust import CardTrust

from .cards import NONCE, Issue, Maker, planned, reason_of


class Responder:
    """A responder whose two answers a test can replace."""

    def __init__(self, pki: PKI, now: datetime) -> None:
        self.pki = pki
        self.now = now
        self.ocsp: Callable[[bytes], httpx.Response] = self.honest_ocsp
        self.crl: Callable[[], httpx.Response] = self.honest_crl

    def honest_ocsp(self, request: bytes) -> httpx.Response:
        answer = self.pki.auth.ocsp_response(request, now=self.now)
        return httpx.Response(200, content=answer)

    def honest_crl(self) -> httpx.Response:
        return httpx.Response(200, content=self.pki.auth.crl(now=self.now))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/crl"):
            return self.crl()
        return self.ocsp(request.content)

    def trust(self) -> CardTrust:
        revocation = HTTPRevocation(
            "http://responder.invalid/jpki", transport=httpx.MockTransport(self)
        )
        return CardTrust(self.pki.auth.certificate, revocation)


def strange_ocsp(pki: PKI, now: datetime) -> Callable[[bytes], httpx.Response]:
    """Answers for the right certificate, but signed by the other CA's key."""

    def answer(request: bytes) -> httpx.Response:
        good = pki.auth.ocsp_response(request, now=now)
        return httpx.Response(200, content=good[:-1] + bytes([good[-1] ^ 1]))

    return answer


def other_serial(pki: PKI, now: datetime) -> Callable[[bytes], httpx.Response]:
    """A good answer about another certificate."""

    def answer(request: bytes) -> httpx.Response:
        loaded = ocsp.load_der_ocsp_request(request)
        forged = (
            ocsp.OCSPRequestBuilder()
            .add_certificate_by_hash(
                loaded.issuer_name_hash,
                loaded.issuer_key_hash,
                508,
                hashes.SHA256(),
            )
            .build()
            .public_bytes(Encoding.DER)
        )
        return httpx.Response(200, content=pki.auth.ocsp_response(forged, now=now))

    return answer


def _saying(
    status: answers.Status, pki: PKI, request: bytes, now: datetime
) -> httpx.Response:
    """A current answer, signed by the CA, that says *status* whatever is true."""
    content = answers.respond(
        request,
        issuer=pki.auth.certificate,
        key=pki.auth._key,
        status_of=lambda _serial: status,
        now=now,
    )
    return httpx.Response(200, content=content)


def crl_under(name: x509.Name, pki: PKI, now: datetime) -> bytes:
    """An empty CRL under another name, signed by the right key."""
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name)
        .last_update(now)
        .next_update(now + timedelta(days=1))
        .sign(pki.auth._key, hashes.SHA256())
    )
    return crl.public_bytes(Encoding.DER)


@pytest.fixture
def responder(pki: PKI, now: datetime) -> Responder:
    return Responder(pki, now)


def test_a_revoked_certificate_is_refused(
    online: CardTrust, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    persona = planned(make_persona(serial=508), revoked_at=now - timedelta(days=30))
    card = issue_card(persona)

    reason = reason_of(online, card.certificate, card.sign(NONCE), now)

    assert reason is Reason.CERTIFICATE_REVOKED


def test_a_planned_revocation_does_not_count_before_its_time(
    online: CardTrust, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    persona = planned(make_persona(serial=509), revoked_at=now + timedelta(days=1))
    card = issue_card(persona)

    online.authenticate(
        certificate_der=card.certificate,
        nonce=NONCE,
        signature=card.sign(NONCE),
        now=now,
    )


def test_a_silent_responder_stops_everything(
    pki: PKI, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    card = issue_card(make_persona(serial=510))
    revocation = HTTPRevocation("http://127.0.0.1:1/jpki", timeout_seconds=0.5)
    trust = CardTrust(pki.auth.certificate, revocation)

    reason = reason_of(trust, card.certificate, card.sign(NONCE), now)
    revocation.close()

    assert reason is Reason.REVOCATION_UNAVAILABLE


def test_without_a_responder_nothing_is_believed(
    pki: PKI, issue_card: Issue, make_persona: Maker, now: datetime
) -> None:
    card = issue_card(make_persona(serial=511))
    revocation = HTTPRevocation("")

    reason = reason_of(
        CardTrust(pki.auth.certificate, revocation),
        card.certificate,
        card.sign(NONCE),
        now,
    )
    revocation.close()

    assert reason is Reason.REVOCATION_UNAVAILABLE


def test_a_serial_that_was_never_issued_is_not_trusted(
    responder: Responder,
    pki: PKI,
    issue_card: Issue,
    make_persona: Maker,
    now: datetime,
) -> None:
    card = issue_card(make_persona(serial=512))
    responder.ocsp = lambda request: _saying(answers.UNKNOWN, pki, request, now)

    reason = reason_of(responder.trust(), card.certificate, card.sign(NONCE), now)

    assert reason is Reason.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize(
    "fault",
    [
        "ocsp-garbage",
        "ocsp-error",
        "ocsp-forged",
        "ocsp-stale",
        "ocsp-other-certificate",
        "ocsp-other-ca",
        "crl-garbage",
        "crl-error",
        "crl-other-ca",
        "crl-other-name",
        "crl-forged",
        "crl-stale",
    ],
)
def test_an_answer_that_cannot_be_trusted_counts_as_none(
    responder: Responder,
    issue_card: Issue,
    make_persona: Maker,
    now: datetime,
    fault: str,
) -> None:
    card = issue_card(make_persona(serial=513))
    issue_card(make_persona(serial=508))
    pki = responder.pki
    crl = pki.auth.crl(now=now)
    late = now + timedelta(days=400)
    match fault:
        case "ocsp-garbage":
            responder.ocsp = lambda _request: httpx.Response(200, content=b"good")
        case "ocsp-error":
            responder.ocsp = lambda _request: httpx.Response(500)
        case "ocsp-forged":
            responder.ocsp = strange_ocsp(pki, now)
        case "ocsp-stale":
            responder.now = now - timedelta(days=400)
            responder.crl = lambda: httpx.Response(200, content=crl)
        case "ocsp-other-certificate":
            responder.ocsp = other_serial(pki, now)
        case "ocsp-other-ca":
            responder.ocsp = lambda request: httpx.Response(
                200, content=pki.sign.ocsp_response(request, now=now)
            )
        case "crl-garbage":
            responder.crl = lambda: httpx.Response(200, content=b"none")
        case "crl-error":
            responder.crl = lambda: httpx.Response(404)
        case "crl-other-ca":
            responder.crl = lambda: httpx.Response(200, content=pki.sign.crl(now=now))
        case "crl-other-name":
            named = crl_under(pki.sign.certificate.subject, pki, now)
            responder.crl = lambda: httpx.Response(200, content=named)
        case "crl-forged":
            forged = crl[:-1] + bytes([crl[-1] ^ 1])
            responder.crl = lambda: httpx.Response(200, content=forged)
        case "crl-stale":
            future = pki.auth.crl(now=late)
            responder.crl = lambda: httpx.Response(200, content=future)

    reason = reason_of(responder.trust(), card.certificate, card.sign(NONCE), now)

    assert reason is Reason.REVOCATION_UNAVAILABLE


def test_the_crl_alone_can_say_revoked(
    responder: Responder,
    pki: PKI,
    issue_card: Issue,
    make_persona: Maker,
    now: datetime,
) -> None:
    card = issue_card(
        planned(make_persona(serial=514), revoked_at=now - timedelta(days=1))
    )
    responder.ocsp = lambda request: _saying(answers.GOOD, pki, request, now)

    reason = reason_of(responder.trust(), card.certificate, card.sign(NONCE), now)

    assert reason is Reason.CERTIFICATE_REVOKED
