"""Who is asking at the terminal, and whether the account has the function."""

from __future__ import annotations

from flask import Response, g, request

from ..faces import from_elsewhere, page
from ..service.terminal_logins import Login, Task
from ..stub import Stub

COOKIE = "mynabench-terminal"


class AccessRefused(Exception):  # noqa: N818 - what the screen says, not a fault.
    """The screen is not for whoever asks; `answer` is what they see instead."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def require_login(stub: Stub, task: Task | None = None) -> Login:
    """The login behind this request, with the function *task*.

    Raises `AccessRefused` without a login, for an account that lacks the function,
    and for a form that another site sent.
    """
    if request.method == "POST":
        refuse_elsewhere(stub)
    login = stub.logins.find(request.cookies.get(COOKIE, ""))
    if login is None:
        raise AccessRefused(
            page("terminal/start.html", status=401, message="ログインしてください。")
        )
    g.login = login  # For the line that says who is working at the terminal.
    if task is not None and not login.may(task):
        raise AccessRefused(
            notice(
                "この機能は使えません",
                f"{login.account.label}のアカウントでは「{task}」を使えません。"
                "使えるアカウントでログインし直してください。",
                403,
            )
        )
    return login


def refuse_elsewhere(stub: Stub) -> None:
    """Raise `AccessRefused` for a form that another site sent."""
    if from_elsewhere(stub.config):
        raise AccessRefused(
            notice(
                "この操作は受け付けられません", "ほかのサイトから送られました。", 403
            )
        )


def notice(heading: str, message: str, status: int = 200) -> Response:
    """A screen that only says something, with the way back to the menu."""
    return page("terminal/notice.html", status=status, heading=heading, message=message)
