"""What the armed faults do to web requests: unreachable, slow, busy, broken off."""

from __future__ import annotations

import time
from typing import NamedTuple

from flask import Flask, Response, g, request

from ..faults import LONGEST_HELD, Face, Faults, Happening, Occasion
from ..reasons import Reason, RefusedError
from ..stub import Stub
from .face_occasions import occasion_of_request

_LINE = ("slow", "broken-off", "connection-error", "outage")
_BUSY = "congestion"  # Of the 電子証明書 check, which only an app asks for.
_KINDS = (*_LINE, _BUSY)
_OWN_SCREENS = frozenset(
    f"terminal.{screen}"
    for screen in ("start", "login_form", "login", "logout", "menu", "reboot", "line")
)
"""What the terminal shows by itself, so that the line check can tell of an outage."""


def any_line_fault(faults: Faults) -> bool:
    """Whether a fault is armed that a program on the closed network can meet."""
    return faults.any_armed(_LINE)


class Met(NamedTuple):
    """What becomes of the answer to a request that met faults."""

    broken_off: bool = False
    refusal: RefusedError | None = None  # To be said in the face's own form.


def meet_faults(faults: Faults, occasion: Occasion) -> Met:
    """Let *occasion* meet what is armed; a slow one comes back late."""
    apps = (Face.APPGATE, Face.APP)
    broken_off = False
    for happening in faults.meet(occasion, _KINDS if occasion.face in apps else _LINE):
        if faults.tell(happening, _what(happening)):
            try:
                broken_off |= _do(happening)
            except RefusedError as refusal:
                return Met(broken_off, refusal)
    return Met(broken_off)


def add_face_faults(app: Flask, stub: Stub) -> None:
    """Let requests of every face of the pages meet the faults.

    Each says in its own form that it cannot be reached (`RefusedError`).
    """

    @app.before_request
    def upset() -> None:
        if request.endpoint in _OWN_SCREENS or not stub.faults.any_armed(_KINDS):
            return
        occasion = occasion_of_request(stub)
        if occasion is not None:
            met = meet_faults(stub.faults, occasion)
            g.broken_off = met.broken_off
            if met.refusal is not None:
                raise met.refusal

    @app.after_request
    def break_off(response: Response) -> Response:
        return _half(response) if g.pop("broken_off", False) else response


def _what(happening: Happening) -> str:
    """What is done, as the ledger has it."""
    match happening.kind:
        case "slow":
            return f"答えを{_seconds(happening):g}秒遅らせました"
        case "broken-off":
            return "答えの途中で接続を切りました"
        case "congestion":
            return "混雑していると答えました"
        case "outage":
            return "停止中だと答えました"
        case _:
            return "接続できないと答えました"


def _do(happening: Happening) -> bool:
    """Do it; whether the answer is to be broken off."""
    match happening.kind:
        case "slow":
            time.sleep(_seconds(happening))
        case "broken-off":
            return True
        case "congestion":
            raise RefusedError(Reason.CERTIFICATE_CHECK_BUSY)
        case "outage":
            raise RefusedError(Reason.MAINTENANCE)
        case _:
            raise RefusedError(Reason.CONNECTION_ERROR)
    return False


def _seconds(happening: Happening) -> float:
    return min(happening.fault.real("seconds"), LONGEST_HELD)


def _half(response: Response) -> Response:
    """Half of what was promised: the server closes the connection behind it."""
    whole = response.get_data()
    response.set_data(whole[: len(whole) // 2])
    response.headers["Content-Length"] = str(len(whole))
    response.automatically_set_content_length = False
    return response
