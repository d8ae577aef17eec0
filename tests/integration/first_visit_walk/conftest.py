"""A stub server over real HTTP, and a bench that walks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.drivers.html_phone import HTMLPhone
from harness.drivers.stub_server import StubServerDriver
from harness.drivers.terminal_pages import TerminalClient
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.trace.recording_holder import RecordingHolder
from oqs_stub.clock import SettableClock

from .walk import INSTITUTION, NOW, Bench


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walk")


@pytest.fixture(scope="module")
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture(scope="module")
def server(state: Path, clock: SettableClock) -> Iterator[StubServerDriver]:
    server = StubServerDriver(state, clock=clock, seed=1)
    yield server
    server.close()


@pytest.fixture
def bench(
    state: Path, server: StubServerDriver, clock: SettableClock
) -> Iterator[Bench]:
    clock.set(NOW)
    journal = Journal()
    cards = VirtualCardHolder(
        CardDrawer(state / "cards"),
        people=lambda name: load(name, now=NOW),
        pki=PKI.open(state / "pki", now=NOW),
    )
    phone = HTMLPhone.with_journal(
        journal, trusted_origins={server.base_url}, fictitious=True
    )
    terminal = TerminalClient.with_journal(
        journal, server.base_url, institution_code=INSTITUTION
    )
    terminal.enable_home_visit(("YZK", "SRJ", "SHJ", "TKK"))
    cards.reset_tries("hanako")
    yield Bench(
        server,
        RecordingHolder(cards, journal, fictitious=True),
        phone,
        terminal,
        journal,
    )
    terminal.close()
    phone.close()
    cards.close()
