"""The pages behind the institution's URL: top, menu, and the start of each function."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from ..launch import Purpose
from ..service.reception import Entrance
from ..service.reception_form import all_agreed, read_form
from ..stub import Stub
from ..urls import URL_KINDS
from . import browser
from .browser import entrance_page, go, require_entrance_token
from .hand_over import hand_over

_ENTRANCE = "/zaitaku/<any(hv, on):kind>/<token>"


def add_entrance(blueprint: Blueprint, stub: Stub) -> None:
    """W1, W2 before anything is kept, and the first pages of W5 and W6."""
    service = stub.reception

    @blueprint.get(_ENTRANCE)
    def top(kind: str, token: str) -> Response:
        return entrance_page(stub, "reception/top.html", _enter(kind, token))

    @blueprint.get(f"{_ENTRANCE}/consents")
    def choose(kind: str, token: str) -> Response:
        return _form_page(_enter(kind, token), {}, {})

    @blueprint.post(f"{_ENTRANCE}/consents")
    def chosen(kind: str, token: str) -> Response:
        entrance = _enter(kind, token)
        require_entrance_token(stub)
        if "agree-all" in request.form:
            return _form_page(entrance, all_agreed(request.form, entrance.rules), {})
        filled = read_form(request.form, entrance.rules)
        if filled.errors:
            return _form_page(entrance, filled.values, filled.errors, status=422)
        started = service.start(entrance, filled.form)
        browser.start(stub, started.id, started.secret)
        return go("confirm", session_id=started.id)

    @blueprint.get(f"{_ENTRANCE}/<any(view, cancel):purpose>")
    def explain(kind: str, token: str, purpose: str) -> Response:
        return entrance_page(
            stub,
            "reception/identify.html",
            _enter(kind, token),
            purpose=Purpose(purpose),
        )

    @blueprint.post(f"{_ENTRANCE}/<any(view, cancel):purpose>")
    def identify(kind: str, token: str, purpose: str) -> Response:
        entrance = _enter(kind, token)
        require_entrance_token(stub)
        started = service.start(entrance, purpose=Purpose(purpose))
        browser.start(stub, started.id, started.secret)
        return hand_over(stub, service.find(started.id, secret=started.secret))

    def _enter(kind: str, token: str) -> Entrance:
        return service.enter(token, URL_KINDS[kind])

    def _form_page(
        entrance: Entrance,
        values: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        status: int = 200,
    ) -> Response:
        return entrance_page(
            stub,
            "reception/consents.html",
            entrance,
            status=status,
            values=values,
            errors=errors,
        )
