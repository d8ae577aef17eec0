"""Who consented, what they are covered by, and taking a consent back."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, request

from ..faces import page
from ..labels import CATEGORY_LABELS, japanese_day
from ..records import TreatmentCategory
from ..service.terminal import PatientRow
from ..service.terminal_logins import Login
from ..service.terminal_rights import Task
from ..stub import Stub
from ..urls import URL_KINDS
from .access import notice, require_login

LOOK_BACK = timedelta(days=2)
"""How far back the search starts by itself."""


def add_consented_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the patient lists and the cancellation on *blueprint*."""

    @blueprint.get("/patients")
    def patients() -> Response:
        login = require_login(stub, Task.PATIENTS)
        return page("terminal/patients.html", rows=stub.terminal.patients(login))

    @blueprint.get("/consented")
    def consented() -> Response:
        login = require_login(stub, Task.CONSENTED)
        today = stub.terminal.today()
        typed_since = request.args.get("since", f"{today - LOOK_BACK}")
        typed_until = request.args.get("until", f"{today}")
        since, until = _day(typed_since), _day(typed_until)
        errors = _date_errors(since, until)
        category = URL_KINDS.get(
            request.args.get("category", "hv"), TreatmentCategory.HOME_VISIT
        )
        searched = not errors and "since" in request.args
        rows = (
            stub.terminal.consented(login, category, since=since, until=until)
            if searched and since is not None and until is not None
            else []
        )
        return page(
            "terminal/consented.html",
            status=422 if errors else 200,
            since=typed_since,
            until=typed_until,
            errors=errors,
            category=next(k for k, of in URL_KINDS.items() if of is category),
            categories=[(kind, CATEGORY_LABELS[of]) for kind, of in URL_KINDS.items()],
            searched=searched,
            rows=rows,
        )

    @blueprint.get("/cancel")
    def cancel() -> Response:
        login = require_login(stub, Task.CANCEL)
        return _cancel_page(stub, login, message="")

    @blueprint.post("/cancel")
    def check_cancel() -> Response:
        login = require_login(stub, Task.CANCEL)
        row = _standing(stub, login, request.form.get("patient", ""))
        if row is None:
            return _cancel_page(
                stub, login, message="取り消す患者を選んでください。", status=422
            )
        return page("terminal/cancel_confirm.html", row=row, value=_value(row))

    @blueprint.post("/cancel/ok")
    def cancel_ok() -> Response:
        login = require_login(stub, Task.CANCEL)
        row = _standing(stub, login, request.form.get("patient", ""))
        if row is None:
            return notice(
                "取り消す同意がありません",
                "すでに取り消されているか、ありません。",
                409,
            )
        stub.terminal.cancel(login, row.person.person_id, row.consent.category)
        return notice(
            "閲覧同意を取り消しました",
            f"{row.person.person.name} さんの"
            f"{CATEGORY_LABELS[row.consent.category]}の閲覧同意を取り消しました。"
            "医療情報は取得できなくなります。",
        )


def _cancel_page(
    stub: Stub, login: Login, *, message: str, status: int = 200
) -> Response:
    return page(
        "terminal/cancel.html",
        status=status,
        choices=[(_value(row), _label(row)) for row in stub.terminal.standing(login)],
        message=message,
    )


def _standing(stub: Stub, login: Login, value: str) -> PatientRow | None:
    return next(
        (row for row in stub.terminal.standing(login) if _value(row) == value), None
    )


def _value(row: PatientRow) -> str:
    return f"{row.consent.category}-{row.person.person_id}"


def _label(row: PatientRow) -> str:
    person = row.person.person
    return (
        f"{person.name}（{japanese_day(person.birthdate)}生）"
        f"{CATEGORY_LABELS[row.consent.category]}"
        f" {japanese_day(row.consent.given_at.date())}同意"
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _date_errors(since: date | None, until: date | None) -> dict[str, str]:
    """What is wrong with the two days, by field; empty where they make a period."""
    errors = {}
    if since is None:
        errors["since"] = "同意年月日(自)を日付で入力してください。"
    if until is None:
        errors["until"] = "同意年月日(至)を日付で入力してください。"
    if since is not None and until is not None and since > until:
        errors["until"] = "同意年月日(至)には、(自)と同じ日か後の日を入力してください。"
    return errors
