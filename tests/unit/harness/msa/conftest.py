"""The app before a server by script, and virtual cards to hold to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from card_profiles.dates import JST
from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.drivers.virtual_card import VirtualCardHolder
from harness.msa.gate import MSAGate
from harness.msa.keeping import KeptEnrolment
from harness.msa.stand_in import StandInMSA

from .server import URL, Server

NOW = datetime(2026, 4, 10, 10, 0, tzinfo=JST)


@pytest.fixture(scope="module")
def holder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualCardHolder]:
    home = tmp_path_factory.mktemp("cards")
    holder = VirtualCardHolder(
        CardDrawer(home / "cards"),
        people=lambda name: load(name, now=NOW),
        pki=PKI.open(home / "pki", now=NOW),
    )
    yield holder
    holder.close()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def kept(tmp_path: Path) -> KeptEnrolment:
    return KeptEnrolment(tmp_path / "phone")


@pytest.fixture
def app(server: Server, kept: KeptEnrolment) -> StandInMSA:
    """A phone that is enrolled."""
    app = StandInMSA(
        MSAGate(httpx.Client(transport=httpx.MockTransport(server)), URL), kept
    )
    app.enrol(
        institution="9930000014", user="viewer", password="p", code="c", device="d"
    )
    return app
