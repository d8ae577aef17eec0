"""`/control/clock`: what time it is for the stub, and moving it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ..clock import SettableClock
from ..clock.travelling import TravellingClock
from ..stub import Stub
from .body import ControlRequestError, body_of_request, moment


def add_clock(blueprint: Blueprint, stub: Stub) -> None:
    """Tell the time, travel in it, and come back to the machine's own."""

    @blueprint.get("/clock")
    def get_clock() -> Response:
        return _told()

    @blueprint.put("/clock")
    def put_clock() -> Response:
        body = body_of_request()
        now = moment(body, "now")
        if not isinstance(stub.clock, SettableClock | TravellingClock):
            raise ControlRequestError(
                "このスタブの時計は動かせません。", code="clock-fixed", status=409
            )
        stub.changes.require_reachable(now, back=body.get("back") is True)
        stub.clock.set(now)
        return _told()

    @blueprint.delete("/clock")
    def delete_clock() -> Response:
        if not isinstance(stub.clock, TravellingClock):
            raise ControlRequestError(
                "このスタブは、決めた時刻（--now）で止まっています。--now なしで"
                "始めた時計だけが元に戻せます。",
                code="clock-fixed",
                status=409,
            )
        stub.clock.come_home()
        return _told()

    def _told() -> Response:
        ahead = getattr(stub.clock, "ahead", None)
        return jsonify(
            now=stub.clock.now().isoformat(),
            ahead_seconds=None if ahead is None else ahead.total_seconds(),
        )
