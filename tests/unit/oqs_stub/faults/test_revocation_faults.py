"""The CA's responder in trouble: whoever asks it must not believe the card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient

from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.reasons import Reason, RefusedError
from oqs_stub.revocation import HTTPRevocation
from oqs_stub.stub import Stub


def _asked_through(web: FlaskClient) -> HTTPRevocation:
    def handle(request: httpx.Request) -> httpx.Response:
        answer = web.open(request.url.path, method=request.method, data=request.content)
        return httpx.Response(answer.status_code, content=answer.data)

    return HTTPRevocation(
        "http://responder.invalid/jpki", transport=httpx.MockTransport(handle)
    )


@pytest.fixture
def check(
    web: FlaskClient,
    stub: Stub,
    pki: PKI,
    now: datetime,
    make_persona: Callable[..., Persona],
) -> Callable[[], None]:
    """Ask the stub's own responder about a certificate that stands."""
    persona = make_persona("responder", serial=4711)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = pki.auth.issue(
        key.public_key(), person=persona.person, plan=persona.card.auth_certificate
    )

    def ask() -> None:
        revocation = _asked_through(web)
        try:
            revocation.check(certificate, issuer=pki.auth.certificate, now=now)
        finally:
            revocation.close()

    return ask


@pytest.mark.parametrize(
    ("fault", "reason", "told"),
    [
        ("revocation-down", Reason.REVOCATION_UNAVAILABLE, "HTTP 503"),
        ("revocation-down:which=crl", Reason.REVOCATION_UNAVAILABLE, "crl: HTTP 503"),
        ("revocation-stale:which=ocsp", Reason.REVOCATION_UNAVAILABLE, "OCSP: valid"),
        ("revocation-stale:which=crl", Reason.REVOCATION_UNAVAILABLE, "CRL: valid"),
        ("revocation-forged:which=ocsp", Reason.REVOCATION_UNAVAILABLE, "OCSP: not si"),
        ("revocation-forged:which=crl", Reason.REVOCATION_UNAVAILABLE, "CRL: not sign"),
        ("revocation-unknown", Reason.CERTIFICATE_UNTRUSTED, "never issued"),
    ],
)
def test_a_responder_in_trouble_is_not_believed(
    check: Callable[[], None], stub: Stub, fault: str, reason: Reason, told: str
) -> None:
    stub.faults.arm(fault)

    with pytest.raises(RefusedError, match=told) as caught:
        check()

    assert caught.value.reason is reason
    entries = [one for one in stub.ledger.entries() if one.face == "fault"]
    assert [one.action for one in entries] == [fault.partition(":")[0]]


def test_a_slow_responder_is_believed_in_the_end(
    check: Callable[[], None], stub: Stub
) -> None:
    stub.faults.arm("revocation-slow:seconds=0.01,times=1")

    check()

    assert stub.faults.all()[0].happened == 1


def test_without_a_fault_the_certificate_stands(check: Callable[[], None]) -> None:
    check()
