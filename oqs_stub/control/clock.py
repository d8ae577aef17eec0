"""`/control/clock`: what time it is for the stub, and moving it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ..clock import SettableClock
from ..stub import Stub
from .body import ControlRequestError, body_of_request, moment, text


def add_clock(blueprint: Blueprint, stub: Stub) -> None:
    """Tell the time, and set it where the clock can be set."""

    @blueprint.get("/clock")
    def get_clock() -> Response:
        return jsonify(now=stub.clock.now().isoformat())

    @blueprint.put("/clock")
    def put_clock() -> Response:
        if not isinstance(stub.clock, SettableClock):
            raise ControlRequestError(
                "this stub runs by the system's clock; start it with a fixed time",
                status=409,
            )
        stub.clock.set(moment(text(body_of_request(), "now")))
        return jsonify(now=stub.clock.now().isoformat())
