"""`/control/reception`: how マイナ在宅受付Web fares, and switching that."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, jsonify

from ..stub import Stub
from ..web_condition import Condition
from .body import ControlRequestError, body_of_request, moment, word

_FIELDS = frozenset({"condition", "since", "until"})


def add_reception(blueprint: Blueprint, stub: Stub) -> None:
    """Tell the condition of the patient's pages, and change it."""

    @blueprint.get("/reception")
    def get_condition() -> Response:
        return jsonify(condition=stub.web_condition.at(stub.clock.now()))

    @blueprint.put("/reception")
    def put_condition() -> Response:
        body = body_of_request()
        unknown = sorted(set(body) - _FIELDS)
        if unknown:
            raise ControlRequestError(
                f"{', '.join(unknown)} という項目はありません"
                f"（{', '.join(sorted(_FIELDS))}）。"
            )
        stub.web_condition.set(
            word(Condition, "condition", body.get("condition")),
            since=_moment(body, "since"),
            until=_moment(body, "until"),
        )
        return get_condition()


def _moment(body: dict[str, object], name: str) -> datetime | None:
    return moment(body, name) if name in body else None
