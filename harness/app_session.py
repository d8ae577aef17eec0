"""The app stand-in with a drawer of virtual cards, outside any bench."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from card_profiles.pki import PKI, PKIError
from emulator.drawer.store import CardDrawer

from .app.launch import parse_launch
from .app.stand_in import StandInApp
from .drivers.virtual_card import VirtualCardHolder
from .people import People
from .ports import AppScreen, AppState, BenchUnavailable
from .trace.recording_http import web_transport

TIMEOUT_SECONDS = 30.0


class AppSession:
    """One use of the app: started by a launch URL, with a card of *state_dir*.

    Serves pages of this machine, and those of the `--public-url` that the stub of the
    same directory was given, alone: what the card signs never goes elsewhere.
    """

    def __init__(
        self, launch_url: str, state_dir: Path, *, people: People, now: datetime
    ) -> None:
        """Take over *launch_url*. Raises `BenchUnavailable` for unusable state."""
        state_dir = existing_state(state_dir)
        try:
            pki = PKI.open(state_dir / "pki", now=now)
        except PKIError as error:
            raise BenchUnavailable(str(error)) from error
        self._cards = VirtualCardHolder(
            CardDrawer(state_dir / "cards"), people=people.get, pki=pki
        )
        self._app = StandInApp(
            httpx.Client(transport=web_transport(), timeout=TIMEOUT_SECONDS),
            trusted_origins=_known_origins(launch_url, state_dir),
        )
        self.screen = self._app.start(launch_url)

    def authenticate(self, persona: str, pin: str) -> AppScreen:
        """Enter the PIN, hold the persona's card, and deliver what it signed."""
        self._app.enter_pin(pin)
        card = self._cards.present(persona)
        try:
            screen = self._app.read_card(card)
        finally:
            card.close()
            self._cards.remove()
        if screen.state is AppState.CARD_READ:
            screen = self._app.deliver()
        self.screen = screen
        return screen

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._app.close()
        self._cards.close()


def existing_state(directory: Path) -> Path:
    """Return *directory* if a stub's CAs are kept there; touches nothing.

    New CAs would make cards that no stub trusts: raises `BenchUnavailable` instead.
    """
    if not any((directory / "pki").glob("*")):
        raise BenchUnavailable(
            f"{directory} にスタブの認証局（pki）がありません。"
            "oqs serve の --data と同じディレクトリーを --data に指定してください。"
        )
    return directory


def _known_origins(launch_url: str, state_dir: Path) -> frozenset[str]:
    """The page's own if it is this machine's, and that of the stub that runs there."""
    try:
        launch = parse_launch(launch_url)
    except ValueError:  # A launch that cannot be read is refused by the app itself.
        return frozenset()
    if _is_this_machine(urlsplit(launch.gate).hostname or ""):
        return frozenset({launch.gate})
    from .oqs_serve import PUBLIC_ADDRESS  # Loads the whole stub.

    try:
        return frozenset({(state_dir / PUBLIC_ADDRESS).read_text("utf-8").strip()})
    except FileNotFoundError:
        return frozenset()


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # A name.
        return False
