"""The clinic's phone, or laptop, without one: a browser without scripts, an app."""

from __future__ import annotations

from collections.abc import Collection

from ..app.stand_in import StandInApp
from ..journal import Journal
from ..ports import DeviceKind, PortalApp, WebPage
from ..trace.recording_http import recording_client
from .html_page import HTMLPage

PC_USER_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
    " (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)


class HTMLPhone:
    """`HTMLPage` and `StandInApp` side by side, each with connections of its own."""

    web: WebPage
    app: PortalApp

    def __init__(self, web: HTMLPage, app: StandInApp) -> None:
        self.web = web
        self.app = app
        self._owned = (web, app)

    @classmethod
    def with_journal(
        cls,
        journal: Journal,
        *,
        trusted_origins: Collection[str],
        fictitious: bool = False,
        kind: DeviceKind = DeviceKind.PHONE,
    ) -> HTMLPhone:
        """Return a phone whose HTTP traffic and screens enter *journal*.

        The app serves pages of *trusted_origins* alone. Say whether the patients'
        cards are *fictitious*: only then are their certificates recorded.
        """
        browser = recording_client(journal, fictitious=fictitious)
        if kind is DeviceKind.PC:
            browser.headers["User-Agent"] = PC_USER_AGENT
        web = HTMLPage(browser, journal=journal)
        app = StandInApp(
            recording_client(journal, fictitious=fictitious),
            trusted_origins=trusted_origins,
        )
        return cls(web, app)

    def close(self) -> None:
        """Close both connections."""
        for part in self._owned:
            part.close()
