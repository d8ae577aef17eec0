"""Opening the app, and the page of the browser left behind: on a phone or on a PC."""

from __future__ import annotations

import re
import shlex

from flask import Blueprint, Response, request, url_for

from ..faces import base_url, over_tls
from ..launch import SESSION_PATH, Device, launch_url
from ..reasons import Reason
from ..service.reception import Reception
from ..service.reception_rows import SessionState
from ..stub import Stub
from ..url_sheet import qr_png
from .browser import Visit, go, of_reception
from .refusals import refusal_page
from .registering import kept_choices, under_way
from .reviewing import outcome_page

_SESSION = f"{SESSION_PATH}/<session_id>"

_LAUNCH_COOKIE = "mynabench-launch"
_LAUNCH_SECONDS = 60
_PC = re.compile(r"Windows NT|Macintosh|X11|CrOS")
_PHONE = re.compile(r"Mobi|Android|iPhone|iPad")


def add_hand_over(blueprint: Blueprint, stub: Stub) -> None:
    """Where 「同意内容を登録する」 leads, and where everybody comes back to."""

    @blueprint.post(f"{_SESSION}/launch")
    @of_reception(stub)
    def launch(visit: Visit) -> Response:
        if under_way(visit) and kept_choices(visit.reception).errors:
            return visit.go("correct")
        return hand_over(stub, visit.reception)

    @blueprint.get(_SESSION)
    @of_reception(stub)
    def arrive(visit: Visit) -> Response:
        session = visit.reception.session
        match session.state:
            case SessionState.FINISHED | SessionState.AUTHENTICATED:
                return outcome_page(stub, visit)
            case SessionState.REFUSED:
                return refusal_page(session.reason or Reason.SERVER_ERROR, visit=visit)
            case _:
                return _waiting_page(stub, visit)

    @blueprint.get(f"{_SESSION}/code")
    @of_reception(stub)
    def code(visit: Visit) -> Response:
        """スマートフォン（二次元コード）認証: a PC's page for a phone's app."""
        if _launch_url(stub, visit.reception, Device.OTHER) is None:
            return visit.go("arrive")
        return visit.page("reception/code.html")

    @blueprint.get(f"{_SESSION}/code.png")
    @of_reception(stub)
    def code_png(visit: Visit) -> Response:
        url = _launch_url(stub, visit.reception, Device.OTHER)
        if url is None:
            return Response(status=404)
        return Response(qr_png(url), mimetype="image/png")


def hand_over(stub: Stub, reception: Reception) -> Response:
    """Put a challenge out and show the page that opens the app."""
    session_id = reception.session.id
    nonce = stub.reception.launch(reception)
    response = go("arrive", session_id=session_id)
    if nonce is not None:
        # Read once by the next page, so that a reload does not open the app again.
        response.set_cookie(
            _LAUNCH_COOKIE,
            "1",
            max_age=_LAUNCH_SECONDS,
            path=url_for("reception.arrive", session_id=session_id),
            secure=over_tls(stub.config),
            httponly=True,
            samesite="Lax",
        )
    return response


def _waiting_page(stub: Stub, visit: Visit) -> Response:
    """The page of the browser left behind; on a phone it opens the app at once."""
    launch = _launch_url(stub, visit.reception, Device.HERE)
    on_pc = _on_pc()
    first = _LAUNCH_COOKIE in request.cookies
    session = visit.reception.session
    response = visit.page(
        "reception/waiting.html",
        launch_url=launch,
        opens_app=first and launch is not None and not on_pc,
        on_pc=on_pc,
        spent=session.nonce is not None and launch is None,
        command=None if launch is None else _app_command(stub, launch),
        ends_at=session.started_at + stub.rules.reception.session_life,
    )
    if first:
        response.delete_cookie(
            _LAUNCH_COOKIE, path=request.path, httponly=True, samesite="Lax"
        )
    return response


def _launch_url(stub: Stub, reception: Reception, device: Device) -> str | None:
    """What opens the app; None while no challenge can be signed."""
    session = reception.session
    nonce = stub.reception.challenge_of(session)
    if nonce is None:
        return None
    return launch_url(
        base_url=base_url(stub.config),
        session_id=session.id,
        nonce=nonce,
        purpose=session.purpose,
        device=device,
    )


def _app_command(stub: Stub, launch: str) -> str:
    """What a developer types on this machine in place of the app."""
    state = str(stub.config.state_dir.absolute())
    words = ("mynabench", "app", "--state", state, "--persona", "hanako", launch)
    return shlex.join(words)


def _on_pc() -> bool:
    """Whether the browser says that it runs on a PC; a phone in case of doubt."""
    agent = request.headers.get("User-Agent", "")
    return _PC.search(agent) is not None and _PHONE.search(agent) is None
