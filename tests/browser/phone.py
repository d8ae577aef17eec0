"""A phone with a real browser: pages by their labels, the app where one is launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.app.stand_in import StandInApp
from harness.drivers.virtual_card import VirtualCardHolder
from harness.ports import AppState
from oqs_stub.records import TreatmentCategory
from oqs_stub.stub import Stub
from oqs_stub.urls import reception_url

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

DENTAL = "9930000014"


class Phone:
    """What a patient and the staff do with the clinic's phone."""

    def __init__(
        self,
        context: BrowserContext,
        *,
        app: StandInApp,
        cards: VirtualCardHolder,
        stub: Stub,
        base_url: str,
    ) -> None:
        self.context = context
        self.stub = stub
        self.base_url = base_url
        self.launched = ""
        self._app = app
        self._cards = cards
        self.page: Page = context.new_page()

    def url(self, category: TreatmentCategory = TreatmentCategory.HOME_VISIT) -> str:
        """The institution's URL of that kind."""
        token = self.stub.institutions.url_token(DENTAL, category)
        return reception_url(base_url=self.base_url, category=category, token=token)

    def press(self, label: str) -> None:
        """Tap the one link or button of that text."""
        one = self.page.get_by_role("button", name=label, exact=True).or_(
            self.page.get_by_role("link", name=label, exact=True)
        )
        with self.page.expect_navigation():
            one.first.tap()

    def press_to_app(self, label: str) -> str:
        """Tap what hands over to the app; the URL by which it was launched."""
        # No program here answers to the app's scheme: Chromium gives each launch up,
        # and must have done so before the next tap, or that one is given up too.
        with self.context.expect_event("requestfailed", _is_launch) as given_up:
            self.press(label)
        self.launched = given_up.value.url
        return self.launched

    def open_menu(self) -> None:
        """Tap the three lines at the top."""
        self.page.locator("summary").tap()
        self.page.locator("details[open] summary").wait_for()

    def choose(self, group: str, option: str) -> None:
        """Tap one option of a group of choices."""
        self.page.get_by_role("group", name=group).get_by_text(option, exact=True).tap()

    def heading(self) -> str:
        """The heading of the page."""
        return self.page.locator("h1").inner_text()

    def read_card(self, persona: str, *, pin: str = "1234") -> str:
        """Let the app read the card; the URL to which it returns."""
        self._app.start(self.launched)
        self._app.enter_pin(pin)
        card = self._cards.present(persona)
        try:
            screen = self._app.read_card(card)
        finally:
            card.close()
            self._cards.remove()
        if screen.state is AppState.CARD_READ:
            screen = self._app.deliver()
        assert screen.return_url is not None, screen.message
        return screen.return_url

    def return_from_app(self, persona: str, *, pin: str = "1234") -> None:
        """Let the app read the card, and come back to the browser."""
        self.page.goto(self.read_card(persona, pin=pin))


def _is_launch(request: Request) -> bool:
    return request.url.startswith("mynabench-app:")
