"""The way through the pages: top, consents, confirmation, hand-over, completion."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for

from ..faces import base_url, page
from ..launch import SESSION_PATH, launch_url
from ..reasons import Reason, RefusedError
from ..service.reception import Entrance, Reception, ReceptionService
from ..service.reception_form import FilledForm, all_agreed, form_values, read_form
from ..service.reception_sessions import SessionState
from ..stub import Stub
from ..urls import URL_KINDS
from .refusals import refusal_page

_ENTRANCE = "/zaitaku/<any(hv, on):kind>/<token>"
_SESSION = f"{SESSION_PATH}/<session_id>"

_LAUNCH_COOKIE = "mynabench-launch"
_LAUNCH_SECONDS = 60


def reception_pages(stub: Stub) -> Blueprint:
    """The pages W1 to W4 and the page in between for the browser left behind."""
    service = stub.reception
    blueprint = Blueprint("reception", __name__)

    @blueprint.errorhandler(RefusedError)
    def refused(refusal: RefusedError) -> Response:
        return refusal_page(refusal.reason)

    @blueprint.get(_ENTRANCE)
    def top(kind: str, token: str) -> Response:
        entrance = _enter(service, kind, token)
        return page("reception/top.html", entrance=entrance, rules=entrance.rules)

    @blueprint.get(f"{_ENTRANCE}/consents")
    def choose(kind: str, token: str) -> Response:
        return _form_page(_enter(service, kind, token), {}, {})

    @blueprint.post(f"{_ENTRANCE}/consents")
    def chosen(kind: str, token: str) -> Response:
        entrance = _enter(service, kind, token)
        if "agree-all" in request.form:
            return _form_page(entrance, all_agreed(request.form, entrance.rules), {})
        filled = read_form(request.form, entrance.rules)
        if filled.errors:
            return _mend_page(entrance, filled)
        return _go("confirm", service.start(entrance, filled.form))

    @blueprint.get(f"{_SESSION}/consents")
    def correct(session_id: str) -> Response:
        reception = service.find(session_id)
        if reception.session.state is SessionState.REGISTERED:
            return _go("arrive", session_id)
        values = form_values(reception.session.form, reception.entrance.rules)
        return _form_page(reception.entrance, values, {})

    @blueprint.post(f"{_SESSION}/consents")
    def corrected(session_id: str) -> Response:
        entrance = service.find(session_id).entrance
        if "agree-all" in request.form:
            return _form_page(entrance, all_agreed(request.form, entrance.rules), {})
        filled = read_form(request.form, entrance.rules)
        if filled.errors:
            return _mend_page(entrance, filled)
        service.change(session_id, filled.form)
        return _go("confirm", session_id)

    @blueprint.get(f"{_SESSION}/confirm")
    def confirm(session_id: str) -> Response:
        reception = service.find(session_id)
        if reception.session.state is SessionState.REGISTERED:
            return _go("arrive", session_id)
        return _reception_page("reception/confirm.html", reception)

    @blueprint.post(f"{_SESSION}/launch")
    def launch(session_id: str) -> Response:
        nonce = service.launch(session_id)
        if nonce is None:
            return _go("arrive", session_id)
        handed_over = _go("arrive", session_id)
        # Read once by the next page, so that a reload does not open the app again.
        handed_over.set_cookie(
            _LAUNCH_COOKIE,
            "1",
            max_age=_LAUNCH_SECONDS,
            path=handed_over.headers["Location"],
            httponly=True,
            samesite="Lax",
        )
        return handed_over

    @blueprint.get(_SESSION)
    def arrive(session_id: str) -> Response:
        reception = service.find(session_id)
        session = reception.session
        match session.state:
            case SessionState.REGISTERED:
                return _reception_page("reception/registered.html", reception)
            case SessionState.REFUSED:
                return refusal_page(
                    session.reason or Reason.SERVER_ERROR, reception=reception
                )
            case _:
                launch = (
                    None
                    if session.nonce is None or session.nonce_used
                    else _launch_url(stub, session_id, session.nonce)
                )
                return _hand_over_page(stub, reception, launch=launch)

    return blueprint


def _enter(service: ReceptionService, kind: str, token: str) -> Entrance:
    return service.enter(token, URL_KINDS[kind])


def _form_page(
    entrance: Entrance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> Response:
    return page(
        "reception/consents.html",
        status=status,
        entrance=entrance,
        rules=entrance.rules,
        values=values,
        errors=errors,
    )


def _mend_page(entrance: Entrance, filled: FilledForm) -> Response:
    return _form_page(entrance, filled.values, filled.errors, status=422)


def _reception_page(template: str, reception: Reception) -> Response:
    return page(
        template,
        entrance=reception.entrance,
        rules=reception.entrance.rules,
        session=reception.session,
        form=reception.session.form,
    )


def _hand_over_page(
    stub: Stub, reception: Reception, *, launch: str | None
) -> Response:
    """The page of the browser left behind; it opens the app on its first showing."""
    first = launch is not None and _LAUNCH_COOKIE in request.cookies
    response = page(
        "reception/waiting.html",
        entrance=reception.entrance,
        session=reception.session,
        launch_url=launch,
        opens_app=first,
        command=None if launch is None else _app_command(stub, launch),
    )
    if _LAUNCH_COOKIE in request.cookies:
        response.delete_cookie(
            _LAUNCH_COOKIE, path=request.path, httponly=True, samesite="Lax"
        )
    return response


def _app_command(stub: Stub, launch: str) -> str:
    """What a developer types on this machine in place of the app."""
    state = str(stub.config.state_dir.absolute())
    words = ("mynabench", "app", "--state", state, "--persona", "hanako", launch)
    return shlex.join(words)


def _launch_url(stub: Stub, session_id: str, nonce: bytes) -> str:
    return launch_url(
        base_url=base_url(stub.config), session_id=session_id, nonce=nonce
    )


def _go(endpoint: str, session_id: str) -> Response:
    return _see_other(url_for(f"reception.{endpoint}", session_id=session_id))


def _see_other(url: str) -> Response:
    response = Response(status=303)
    response.autocorrect_location_header = False
    response.headers["Location"] = url
    return response
