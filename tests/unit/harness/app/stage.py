"""A launch of the app, a server that answers it, and a hand that holds the card."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import httpx

from harness.app.stand_in import StandInApp
from harness.ports import AppScreen, AppState, CardConnection

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))

SERVER = "http://127.0.0.1:8080"

RETURN = SERVER + "/zaitaku/return/s1"

NONCE = b"a challenge of thirty-two bytes."


def launch_url(**changes: str) -> str:
    values = {
        "session": "s1",
        "nonce": base64.urlsafe_b64encode(NONCE).decode().rstrip("="),
        "mode": "register",
        "gate": SERVER + "/appgate/authentications",
        "return": RETURN,
    }
    return "mynabench-app://authenticate?" + urlencode({**values, **changes})


def read(app: StandInApp, card: CardConnection) -> AppScreen:
    """Hold the card, and let the app deliver what it signed."""
    screen = app.read_card(card)
    return app.deliver() if screen.state is AppState.CARD_READ else screen


class Gate:
    """What the server answers to the app; remembers what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, str]] = []
        self.answer = httpx.Response(200, json={"result": "accepted", "return": RETURN})
        self.broken = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.broken:
            raise httpx.ConnectError("no route", request=request)
        assert str(request.url) == SERVER + "/appgate/authentications"
        self.bodies.append(json.loads(request.content))
        return self.answer
