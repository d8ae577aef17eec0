"""A phone with マイナ資格確認アプリ beside a stub that is served, outside any bench."""

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

from .app_session import TIMEOUT_SECONDS, existing_state
from .drivers.virtual_card import VirtualCardHolder
from .msa.gate import MSAGate
from .msa.keeping import KeptEnrolment
from .msa.stand_in import MSAScreen, StandInMSA
from .oqs_serve import ADDRESS
from .people import People
from .ports import BenchUnavailable
from .trace.recording_http import web_transport

PHONE = "msa"
"""Inside the state directory: what the phone keeps."""

THE_STUB = "the stub of this directory"
"""What the phone is enrolled at, whatever port that answers at today."""


class MSAPhone:
    """One phone and the drawer of virtual cards of *state_dir*.

    It talks to stubs of this machine alone: what a card gives never goes elsewhere.
    """

    def __init__(
        self, state_dir: Path, *, url: str | None, people: People, now: datetime
    ) -> None:
        """Take the phone up. Raises `BenchUnavailable` without a stub to talk to."""
        state_dir = existing_state(state_dir)
        self.server = _loopback(url or _address(state_dir))
        try:
            pki = PKI.open(state_dir / "pki", now=now)
        except PKIError as error:
            raise BenchUnavailable(str(error)) from error
        self._cards = VirtualCardHolder(
            CardDrawer(state_dir / "cards"), people=people.get, pki=pki
        )
        client = httpx.Client(
            transport=web_transport(), timeout=TIMEOUT_SECONDS, trust_env=False
        )
        self.app = StandInMSA(
            MSAGate(client, self.server),
            KeptEnrolment(state_dir / PHONE),
            server=url or THE_STUB,
        )

    def hold_card(self, persona: str) -> MSAScreen:
        """Hold that persona's card to the phone and press 「読み取り開始」."""
        card = self._cards.present(persona)
        try:
            return self.app.read_card(card)
        finally:
            card.close()
            self._cards.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.app.close()
        self._cards.close()


def _address(state_dir: Path) -> str:
    """Where the stub of that directory answers, as it says itself."""
    try:
        return (state_dir / ADDRESS).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BenchUnavailable(
            f"{state_dir} のスタブが動いていません。"
            f"先に mynabench oqs serve --data {state_dir} を始めてください"
            "（別の場所で動いているなら、--url でアドレスを指定してください）。"
        ) from error


def _loopback(url: str) -> str:
    host = urlsplit(url).hostname or ""
    try:
        own = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise BenchUnavailable(
            f"{url} はこの機械のアドレスではありません。"
            "127.0.0.1 で動いているスタブだけを相手にします。"
        )
    return url
