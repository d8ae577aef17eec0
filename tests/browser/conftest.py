"""A stub over real HTTP, a real browser in phone emulation, the app, and cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from card_profiles.loader import load_all
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.app.stand_in import StandInApp
from harness.drivers.virtual_card import VirtualCardHolder
from oqs_stub.clock import SettableClock
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub, StubConfig

from . import chromium
from .phone import Phone

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
DENTAL = "9930000014"
SECONDS = 60  # For any one thing, on a machine with more to do than this.
MILLISECONDS = SECONDS * 1000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each has a context of its own."""
    found = chromium.require()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found), timeout=MILLISECONDS
        )
        yield browser
        browser.close()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are slow to make: one state directory, its people and cards for all."""
    return tmp_path_factory.mktemp("browser-state")


@pytest.fixture
def stub(
    browser: Browser, state: Path, clock: SettableClock, tmp_path: Path
) -> Iterator[Stub]:
    """A stub whose dental clinic has everything switched on, served on loopback."""
    database = f"sqlite:///{tmp_path / 'oqs.sqlite3'}"
    config = StubConfig(
        state_dir=state,
        folder=tmp_path / "folder",
        database=database,
        clock=clock,
        people=load_all(now=NOW),
    )
    stub = Stub(config, pki=PKI.open(state / "pki", now=NOW))
    stub.institutions.change_settings(
        DENTAL,
        Settings(home_visit=True, online=True, consent_kinds=frozenset(ConsentKind)),
    )
    stub.institutions.apply_pending(DENTAL)
    yield stub
    stub.close()


@pytest.fixture
def base_url(stub: Stub) -> Iterator[str]:
    with StubServer(stub) as server:
        yield server.base_url


@pytest.fixture
def cards(state: Path) -> Iterator[VirtualCardHolder]:
    people = {persona.name: persona for persona in load_all(now=NOW)}
    holder = VirtualCardHolder(
        CardDrawer(state / "cards"),
        people=lambda name: people[name],
        pki=PKI.open(state / "pki", now=NOW),
    )
    yield holder
    holder.close()


@pytest.fixture
def phone(
    browser: Browser, stub: Stub, base_url: str, cards: VirtualCardHolder
) -> Iterator[Phone]:
    """A Pixel-like phone: the browser, the app beside it, and cards to hold to it."""
    app = StandInApp(httpx.Client(timeout=SECONDS), trusted_origins={base_url})
    context = browser.new_context(
        viewport={"width": 412, "height": 839},
        device_scale_factor=2.625,
        is_mobile=True,
        has_touch=True,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        user_agent=(
            "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36"
            " (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
        ),
    )
    context.set_default_timeout(MILLISECONDS)
    yield Phone(context, app=app, cards=cards, stub=stub, base_url=base_url)
    context.close()
    app.close()
