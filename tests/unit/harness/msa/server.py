"""A server by script for the app: what it was asked, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

URL = "http://127.0.0.1:8085"
CHALLENGE = b"a challenge of thirty-two bytes."

RESULT = {
    "result": "ok",
    "receipt": "20260410-000001",
    "registered_at": "2026-04-10T10:00:00+09:00",
    "notice": "",
    "validity": "有効",
    "records": [
        {
            "rows": [{"label": "氏名", "value": "保険　花子"}],
            "sections": [
                {
                    "title": "限度額適用認定証",
                    "rows": [{"label": "有効開始年月日", "value": "令和8年4月1日"}],
                }
            ],
        }
    ],
}

Answer = Callable[[dict[str, Any]], httpx.Response]


def ok(**values: object) -> Answer:
    return lambda body: httpx.Response(200, json={"result": "ok", **values})


def no(reason: str) -> Answer:
    document = {"result": "refused", "reason": reason, "heading": "断", "message": "否"}
    return lambda body: httpx.Response(403, json=document)


def lost(body: dict[str, Any]) -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


class Server:
    """Answers by the last part of the path; a test replaces what it wants otherwise."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.tokens: set[str] = set()
        self.answers: dict[str, Answer] = {
            "enrolments": ok(token="t0ken", institution="9930000014", name="歯科"),
            "device": ok(
                checks=["pin", "visual"],
                kinds={"YZK": "薬剤情報"},
                prescriptions={"1": "電子処方箋"},
            ),
            "visits": ok(visit="v1"),
            "passcode": ok(passcode="012345", until="2026-04-10T10:10:00+09:00"),
            "visual-check": ok(),
            "consents": ok(challenge=CHALLENGE.hex()),
            "card": lambda body: httpx.Response(201, json=RESULT),
            "result": lambda body: httpx.Response(200, json=RESULT),
        }

    def __call__(self, request: httpx.Request) -> httpx.Response:
        act = request.url.path.rpartition("/")[2]
        body = json.loads(request.content) if request.content else {}
        self.asked.append((act, body))
        self.tokens.add(request.headers.get("Authorization", ""))
        return self.answers[act](body)

    def last(self, act: str) -> dict[str, Any]:
        """What was sent last with that act."""
        return [body for name, body in self.asked if name == act][-1]
