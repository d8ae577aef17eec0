"""A patient whose card is being checked while the database is away for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.drivers.html_phone import HTMLPhone
from harness.drivers.terminal_pages import TerminalClient
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.ports import AppScreen, AppState
from harness.trace.recording_http import recording_client
from oqs_stub.server import StubServer
from tests.postgresql_server import PostgreSQLServer

from .serving import DENTIST, NOON, serving

WAIT = 120.0
"""A server that died under somebody's request comes back within it."""

PIN = "1234"
PATIENT = "hanako"


@pytest.fixture
def served(url: str, tmp_path: Path) -> Iterator[StubServer]:
    with serving(url, tmp_path / "state") as server:
        yield server


@pytest.fixture
def cards(served: StubServer) -> Iterator[VirtualCardHolder]:
    state = served.stub.config.state_dir
    cards = VirtualCardHolder(
        CardDrawer(state / "cards"),
        people=lambda name: load(name, now=NOON),
        pki=PKI.open(state / "pki", now=NOON),
    )
    yield cards
    cards.close()


@pytest.fixture
def phone(served: StubServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTMLPhone]:
    """A patient phone on which everything is chosen and confirmed."""
    patient = partial(recording_client, timeout=WAIT)
    for driver in ("html_phone", "terminal_pages"):
        monkeypatch.setattr(f"harness.drivers.{driver}.recording_client", patient)
    journal = Journal()
    terminal = TerminalClient.with_journal(
        journal, served.base_url, institution_code=DENTIST
    )
    terminal.enable_home_visit(("YZK", "SRJ", "SHJ", "TKK"))
    phone = HTMLPhone.with_journal(
        journal, trusted_origins={served.base_url}, fictitious=True
    )
    web = phone.web
    web.open(terminal.url())
    web.press("同意登録をする")
    web.choose("処方箋の発行形態", "電子処方箋")
    web.press("すべて同意する")
    web.press("登録内容を確認する")
    web.press("同意内容を登録する")
    terminal.close()
    yield phone
    phone.close()


def read(phone: HTMLPhone, cards: VirtualCardHolder) -> AppScreen:
    """Let the app read the card and deliver what it says."""
    launch = phone.web.launched()
    assert launch is not None
    phone.app.start(launch)
    phone.app.enter_pin(PIN)
    screen = phone.app.read_card(cards.present(PATIENT))
    assert screen.state is AppState.CARD_READ
    return phone.app.deliver()


@pytest.mark.parametrize(
    ("back", "told", "again"),
    [
        pytest.param(
            True,
            (503, "revocation_unavailable"),
            ("確認画面に戻る", "同意内容を登録する"),
            id="noted as a refusal",
        ),
        pytest.param(
            False,
            (200, None),
            ("マイナポータルアプリを開く",),
            id="too long to be noted",
        ),
    ],
)
def test_whoever_meets_a_short_outage_tries_again_where_he_was(
    server: PostgreSQLServer,
    served: StubServer,
    phone: HTMLPhone,
    cards: VirtualCardHolder,
    monkeypatch: pytest.MonkeyPatch,
    *,
    back: bool,
    told: tuple[int, str | None],
    again: tuple[str, ...],
) -> None:
    revocation = served.stub.revocation
    check = revocation.check

    def check_during_outage(
        certificate: x509.Certificate, *, issuer: x509.Certificate, now: datetime
    ) -> None:
        server.kill()
        try:
            check(certificate, issuer=issuer, now=now)
        finally:
            if back:
                server.start()

    try:
        with monkeypatch.context() as outage:
            outage.setattr(revocation, "check", check_during_outage)
            refused = read(phone, cards)
    finally:
        if not back:
            server.start()

    web = phone.web
    page = web.open(refused.return_url or "")
    for button in again:
        web.press(button)
    done = read(phone, cards)

    assert refused.state is AppState.REFUSED
    assert (page.status, page.reason) == told
    assert web.open(done.return_url or "").outcome == "registered"
    assert len(served.stub.consents.everything()) == 1
