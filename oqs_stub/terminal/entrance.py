"""Starting, logging in and out."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..config import DEFAULT_TERMINAL_PASSWORD
from ..faces import over_tls, page
from ..service.terminal_account_rows import READY
from ..service.terminal_logins import LOGIN_LIFE, LoginRefusedError
from ..stub import Stub
from .access import COOKIE, AccessRefused, refuse_elsewhere, require_login


def add_entrance_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the start and login screens on *blueprint*."""

    @blueprint.errorhandler(AccessRefused)
    def refused(refusal: AccessRefused) -> Response:
        return refusal.answer

    @blueprint.get("/")
    def start() -> Response:
        return page("terminal/start.html", message="")

    @blueprint.get("/login")
    def login_form() -> Response:
        first = stub.institutions.all()[0].code
        return _login_page(stub, institution=first, account="", message="")

    @blueprint.post("/login")
    def login() -> AnyResponse:
        refuse_elsewhere(stub)
        institution = request.form.get("institution", "").strip()
        account = request.form.get("account", "").strip()
        try:
            done = stub.logins.log_in(
                institution,
                account,
                request.form.get("password", ""),
                earlier=request.cookies.get(COOKIE, ""),
            )
        except LoginRefusedError as refusal:
            return _login_page(
                stub,
                institution=institution,
                account=account,
                message=str(refusal),
                status=403,
            )
        answer = redirect(url_for("terminal.menu"), code=303)
        answer.set_cookie(
            COOKIE,
            done.token,
            max_age=int(LOGIN_LIFE.total_seconds()),
            path=url_for("terminal.start"),
            httponly=True,
            samesite="Strict",
            secure=over_tls(stub.config),
        )
        return answer

    @blueprint.get("/forgotten")
    def forgotten() -> Response:
        return page("terminal/forgotten.html", lock=stub.accounts.lock)

    @blueprint.post("/logout")
    def logout() -> AnyResponse:
        login = require_login(stub)
        stub.logins.log_out(login.token)
        return back_to_start()

    @blueprint.post("/logout/everywhere")
    def logout_everywhere() -> AnyResponse:
        login = require_login(stub)
        stub.logins.log_out_everywhere(login.institution.code, login.account.id)
        return back_to_start()


def back_to_start() -> AnyResponse:
    """Where a browser goes that is no longer logged in."""
    answer = redirect(url_for("terminal.start"), code=303)
    answer.delete_cookie(COOKIE, path=url_for("terminal.start"))
    return answer


def _login_page(
    stub: Stub, *, institution: str, account: str, message: str, status: int = 200
) -> Response:
    shown = stub.config.terminal_password == DEFAULT_TERMINAL_PASSWORD
    return page(
        "terminal/login.html",
        status=status,
        institution=institution,
        account=account,
        message=message,
        institutions=stub.institutions.all(),
        accounts=READY.values(),
        default_password=DEFAULT_TERMINAL_PASSWORD if shown else "",
    )
