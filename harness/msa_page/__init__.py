"""マイナ資格確認アプリ on a page, for a person who plays staff and patient by hand.

One phone, one person: what it shows is in this process alone, and gone when the visit
is closed.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ..msa.gate import PIN
from ..msa_phone import MSAPhone

_OWN_NAMES = ("127.0.0.1", "localhost", "::1")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def create_page(phone: MSAPhone, *, cards: Mapping[str, str]) -> Flask:
    """The phone's screens at `/`; *cards* are persona names and what to call them."""
    app = Flask(__name__, template_folder=".")
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    form_token = secrets.token_urlsafe(24)
    one_at_a_time = threading.Lock()  # A phone has one screen.

    @app.before_request
    def refuse_strangers() -> Response | None:
        if urlsplit(f"//{request.host}").hostname not in _OWN_NAMES:
            return make_response("この機械のアドレスで開いてください。", 421)
        given = request.form.get("form-token", "")
        if request.method == "POST" and not secrets.compare_digest(
            given.encode(), form_token.encode()
        ):
            return make_response("このページの画面から操作してください。", 403)
        return None

    @app.get("/")
    def screen() -> Response:
        nonce = secrets.token_urlsafe(16)
        with one_at_a_time:
            shown = render_template(
                "page.html",
                screen=phone.app.screen,
                server=phone.server,
                cards=cards,
                form_token=form_token,
                nonce=nonce,
            )
        response = make_response(shown)
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
        return response

    @app.post("/")
    def act() -> AnyResponse:
        with one_at_a_time:
            try:
                _act(phone, cards)
            except RuntimeError:
                phone.app.open()  # A button of a screen that is no longer shown.
        return redirect("/", code=303)

    return app


def _act(phone: MSAPhone, cards: Mapping[str, str]) -> None:
    """Do what the button says that was pressed."""
    app, form = phone.app, request.form
    match form.get("act"):
        case "enrol":
            app.enrol(
                institution=form.get("institution", ""),
                user=form.get("user", ""),
                password=form.get("password", ""),
                code=form.get("code", ""),
                device=form.get("device", ""),
            )
            if app.screen.reason is None:
                app.open()
        case "start":
            app.start(form.get("check", PIN))
        case "same" | "other" as seen:
            passcode = form.get("passcode", "")
            app.confirm(same_person=seen == "same", passcode=passcode)
        case "passcode":
            app.new_passcode()
        case "choose":
            app.choose(form.getlist("kind"), form.get("prescription"))
        case "pin":
            app.enter_pin(form.get("pin", ""))
        case "card" if form.get("card") in cards:
            phone.hold_card(form["card"])
        case _:
            app.open()
