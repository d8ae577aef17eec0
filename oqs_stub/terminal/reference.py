"""「照会番号登録」: the institution's own number of a patient, back in every answer."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from ..faces import page
from ..service.terminal_rights import Task
from ..stub import Stub
from ..typed_days import tidy
from .access import require_login
from .typed import NumbersForm

_LONGEST = 50


def add_reference_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the registration of 照会番号 on *blueprint*."""

    @blueprint.get("/reference")
    def reference() -> Response:
        require_login(stub, Task.REFERENCE)
        return _form(NumbersForm(), "")

    @blueprint.post("/reference")
    def register_reference() -> Response:
        login = require_login(stub, Task.REFERENCE)
        form = NumbersForm.of(request.form)
        number = tidy(request.form.get("reference", ""))
        errors = form.errors(today=stub.terminal.today(), with_birthdate=False)
        if not 0 < len(number) <= _LONGEST:
            errors["reference"] = f"照会番号を{_LONGEST}文字以内で入力してください。"
        if errors:
            return _form(form, number, errors=errors)
        answered = stub.terminal_inquiries.register_reference(
            login, number, form.numbers(with_birthdate=False)
        )
        if answered.message:
            return _form(form, number, refused=answered.message)
        return _form(NumbersForm(), "", done=number)


def _form(
    form: NumbersForm,
    number: str,
    *,
    errors: Mapping[str, str] | None = None,
    refused: str = "",
    done: str = "",
) -> Response:
    return page(
        "terminal/reference.html",
        status=422 if errors else 409 if refused else 200,
        form=form,
        reference=number,
        errors=errors or {},
        refused=refused,
        done=done,
    )
