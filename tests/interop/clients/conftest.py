"""What the tests of the registries' clients share: desks, clients, people's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.model import Persona

from ..card_values import secrets_of
from ..conftest import Shelf, hand_over
from ..desk import Desk
from ..packages import require
from .client import Client
from .crates import Crate
from .crates import require as require_crate

UseClient = Callable[[Crate, Desk], Client]


@pytest.fixture(scope="session")
def use_client() -> UseClient:
    """Take a client to a desk; the test is skipped where it cannot be built."""

    def use(crate: Crate, desk: Desk) -> Client:
        return Client(crate, require_crate(crate), desk)

    return use


@pytest.fixture
def long_address_desk(
    shelf: Shelf, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """The card of Chika, whose 四情報 need the long form of their length."""
    require()
    with shelf.take("chika") as stored, Desk(stored) as desk:
        hand_over(desk, tmp_path, request)
        yield desk


PersonAt = Callable[[Desk], Persona]


@pytest.fixture(scope="session")
def person_at(shelf: Shelf) -> PersonAt:
    """Tell whose card is at a desk."""
    return lambda desk: load(desk.stored.image.persona, now=shelf.now)


SecretsAt = Callable[[Desk], dict[str, str]]


@pytest.fixture(scope="session")
def secrets_at(person_at: PersonAt) -> SecretsAt:
    """Tell what a person at a desk would type."""

    def secrets(desk: Desk) -> dict[str, str]:
        known = secrets_of(person_at(desk))
        return {name: secret.decode() for name, secret in known.items()}

    return secrets
