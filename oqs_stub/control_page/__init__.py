"""The 制御ページ: what the stub holds and does, with a form for every change.

For whoever has the token of the control API, and only where there is one. A cookie
keeps the login; every form carries a token of its own, so that no other site can send
one.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..faces import from_elsewhere, over_tls, page
from ..stub import Stub
from .acts import ACTS, label_of
from .form import ActRefusedError, EntryRefusedError
from .kept import add_kept
from .shown import CHOICES, person_shown, state_of

COOKIE = "mynabench-control"


def control_page(stub: Stub, *, token: str) -> Blueprint:
    """`/control/`, HTML, for whoever has the *token*."""
    blueprint = Blueprint("control_page", __name__, url_prefix="/control")
    login = _derived(token, "login")
    form_token = _derived(token, "form")

    @blueprint.get("/")
    def overview() -> Response:
        if not _is_in():
            return page("control/login.html", status=401, message="")
        return _overview()

    @blueprint.post("/login")
    def log_in() -> AnyResponse:
        given = request.form.get("token", "").strip().encode()
        if from_elsewhere(stub.config) or not hmac.compare_digest(
            given, token.encode()
        ):
            return page(
                "control/login.html", status=401, message="トークンが違います。"
            )
        answer = redirect(url_for("control_page.overview"), 303)
        answer.set_cookie(
            COOKIE,
            login,
            path="/control",
            secure=over_tls(stub.config),
            httponly=True,
            samesite="Strict",
        )
        return answer

    @blueprint.post("/logout")
    def log_out() -> AnyResponse:
        if not _is_in():
            return page("control/login.html", status=401, message="")
        answer = redirect(url_for("control_page.overview"), 303)
        answer.delete_cookie(COOKIE, path="/control")
        return answer

    @blueprint.get("/login")
    @blueprint.get("/logout")
    @blueprint.get("/acts/<name>")
    def come_back(name: str = "") -> AnyResponse:
        """A form's address that somebody opens, as after a refusal, is the page."""
        if not _is_in():
            return page("control/login.html", status=401, message="")
        return redirect(url_for("control_page.overview"), 303)

    @blueprint.post("/acts/<name>")
    def act(name: str) -> AnyResponse:
        if not _is_in():
            return page("control/login.html", status=401, message="")
        sent = request.form.get("form-token", "").encode()
        if from_elsewhere(stub.config) or not hmac.compare_digest(
            sent, form_token.encode()
        ):
            return _overview("この操作は受け付けられません。", status=403)
        if name not in ACTS:
            return _overview("その操作はありません。", status=404)
        try:
            ACTS[name].do(stub, request.form)
        except ActRefusedError as error:
            errors = error.errors if isinstance(error, EntryRefusedError) else {}
            return _overview(str(error), status=409, refused=name, errors=errors)
        back = url_for(
            "control_page.overview",
            person=request.form.get("person") or None,
            institution=request.form.get("institution") or None,
            done=name,
        )
        return redirect(back, 303)

    def turned_away() -> Response | None:
        return None if _is_in() else page("control/login.html", status=401, message="")

    add_kept(blueprint, stub, turned_away=turned_away)

    def _is_in() -> bool:
        given = request.cookies.get(COOKIE, "").encode()
        return hmac.compare_digest(given, login.encode())

    def _overview(
        message: str = "",
        *,
        status: int = 200,
        refused: str = "",
        errors: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """The page; of the form *refused* it keeps what was typed, and says why."""
        chosen = request.values.get("person", "").strip()
        person = stub.registry.get(chosen) if chosen else None
        if chosen and person is None and not message:
            message, status = f"{chosen} という人は登録されていません。", 404
        done = ACTS.get(request.args.get("done", ""))
        return page(
            "control/overview.html",
            status=status,
            message=message,
            done="" if done is None or message else done.done,
            form_token=form_token,
            entered={refused: request.form} if refused else {},
            errors={refused: errors},
            label_of=label_of,
            opened=request.values.get("institution", ""),
            **CHOICES,
            **state_of(stub),
            **person_shown(stub, person),
        )

    return blueprint


def _derived(token: str, purpose: str) -> str:
    """Something only who knows *token* can make; it does not give the token away."""
    return hmac.digest(token.encode(), purpose.encode(), "sha256").hex()
