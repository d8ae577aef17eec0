"""One citizen's card, and real test CAs to renew its certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from emulator.issuing.key_generation import KeyGenerator

from .office import NOW, Office


@pytest.fixture(scope="module")
def real_pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    return PKI.open(tmp_path_factory.mktemp("renewal") / "pki", now=NOW)


@pytest.fixture(scope="module")
def fresh_keys() -> Callable[[], rsa.RSAPrivateKey]:
    """Sixteen keys in turn: as many as four cards or renewals never see twice."""

    def take() -> Iterator[rsa.RSAPrivateKey]:
        with KeyGenerator() as generator:
            generator.expect(16)
            keys = [generator() for _ in range(16)]
        while True:
            yield from keys

    keys = take()
    return lambda: next(keys)


@pytest.fixture
def office(
    tmp_path: Path, real_pki: PKI, fresh_keys: Callable[[], rsa.RSAPrivateKey]
) -> Office:
    drawer = CardDrawer(tmp_path / "cards", key_source=fresh_keys)
    persona = replace(load("hanako", now=NOW), name=f"citizen-{tmp_path.name[-4:]}")
    plan = persona.card
    assert plan.sign_certificate is not None
    number = crc32(tmp_path.name.encode())  # The CAs are the same for every test.
    persona = replace(
        persona,
        card=replace(
            plan,
            auth_certificate=replace(plan.auth_certificate, serial_number=number),
            sign_certificate=replace(plan.sign_certificate, serial_number=number + 1),
        ),
    )
    return Office(drawer, persona, real_pki, fresh_keys)
