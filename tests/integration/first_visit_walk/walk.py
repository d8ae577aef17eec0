"""The layers of a first visit, and the stretches of its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from harness.drivers.control_http import HTTPControl
from harness.drivers.html_phone import HTMLPhone
from harness.drivers.stub_server import StubServerDriver
from harness.drivers.terminal_pages import TerminalClient
from harness.journal import Journal
from harness.ports import AppScreen, AppState, CardHolder, Screen

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))

INSTITUTION = "9930000014"

HOME_VISIT, ONLINE = "訪問診療等", "オンライン診療等"


@dataclass
class Bench:
    """The layers of one walk."""

    server: StubServerDriver
    cards: CardHolder
    phone: HTMLPhone
    terminal: TerminalClient
    journal: Journal

    def consent(self, *, agree_to_all: bool = True) -> Screen:
        """Go from the top page to the review page."""
        web = self.phone.web
        web.open(self.terminal.url(HOME_VISIT))
        web.press("同意登録をする")
        web.choose("処方箋の発行形態", "電子処方箋")
        if agree_to_all:
            web.press("すべて同意する")
        return web.press("登録内容を確認する")

    def hand_over(self) -> AppScreen:
        """Confirm, and let the app take over."""
        self.phone.web.press("同意内容を登録する")
        launch = self.phone.web.launched()
        assert launch is not None, self.phone.web.screen().text
        return self.phone.app.start(launch)

    def hold_card(self, persona: str) -> AppScreen:
        """Hold a card, the PIN being entered."""
        screen = self.phone.app.read_card(self.cards.present(persona))
        return (
            self.phone.app.deliver() if screen.state is AppState.CARD_READ else screen
        )

    def authenticate(self, persona: str, pin: str = "1234") -> AppScreen:
        """Enter the PIN and hold the card."""
        self.hand_over()
        self.phone.app.enter_pin(pin)
        return self.hold_card(persona)

    def back(self, app: AppScreen) -> Screen:
        """Return to the browser."""
        assert app.return_url is not None
        return self.phone.web.open(app.return_url)


def consents(bench: Bench) -> list[dict[str, object]]:
    assert isinstance(bench.server.control, HTTPControl)
    return [dict(row) for row in bench.server.control.consents()]
