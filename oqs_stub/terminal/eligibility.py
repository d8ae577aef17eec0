"""「資格確認」: one person by the numbers of the insurance card."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from ..faces import page
from ..service.terminal_rights import Task
from ..stub import Stub
from ..typed_days import DAY_HINT, TypedError, read_day, tidy
from .access import require_login
from .shown import shown_answer
from .typed import NumbersForm


def add_eligibility_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the check by number on *blueprint*."""

    @blueprint.get("/eligibility")
    def eligibility() -> Response:
        require_login(stub, Task.ELIGIBILITY)
        return _form(stub, NumbersForm(), day=f"{stub.terminal.today()}")

    @blueprint.post("/eligibility")
    def check_eligibility() -> Response:
        login = require_login(stub, Task.ELIGIBILITY)
        form = NumbersForm.of(request.form)
        typed_day = request.form.get("day", "")
        agreed = request.form.get("limit", "") == "1"
        errors = form.errors(today=stub.terminal.today())
        day = stub.terminal.today()
        if tidy(typed_day):
            try:
                day = read_day(typed_day)
            except TypedError as error:
                errors["day"] = f"資格確認日：{error}"
        if errors or "edit" in request.form:
            return _form(stub, form, day=typed_day, agreed=agreed, errors=errors)
        answered = stub.terminal_inquiries.eligibility(
            login,
            form.numbers(),
            on=day,
            limit_consented=agreed,
            chosen=request.form.get("chosen", ""),
        )
        shown = shown_answer(answered)
        return page(
            "terminal/person_result.html",
            heading="資格確認の結果",
            title="資格確認",
            person=shown,
            candidates=(
                list(zip(answered.people, shown.records, strict=True))
                if len(set(answered.people)) > 1
                else []
            ),
            fields=_fields(form, day=f"{day}", agreed=agreed),
            action="terminal.check_eligibility",
            asked_on=day,
            online_days=stub.terminal.online_days(login, answered.people),
        )


def _form(
    stub: Stub,
    form: NumbersForm,
    *,
    day: str,
    agreed: bool = False,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        "terminal/eligibility.html",
        status=422 if errors else 200,
        form=form,
        day=day,
        agreed=agreed,
        errors=errors or {},
        day_hint=DAY_HINT,
    )


def _fields(form: NumbersForm, *, day: str, agreed: bool) -> dict[str, str]:
    """The form once more, for choosing among candidates and for correcting it."""
    fields = {name: getattr(form, name) for name in form.__dataclass_fields__}
    return {**fields, "day": day, **({"limit": "1"} if agreed else {})}
