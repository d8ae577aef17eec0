"""The clinic's phone without a phone: a browser without scripts, and the app."""

from __future__ import annotations

from collections.abc import Collection

from ..app.stand_in import StandInApp
from ..journal import Journal
from ..ports import PortalApp, WebPage
from ..trace.recording_http import recording_client
from .html_page import HTMLPage


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
    ) -> HTMLPhone:
        """Return a phone whose HTTP traffic and screens enter *journal*.

        The app serves pages of *trusted_origins* alone. Say whether the patients'
        cards are *fictitious*: only then are their certificates recorded.
        """
        web = HTMLPage(
            recording_client(journal, fictitious=fictitious), journal=journal
        )
        app = StandInApp(
            recording_client(journal, fictitious=fictitious),
            trusted_origins=trusted_origins,
        )
        return cls(web, app)

    def close(self) -> None:
        """Close both connections."""
        for part in self._owned:
            part.close()
