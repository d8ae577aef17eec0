"""Cards and the reasons they are refused for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import pytest
from cryptography import x509

from card_profiles.model import CertificatePlan, Persona
from oqs_stub.reasons import Reason
from oqs_stub.trust import CardTrust, TrustError

NONCE = bytes(range(32))
Maker = Callable[..., Persona]


class Card(Protocol):
    """The fixture's card, as these tests use it."""

    @property
    def certificate(self) -> bytes: ...
    def sign(self, nonce: bytes) -> bytes: ...


Issue = Callable[[Persona], Card]


class Agreeing:
    """A responder nobody has to ask."""

    def check(
        self, certificate: x509.Certificate, *, issuer: x509.Certificate, now: datetime
    ) -> None:
        """Every certificate stands."""


def reason_of(
    trust: CardTrust, certificate: bytes, signature: bytes, now: datetime
) -> Reason:
    with pytest.raises(TrustError) as caught:
        trust.authenticate(
            certificate_der=certificate, nonce=NONCE, signature=signature, now=now
        )
    return caught.value.reason


def planned(persona: Persona, **changes: object) -> Persona:
    plan: CertificatePlan = replace(persona.card.auth_certificate, **changes)  # type: ignore[arg-type]  # a table of fields
    return replace(persona, card=replace(persona.card, auth_certificate=plan))
