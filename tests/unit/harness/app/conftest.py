"""The app stand-in before a server by script, and virtual cards to hold to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.app.stand_in import StandInApp
from harness.drivers.virtual_card import VirtualCardHolder
from harness.ports import CardConnection

from .stage import NOW, SERVER, Gate


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="module")
def holder(home: Path) -> Iterator[VirtualCardHolder]:
    pki = PKI.open(home / "pki", now=NOW)
    holder = VirtualCardHolder(
        CardDrawer(home / "cards"), people=lambda name: load(name, now=NOW), pki=pki
    )
    yield holder
    holder.close()


@pytest.fixture
def card(holder: VirtualCardHolder) -> CardConnection:
    holder.reset_tries("hanako")
    return holder.present("hanako")


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def app(gate: Gate) -> StandInApp:
    client = httpx.Client(transport=httpx.MockTransport(gate))
    return StandInApp(client, trusted_origins={SERVER})
