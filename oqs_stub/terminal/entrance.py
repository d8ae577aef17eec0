"""Starting, logging in and out, and the menu."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..config import DEFAULT_TERMINAL_PASSWORD
from ..faces import page
from ..service.terminal_logins import (
    ACCOUNTS,
    LOGIN_LIFE,
    LoginRefusedError,
    Task,
)
from ..stub import Stub
from .access import COOKIE, AccessRefused, refuse_elsewhere, require_login

MENU: tuple[tuple[str, tuple[tuple[Task, str], ...]], ...] = (
    (
        "訪問診療等・オンライン診療等",
        (
            (Task.CONSENTED, "terminal.consented"),
            (Task.CANCEL, "terminal.cancel"),
        ),
    ),
    ("医療情報閲覧", ((Task.PATIENTS, "terminal.patients"),)),
    (
        "管理",
        ((Task.SETTINGS, "terminal.settings"), (Task.URLS, "terminal.urls")),
    ),
)
"""The menu's groups, and the function behind each item."""


def add_entrance_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the start, login and menu screens on *blueprint*."""

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
                institution, account, request.form.get("password", "")
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
        )
        return answer

    @blueprint.post("/logout")
    def logout() -> AnyResponse:
        login = require_login(stub)
        stub.logins.log_out(login.token)
        answer = redirect(url_for("terminal.start"), code=303)
        answer.delete_cookie(COOKIE, path=url_for("terminal.start"))
        return answer

    @blueprint.get("/menu")
    def menu() -> Response:
        login = require_login(stub)
        groups = [
            (title, [(task, to) for task, to in items if login.may(task)])
            for title, items in MENU
        ]
        return page(
            "terminal/menu.html",
            login=login,
            groups=[(title, items) for title, items in groups if items],
        )


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
        accounts=ACCOUNTS.values(),
        default_password=DEFAULT_TERMINAL_PASSWORD if shown else "",
    )
