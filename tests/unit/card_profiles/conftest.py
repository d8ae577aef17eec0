"""Values the tests of card_profiles share: a fixed moment, one PKI, one key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.loader import load
from card_profiles.model import Persona
from card_profiles.pki import PKI, CertificateAuthority, CertificateKind

Authorities = dict[CertificateKind, CertificateAuthority]
Issue = Callable[[Persona, CertificateKind], x509.Certificate]

NOW = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The moment at which these tests play."""
    return NOW


@pytest.fixture(scope="session")
def holder_key() -> rsa.RSAPrivateKey:
    """A key pair such as a card makes."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def made_pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a PKI that nobody changes."""
    directory = tmp_path_factory.mktemp("pki")
    PKI.open(directory, now=NOW)
    return directory


@pytest.fixture
def pki_directory(made_pki: Path, tmp_path: Path) -> Path:
    """A directory with a PKI of this test's own, made without new keys."""
    directory = tmp_path / "pki"
    directory.mkdir()
    for file in made_pki.iterdir():
        (directory / file.name).write_bytes(file.read_bytes())
    return directory


@pytest.fixture
def pki(pki_directory: Path) -> PKI:
    """A PKI of this test's own."""
    return PKI.open(pki_directory, now=NOW)


@pytest.fixture(scope="session")
def hanako() -> Persona:
    """The default persona."""
    return load("hanako", now=NOW)


@pytest.fixture
def authorities(pki: PKI) -> Authorities:
    """Both CAs by what they issue."""
    return {CertificateKind.AUTH: pki.auth, CertificateKind.SIGN: pki.sign}


@pytest.fixture
def issue(authorities: Authorities, holder_key: rsa.RSAPrivateKey) -> Issue:
    """Issue one of a persona's certificates, as personalising a card does."""

    def issue_planned(persona: Persona, kind: CertificateKind) -> x509.Certificate:
        auth = kind is CertificateKind.AUTH
        card = persona.card
        plan = card.auth_certificate if auth else card.sign_certificate
        assert plan is not None
        return authorities[kind].issue(
            holder_key.public_key(), person=persona.person, plan=plan
        )

    return issue_planned


@pytest.fixture
def issued(issue: Issue, hanako: Persona) -> dict[CertificateKind, x509.Certificate]:
    """Both certificates of Hanako's card."""
    return {kind: issue(hanako, kind) for kind in CertificateKind}


@pytest.fixture(scope="session")
def der_items() -> Callable[[bytes], list[tuple[int, bytes]]]:
    """Take apart the DER items side by side in some bytes: tag and value."""
    return _items


@pytest.fixture(scope="session")
def dn_strings() -> Callable[[bytes], list[tuple[str, int, str]]]:
    """Take apart a DER DN: OID (hex), string type and text, in order."""

    def strings(name: bytes) -> list[tuple[str, int, str]]:
        ((_, sequence),) = _items(name)
        found = []
        for _, rdn in _items(sequence):
            ((_, attribute),) = _items(rdn)
            (_, oid), (tag, text) = _items(attribute)
            found.append((oid.hex(), tag, text.decode()))
        return found

    return strings


def _items(data: bytes) -> list[tuple[int, bytes]]:
    found = []
    while data:
        tag, length, start = data[0], data[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[2:start], "big")
        found.append((tag, data[start : start + length]))
        data = data[start + length :]
    return found
