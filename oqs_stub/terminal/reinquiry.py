"""「再照会」: the newest eligibility of patients under home care, without a card."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..faces import page
from ..service.terminal_inquiries import Answered, reinquiry_search
from ..service.terminal_logins import Login
from ..service.terminal_patients import PatientRow
from ..service.terminal_rights import Task
from ..stub import Stub
from ..typed_days import DAY_HINT, tidy
from .access import require_login
from .shown import shown_answer
from .typed import NumbersForm

_LONGEST_REFERENCE = 50


def add_reinquiry_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put 再照会, single and bulk, on *blueprint*."""

    @blueprint.get("/reinquiry")
    def reinquiry() -> Response:
        return _form(stub, require_login(stub, Task.REINQUIRY))

    @blueprint.post("/reinquiry/patients")
    def reinquire_patients() -> AnyResponse:
        login = require_login(stub, Task.REINQUIRY)
        ticked = set(request.form.getlist("patient"))
        rows = stub.terminal.patients.under_care(login, only=ticked)
        if not rows:
            return _form(
                stub, login, errors={"patient": "再照会する患者さんを選んでください。"}
            )
        if len(rows) == 1:
            numbers = stub.terminal.patients.known_numbers(login, rows[0])
            return _result(
                stub,
                login,
                stub.terminal_inquiries.reinquire(
                    login, numbers, chosen=rows[0].person.person_id
                ),
                {},
            )
        accepted = stub.terminal_lists.reinquire(
            login,
            [
                reinquiry_search(
                    stub.terminal.patients.known_numbers(login, row),
                    name=row.person.person.name,
                )
                for row in rows
            ],
            picked=[row.person.person_id for row in rows],
        )
        if accepted.message:
            return _form(stub, login, refused=accepted.message)
        return redirect(
            url_for("terminal.result", message="OQSmuhvr", number=accepted.number),
            code=303,
        )

    @blueprint.post("/reinquiry")
    def reinquire_one() -> Response:
        login = require_login(stub, Task.REINQUIRY)
        form = NumbersForm.of(request.form)
        reference = tidy(request.form.get("reference", ""))
        if reference and form.is_empty:
            if len(reference) > _LONGEST_REFERENCE:
                errors = {"reference": f"照会番号は{_LONGEST_REFERENCE}文字以内です。"}
                return _form(stub, login, form=form, reference=reference, errors=errors)
            return _result(
                stub,
                login,
                stub.terminal_inquiries.reinquire(
                    login, None, reference_number=reference
                ),
                {"reference": reference},
            )
        errors = form.errors(today=stub.terminal.today())
        if errors:
            return _form(stub, login, form=form, reference=reference, errors=errors)
        fields = {name: getattr(form, name) for name in form.__dataclass_fields__}
        return _result(
            stub,
            login,
            stub.terminal_inquiries.reinquire(
                login, form.numbers(), chosen=request.form.get("chosen", "")
            ),
            fields,
        )


def _result(
    stub: Stub, login: Login, answered: Answered, fields: Mapping[str, str]
) -> Response:
    shown = shown_answer(answered)
    return page(
        "terminal/person_result.html",
        heading="再照会の結果",
        title="再照会",
        person=shown,
        candidates=(
            list(zip(answered.people, shown.records, strict=True))
            if fields and len(set(answered.people)) > 1
            else []
        ),
        fields=fields,
        action="terminal.reinquire_one",
        asked_on=None,
        online_days=stub.terminal.online_days(login, answered.people),
    )


def _form(
    stub: Stub,
    login: Login,
    *,
    form: NumbersForm | None = None,
    reference: str = "",
    errors: Mapping[str, str] | None = None,
    refused: str = "",
) -> Response:
    rows: list[PatientRow] = stub.terminal.patients.under_care(login)
    return page(
        "terminal/reinquiry.html",
        status=422 if errors else 409 if refused else 200,
        rows=rows,
        form=form or NumbersForm(),
        reference=reference,
        errors=errors or {},
        refused=refused,
        day_hint=DAY_HINT,
    )
