"""What these tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from card_profiles.pki import PKI
from oqs_stub.revocation import HTTPRevocation
from oqs_stub.trust import CardTrust

from .cards import Agreeing


@pytest.fixture
def offline(pki: PKI) -> CardTrust:
    return CardTrust(pki.auth.certificate, Agreeing())


@pytest.fixture
def online(pki: PKI, responder_url: str) -> Iterator[CardTrust]:
    revocation = HTTPRevocation(responder_url)
    yield CardTrust(pki.auth.certificate, revocation)
    revocation.close()
