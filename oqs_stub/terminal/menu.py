"""The menu, and 「端末の再起動」."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from werkzeug.wrappers import Response as AnyResponse

from ..faces import page
from ..service.terminal_logins import Login
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import require_login
from .entrance import back_to_start

MENU: tuple[tuple[str, tuple[tuple[Task, str], ...]], ...] = (
    (
        "資格確認",
        (
            (Task.ELIGIBILITY, "terminal.eligibility"),
            (Task.BULK_CHECK, "terminal.bulk_check"),
            (Task.REFERENCE, "terminal.reference"),
            (Task.TICKETS, "terminal.tickets"),
        ),
    ),
    (
        "訪問診療等・オンライン診療等",
        (
            (Task.CONSENTED, "terminal.consented"),
            (Task.REINQUIRY, "terminal.reinquiry"),
            (Task.CANCEL, "terminal.cancel"),
        ),
    ),
    ("医療情報閲覧", ((Task.PATIENTS, "terminal.patients"),)),
    (
        "管理",
        (
            (Task.SETTINGS, "terminal.settings"),
            (Task.URLS, "terminal.urls"),
            (Task.ACCOUNTS, "terminal.accounts"),
            (Task.ACTIVATION, "terminal.activation"),
        ),
    ),
    (
        "この端末",
        (
            (Task.LINE, "terminal.line"),
            (Task.PASSWORD, "terminal.password"),
            (Task.REBOOT, "terminal.reboot"),
        ),
    ),
)
"""The menu's groups, and the screen behind each item. An item whose screen is not
there is left out, and so is a function that the institution has not."""


def add_menu_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the menu and the reboot on *blueprint*."""

    @blueprint.get("/menu")
    def menu() -> Response:
        login = require_login(stub)
        groups = [
            (
                title,
                [(task, to) for task, to in items if _offered(stub, login, task, to)],
            )
            for title, items in MENU
        ]
        return page(
            "terminal/menu.html",
            login=login,
            groups=[(title, items) for title, items in groups if items],
        )

    @blueprint.get("/reboot")
    def reboot() -> Response:
        login = require_login(stub, Task.REBOOT)
        return page("terminal/reboot.html", waiting=stub.terminal.settings_wait(login))

    @blueprint.post("/reboot/ok")
    def reboot_ok() -> AnyResponse:
        login = require_login(stub, Task.REBOOT)
        stub.terminal.reboot(login)
        return back_to_start()


def _offered(stub: Stub, login: Login, task: Task, screen: str) -> bool:
    if screen not in current_app.view_functions or not login.may(task):
        return False
    if task is Task.TICKETS:
        return stub.institutions.settings(login.institution.code).medical_aid
    return True
