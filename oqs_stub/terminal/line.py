"""「回線確認」: what answers and what does not, with what to do meanwhile."""

from __future__ import annotations

from flask import Blueprint, Response

from ..faces import page
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import require_login


def add_line_screen(blueprint: Blueprint, stub: Stub) -> None:
    """Put the line check on *blueprint*."""

    @blueprint.get("/line")
    def line() -> Response:
        login = require_login(stub, Task.LINE)
        return page(
            "terminal/line.html",
            states=stub.line_check.states(login.institution.code),
            now=stub.clock.now(),
        )
