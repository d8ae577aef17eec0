"""「閲覧同意の取消し」（訪問診療等）: whose consent, which kinds of it, and OK."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..faces import page
from ..labels import KIND_LABELS, japanese_day
from ..records import ConsentKind
from ..service.overtaken import OvertakenError, stamp
from ..service.terminal_logins import Login
from ..service.terminal_patients import Cancellable, PatientRow
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import notice, require_login


def add_cancel_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the cancellation on *blueprint*."""

    @blueprint.get("/cancel")
    def cancel() -> Response:
        login = require_login(stub, Task.CANCEL)
        return _choose_patient(stub, login, message="")

    @blueprint.post("/cancel")
    def choose_kinds() -> Response:
        login = require_login(stub, Task.CANCEL)
        found = _standing(stub, login)
        if found is None:
            return _choose_patient(
                stub, login, message="取り消す患者を選んでください。"
            )
        return _choose_kinds(found, chosen=[], message="")

    @blueprint.post("/cancel/kinds")
    def check_cancel() -> Response:
        login = require_login(stub, Task.CANCEL)
        found = _standing(stub, login)
        if found is None:
            return _nothing_left()
        kinds = _kinds(found)
        if not kinds:
            return _choose_kinds(
                found, chosen=[], message="取り消す情報を1つ以上選んでください。"
            )
        return page(
            "terminal/cancel_confirm.html",
            row=found.row,
            shown=stamp(found.row.consent),
            kinds=kinds,
            rest=[kind for kind in _left(found) if kind not in kinds],
        )

    @blueprint.post("/cancel/ok")
    def cancel_ok() -> Response:
        login = require_login(stub, Task.CANCEL)
        found = _standing(stub, login)
        kinds = [] if found is None else _kinds(found)
        if found is None or not kinds:
            return _nothing_left()
        person, shown = found.row.person, request.form.get("consent", "")
        try:
            cancelled = stub.terminal.cancel(
                login, person.person_id, kinds, shown=shown
            )
        except OvertakenError:
            return notice(
                "同意が取り直されています",
                "確認の画面を開いたあとに、患者さんが新しく同意しました。"
                "この操作では取り消していません。"
                "取り消すときは、はじめから操作してください。",
                409,
            )
        if not cancelled:
            return _nothing_left()
        labels = "、".join(KIND_LABELS[k] for k in KIND_LABELS if k in cancelled)
        return notice(
            "閲覧同意を取り消しました",
            f"{person.person.name} さんの訪問診療等の閲覧同意のうち、{labels}を"
            "取り消しました（医療機関による取消し）。"
            "これらの医療情報は取得できなくなります。資格の再照会はできます。",
        )


def _choose_patient(stub: Stub, login: Login, *, message: str) -> Response:
    return page(
        "terminal/cancel.html",
        status=422 if message else 200,
        choices=[
            (found.row.person.person_id, _label(found.row))
            for found in stub.terminal.patients.cancellable(login)
        ],
        message=message,
    )


def _choose_kinds(found: Cancellable, *, chosen: list[str], message: str) -> Response:
    return page(
        "terminal/cancel_kinds.html",
        status=422 if message else 200,
        row=found.row,
        kinds=[(kind.value, KIND_LABELS[kind]) for kind in _left(found)],
        chosen=chosen,
        message=message,
    )


def _nothing_left() -> Response:
    return notice(
        "取り消す同意がありません", "すでに取り消されているか、ありません。", 409
    )


def _standing(stub: Stub, login: Login) -> Cancellable | None:
    """What can be cancelled of the patient whom the form names."""
    person_id = request.form.get("patient", "")
    return next(iter(stub.terminal.patients.cancellable(login, only={person_id})), None)


def _left(found: Cancellable) -> list[ConsentKind]:
    """The kinds that are agreed to and not cancelled, in the order of the pages."""
    return [kind for kind in KIND_LABELS if kind in found.kinds]


def _kinds(found: Cancellable) -> list[ConsentKind]:
    """Which of them the form names."""
    named = set(request.form.getlist("kind"))
    return [kind for kind in _left(found) if kind.value in named]


def _label(row: PatientRow) -> str:
    person = row.person.person
    return (
        f"{person.name}（{japanese_day(person.birthdate)}生）訪問診療等"
        f" {japanese_day(row.consent.given_at.date())}同意"
    )
