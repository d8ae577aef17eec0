"""「アカウント管理」 and 「パスワード変更」."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, request

from ..faces import page
from ..service.terminal_accounts import AccountRefusedError
from ..service.terminal_logins import Login, LoginRefusedError, WrongLoginError
from ..service.terminal_rights import RIGHT_LABELS, Right, Task
from ..stub import Stub
from .access import notice, require_login

_ACTS = "<any(disable, enable, unlock):act>"
_DONE = {
    "disable": "{id} を無効にしました。ログイン中の端末からもログアウトしました。",
    "enable": "{id} を有効にしました。",
    "unlock": "{id} のロックを解除しました。",
}


def add_account_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the screens on accounts and passwords on *blueprint*."""

    @blueprint.get("/accounts")
    def accounts() -> Response:
        return _list(stub, require_login(stub, Task.ACCOUNTS))

    @blueprint.post("/accounts")
    def create_account() -> Response:
        login = require_login(stub, Task.ACCOUNTS)
        typed = {
            name: request.form.get(name, "") for name in ("account", "name", "right")
        }
        if typed["right"] not in list(Right):
            return _list(
                stub, login, typed=typed, errors={"right": "権限区分を選んでください。"}
            )
        password = request.form.get("password", "")
        if password != request.form.get("again", ""):
            return _list(stub, login, typed=typed, errors={"again": _DIFFERENT})
        try:
            made = stub.terminal_staff.create(
                login,
                account_id=typed["account"].strip(),
                name=typed["name"],
                right=Right(typed["right"]),
                password=password,
            )
        except AccountRefusedError as why:
            return _list(stub, login, typed=typed, errors={why.field: str(why)})
        return _list(
            stub, login, message=f"アカウント {made.id}（{made.label}）を作成しました。"
        )

    @blueprint.post(f"/accounts/<account_id>/{_ACTS}")
    def change_account(account_id: str, act: str) -> Response:
        login = require_login(stub, Task.ACCOUNTS)
        try:
            match act:
                case "unlock":
                    stub.terminal_staff.unlock(login, account_id)
                case _:
                    stub.terminal_staff.set_disabled(
                        login, account_id, disabled=act == "disable"
                    )
        except AccountRefusedError as why:
            return notice("アカウントを変更できません", str(why), 409)
        return _list(stub, login, message=_DONE[act].format(id=account_id))

    @blueprint.get("/accounts/<account_id>/password")
    def reset_form(account_id: str) -> Response:
        login = require_login(stub, Task.ACCOUNTS)
        if stub.accounts.find(login.institution.code, account_id) is None:
            return notice("アカウントがありません", f"{account_id} はありません。", 404)
        return page("terminal/password_reset.html", account_id=account_id, errors={})

    @blueprint.post("/accounts/<account_id>/password")
    def reset(account_id: str) -> Response:
        login = require_login(stub, Task.ACCOUNTS)
        errors = _new_password_errors(
            partial(stub.terminal_staff.set_password, login, account_id)
        )
        if errors:
            return page(
                "terminal/password_reset.html",
                status=422,
                account_id=account_id,
                errors=errors,
            )
        return _list(
            stub,
            login,
            message=f"{account_id} のパスワードを変更し、ロックを解除しました。",
        )

    @blueprint.get("/password")
    def password() -> Response:
        require_login(stub, Task.PASSWORD)
        return page("terminal/password.html", errors={})

    @blueprint.post("/password")
    def change_password() -> Response:
        login = require_login(stub, Task.PASSWORD)
        old = request.form.get("old", "")
        try:
            errors = _new_password_errors(
                partial(stub.terminal_staff.change_own_password, login, old)
            )
        except WrongLoginError:
            errors = {"old": "今のパスワードが違います。"}
        except LoginRefusedError as why:
            errors = {"old": str(why)}
        if errors:
            return page("terminal/password.html", status=422, errors=errors)
        return notice(
            "パスワードを変更しました",
            "同じアカウントでログインしていたほかの端末からは、ログアウトしました。",
        )


_DIFFERENT = "確認のために入力したパスワードが違います。"


def _new_password_errors(set_password: Callable[[str], None]) -> dict[str, str]:
    """Set the password that the form holds twice; what is wrong with it, by field."""
    new = request.form.get("password", "")
    if new != request.form.get("again", ""):
        return {"again": _DIFFERENT}
    try:
        set_password(new)
    except AccountRefusedError as why:
        return {why.field or "password": str(why)}
    return {}


def _list(
    stub: Stub,
    login: Login,
    *,
    message: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    accounts = stub.accounts.all(login.institution.code)
    return page(
        "terminal/accounts.html",
        status=422 if errors else 200,
        accounts=[(one, stub.accounts.locked_until(one)) for one in accounts],
        own=login.account.id,
        rights=[(right.value, label) for right, label in RIGHT_LABELS.items()],
        message=message,
        typed=typed or {"account": "", "name": "", "right": ""},
        errors=errors or {},
    )
