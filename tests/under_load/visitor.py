"""Patients who register at home, one after the other, with their cards."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.drivers.html_document import PageError
from harness.drivers.html_phone import HTMLPhone
from harness.drivers.terminal_pages import TerminalClient, TerminalRefused
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.ports import AppState, TransportError

from .book import Book, Standing
from .clinic import INSTITUTION
from .steady import Steady

_PIN = "1234"
_AGAIN_SECONDS = 0.05
_STOP_SECONDS = 120.0


class Visitor(Steady):
    """A thread that makes visits while the server is there, and says what became."""

    def __init__(
        self,
        state: Path,
        base_url: Callable[[], str],
        book: Book,
        chance: random.Random,
    ) -> None:
        """*base_url* gives "" while nothing is served."""
        super().__init__("visitor", stop_seconds=_STOP_SECONDS)
        self._state = state
        self._base_url = base_url
        self._book = book
        self._chance = chance

    def _work(self) -> None:
        now = datetime.fromisoformat("2026-11-21T10:00+09:00")
        cards = VirtualCardHolder(
            CardDrawer(self._state / "cards"),
            people=lambda name: load(name, now=now),
            pki=PKI.open(self._state / "pki", now=now),
        )
        try:
            while not self._stopping.is_set():
                if not self._base_url() or not self._visit(cards):
                    self._stopping.wait(_AGAIN_SECONDS)
        finally:
            cards.close()

    def _visit(self, cards: VirtualCardHolder) -> bool:
        """Make one visit, if somebody wants one."""
        person = self._chance.choice(self._book.patients)
        wanting = (Standing.NONE, Standing.CANCELLED, Standing.UNKNOWN)
        if not self._book.turn(person, now=wanting, to=Standing.UNKNOWN):
            return False
        try:
            registered = _register(self._base_url(), cards, person)
        except (TransportError, TerminalRefused, PageError, OSError):
            return False  # The server died under it, or its database did.
        if registered:
            self._book.visits[person] += 1
            self._book.turn(person, now=(Standing.UNKNOWN,), to=Standing.REGISTERED)
        return registered


def _register(base_url: str, cards: VirtualCardHolder, person: str) -> bool:
    """The whole way from the URL to 登録完了; whether it was seen."""
    journal = Journal()
    phone = HTMLPhone.with_journal(journal, trusted_origins={base_url}, fictitious=True)
    terminal = TerminalClient.with_journal(
        journal, base_url, institution_code=INSTITUTION
    )
    try:
        web = phone.web
        web.open(terminal.url())
        web.press("同意登録をする")
        web.choose("処方箋の発行形態", "電子処方箋")
        web.press("すべて同意する")
        web.press("登録内容を確認する")
        web.press("同意内容を登録する")
        launch = web.launched()
        if launch is None:
            return False
        phone.app.start(launch)
        phone.app.enter_pin(_PIN)
        screen = phone.app.read_card(cards.present(person))
        if screen.state is AppState.CARD_READ:
            screen = phone.app.deliver()
        if screen.return_url is None:
            return False
        return web.open(screen.return_url).outcome == "registered"
    finally:
        terminal.close()
        phone.close()
