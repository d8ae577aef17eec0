"""Once the card was read: 登録完了, 同意照会・更新, すべての同意を取消す."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request

from ..launch import SESSION_PATH, Purpose
from ..rules.own_consents import Standing
from ..service.reception_form import FormRules, form_values, read_form
from ..service.reception_rows import SessionState
from ..stub import Stub
from .browser import Visit, of_reception

_SESSION = f"{SESSION_PATH}/<session_id>"

_DONE_PAGES = {
    Purpose.REGISTER: "reception/registered.html",
    Purpose.VIEW: "reception/updated.html",
    Purpose.CANCEL: "reception/cancelled.html",
}
_STORED_PAGES = {
    Purpose.VIEW: "reception/stored.html",
    Purpose.CANCEL: "reception/cancel.html",
}


def add_reviewing(blueprint: Blueprint, stub: Stub) -> None:
    """W5 and W6 behind the card."""
    review = stub.consent_review

    @blueprint.get(f"{_SESSION}/stored/<int:consent_id>")
    def change(session_id: str, consent_id: int) -> Response:
        @of_reception(stub)
        def form(visit: Visit) -> Response:
            if not _open(visit, Purpose.VIEW):
                return visit.go("arrive")
            one = review.one(visit.reception, consent_id)
            values = form_values(one.form, _rules(visit))
            return _form_page(visit, one, values, {})

        return form(session_id)

    @blueprint.post(f"{_SESSION}/stored/<int:consent_id>")
    def changed(session_id: str, consent_id: int) -> Response:
        @of_reception(stub)
        def keep(visit: Visit) -> Response:
            if not _open(visit, Purpose.VIEW):
                return visit.go("arrive")
            one = review.one(visit.reception, consent_id)
            filled = read_form(request.form, _rules(visit))
            if filled.errors:
                return _form_page(visit, one, filled.values, filled.errors, status=422)
            review.draft(visit.reception, consent_id, filled.form)
            return visit.go("confirm_change")

        return keep(session_id)

    @blueprint.get(f"{_SESSION}/change")
    @of_reception(stub)
    def confirm_change(visit: Visit) -> Response:
        session = visit.reception.session
        if not _open(visit, Purpose.VIEW) or session.consent_id is None:
            return visit.go("arrive")
        one = review.one(visit.reception, session.consent_id)
        return visit.page("reception/change.html", form=session.form, before=one)

    @blueprint.post(f"{_SESSION}/change")
    @of_reception(stub)
    def make_change(visit: Visit) -> Response:
        if visit.purpose is Purpose.VIEW:
            review.update(visit.reception)
        return visit.go("arrive")

    @blueprint.post(f"{_SESSION}/cancel")
    @of_reception(stub)
    def cancel_all(visit: Visit) -> Response:
        if visit.purpose is Purpose.CANCEL:
            review.cancel_all(visit.reception)
        return visit.go("arrive")


def outcome_page(stub: Stub, visit: Visit) -> Response:
    """What a reception shows once its card was read."""
    session = visit.reception.session
    if session.state is SessionState.FINISHED:
        return visit.page(_DONE_PAGES[visit.purpose], form=session.form)
    found = stub.consent_review.standing(visit.reception)
    template = _STORED_PAGES[visit.purpose] if found else "reception/nothing.html"
    return visit.page(
        template,
        found=found,
        purpose=visit.purpose,
        ends_at=session.started_at + stub.rules.reception.session_life,
    )


def _open(visit: Visit, purpose: Purpose) -> bool:
    return (
        visit.purpose is purpose
        and visit.reception.session.state is SessionState.AUTHENTICATED
    )


def _rules(visit: Visit) -> FormRules:
    """What can be changed: the consents and 発行形態, not the day nor the care."""
    return replace(visit.reception.entrance.rules, asks_date=False, visit_forms=())


def _form_page(
    visit: Visit,
    one: Standing,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> Response:
    return visit.page(
        "reception/stored_consents.html",
        status=status,
        one=one,
        values=values,
        errors=errors,
    )
