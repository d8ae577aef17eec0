"""「マイナ資格確認アプリ管理」: アクティベーションコード, issued, listed, disabled."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..faces import page
from ..service.activation_codes import LONGEST_LABEL
from ..service.msa_enrolment import CAN_BE_DISABLED, ListedCode
from ..service.overtaken import OvertakenError
from ..service.terminal_logins import Login
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import notice, require_login


def add_activation_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the screens on the app's codes on *blueprint*."""
    enrolment = stub.msa_enrolment

    @blueprint.get("/activation")
    def activation() -> Response:
        return _list(stub, require_login(stub, Task.ACTIVATION))

    @blueprint.post("/activation")
    def issue_code() -> Response:
        login = require_login(stub, Task.ACTIVATION)
        label = request.form.get("label", "").strip()
        if not label or len(label) > LONGEST_LABEL:
            message = f"端末の名前を{LONGEST_LABEL}文字以内で入力してください。"
            return _list(stub, login, label=label, errors={"label": message})
        return page(
            "terminal/activation_issued.html", issued=enrolment.issue(login, label)
        )

    @blueprint.get("/activation/<int:code_id>/disable")
    def check_disable(code_id: int) -> Response:
        login = require_login(stub, Task.ACTIVATION)
        found = _find(stub, login, code_id)
        if found is None:
            return _nothing_to_disable()
        return page("terminal/activation_confirm.html", row=found)

    @blueprint.post("/activation/<int:code_id>/disable")
    def disable_code(code_id: int) -> Response:
        login = require_login(stub, Task.ACTIVATION)
        found = _find(stub, login, code_id)
        if found is None:
            return _nothing_to_disable()
        try:
            done = enrolment.disable(
                login, code_id, shown=request.form.get("shown", "")
            )
        except OvertakenError:
            return notice(
                "すでに変更されています",
                "確認の画面を開いたあとに、このコードで端末が登録されました。"
                "この操作では無効にしていません。"
                "いまの内容を見て、もう一度操作してください。",
                409,
            )
        if not done:
            return _nothing_to_disable()
        return _list(
            stub,
            login,
            message=(
                f"「{found.code.label}」のコード（…{found.code.ending}）を無効にしました。"
                "このコードで登録した端末では、アプリを使えません。"
            ),
        )


def _find(stub: Stub, login: Login, code_id: int) -> ListedCode | None:
    """A code of this institution that can still be disabled."""
    for row in stub.msa_enrolment.codes(login):
        if row.code.id == code_id and row.state in CAN_BE_DISABLED:
            return row
    return None


def _nothing_to_disable() -> Response:
    return notice(
        "このコードは無効にできません",
        "この医療機関のコードではないか、すでに使えません。一覧を確かめてください。",
        409,
    )


def _list(
    stub: Stub,
    login: Login,
    *,
    message: str = "",
    label: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    return page(
        "terminal/activation.html",
        status=422 if errors else 200,
        rows=stub.msa_enrolment.codes(login),
        can_be_disabled=CAN_BE_DISABLED,
        message=message,
        label=label,
        errors=errors or {},
    )
