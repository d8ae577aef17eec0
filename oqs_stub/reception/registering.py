"""資格確認・同意登録: the choices of a reception under way, and their confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from ..launch import SESSION_PATH, Purpose
from ..service.reception import Reception
from ..service.reception_form import FilledForm, all_agreed, form_values, read_form
from ..stub import Stub
from .browser import Visit, of_reception

_SESSION = f"{SESSION_PATH}/<session_id>"


def add_registering(blueprint: Blueprint, stub: Stub) -> None:
    """W2 for 「修正する」, and W3."""
    service = stub.reception

    @blueprint.get(f"{_SESSION}/consents")
    @of_reception(stub)
    def correct(visit: Visit) -> Response:
        if not under_way(visit):
            return visit.go("arrive")
        kept = kept_choices(visit.reception)
        return _form_page(visit, kept.values, kept.errors)

    @blueprint.post(f"{_SESSION}/consents")
    @of_reception(stub)
    def corrected(visit: Visit) -> Response:
        if not under_way(visit):
            return visit.go("arrive")
        rules = visit.reception.entrance.rules
        if "agree-all" in request.form:
            return _form_page(visit, all_agreed(request.form, rules), {})
        filled = read_form(request.form, rules)
        if filled.errors:
            return _form_page(visit, filled.values, filled.errors, status=422)
        service.change(visit.reception, filled.form)
        return visit.go("confirm")

    @blueprint.get(f"{_SESSION}/confirm")
    @of_reception(stub)
    def confirm(visit: Visit) -> Response:
        if not under_way(visit):
            return visit.go("arrive")
        if kept_choices(visit.reception).errors:
            return visit.go("correct")
        session = visit.reception.session
        return visit.page(
            "reception/confirm.html",
            form=session.form,
            ends_at=session.started_at + stub.rules.reception.session_life,
        )


def kept_choices(reception: Reception) -> FilledForm:
    """What was chosen, by what is asked now.

    It has errors where midnight, or the institution, has overtaken the choices.
    """
    rules = reception.entrance.rules
    return read_form(form_values(reception.session.form, rules), rules)


def under_way(visit: Visit) -> bool:
    """Whether the choices may still be changed: they are not registered yet."""
    return (
        visit.purpose is Purpose.REGISTER and visit.reception.session.former_id is None
    )


def _form_page(
    visit: Visit,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> Response:
    return visit.page(
        "reception/consents.html", status=status, values=values, errors=errors
    )
