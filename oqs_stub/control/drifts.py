"""`/control/drifts`: how messages are written, where editions and producers differ."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ..messages.drift import DRIFTS
from ..stub import Stub
from .body import body_of_request, invalid


def add_drifts(blueprint: Blueprint, stub: Stub) -> None:
    """Tell which drifts there are and which are on, and switch them."""

    @blueprint.get("/drifts")
    def drifts() -> Response:
        return _told()

    @blueprint.put("/drifts")
    def put_drifts() -> Response:
        names = body_of_request().get("on")
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            raise invalid("on", ' ["shuffled"] のような、文字列の配列', names)
        stub.drifting.set(names)
        return _told()

    def _told() -> Response:
        return jsonify(
            on=stub.drifting.names(),
            known=[
                {
                    "name": one.name,
                    "title": one.title,
                    "summary": one.summary,
                    "in_json": one.in_json.told,
                    "applies_to_json": one.in_json.applies,
                }
                for one in DRIFTS.values()
            ],
        )
