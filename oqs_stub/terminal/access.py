"""Who is asking at the terminal, and whether the account has the function."""

from __future__ import annotations

from flask import Response, g, request

from ..faces import from_elsewhere, page
from ..service.terminal_logins import FACE, Login
from ..service.terminal_rights import Task, holders
from ..stub import Stub

COOKIE = "mynabench-terminal"
FORM_TOKEN = "form-token"  # noqa: S105 - the name of a field.


class AccessRefused(Exception):  # noqa: N818 - what the screen says, not a fault.
    """The screen is not for whoever asks; `answer` is what they see instead."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def require_login(stub: Stub, task: Task | None = None) -> Login:
    """The login behind this request, with the function *task*.

    Raises `AccessRefused` without a login, for an account that lacks the function,
    and for a form that this login was never shown.
    """
    if request.method == "POST":
        refuse_elsewhere(stub)
    cookie = request.cookies.get(COOKIE, "")
    login = stub.logins.find(cookie)
    if login is None:
        ended = "ログインの有効時間が過ぎたか、ログアウトしています。" if cookie else ""
        raise AccessRefused(
            page(
                "terminal/start.html",
                status=401,
                message=f"{ended}ログインしてください。",
            )
        )
    g.login = login  # For the line that says who is working at the terminal.
    if request.method == "POST" and not login.sent(request.form.get(FORM_TOKEN, "")):
        raise AccessRefused(
            notice(
                "この操作は受け付けられません",
                "ログインし直す前の画面から送られました。"
                "メニューへ戻って、はじめから操作してください。",
                403,
            )
        )
    if task is not None and not login.may(task):
        stub.ledger.record(
            face=FACE,
            action=task,
            institution_code=login.institution.code,
            actor=login.account.id,
            result="refused",
        )
        raise AccessRefused(
            page("terminal/denied.html", status=403, task=task, holders=holders(task))
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
