"""`/control/care`: what claims would tell, 往診, and consents put to another use."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, jsonify

from ..records import TreatmentCategory, VisitForm
from ..service.care_told import HOME_VISIT_FORMS, VisitFormsMixedError
from ..stub import Stub
from .body import ControlRequestError, body_of_request, invalid, listed, read_day, word


def add_care(blueprint: Blueprint, stub: Stub) -> None:
    """Tell and change what is known of a person's care at an institution."""

    @blueprint.get("/care/<code>/<person_id>/months")
    def get_months(code: str, person_id: str) -> Response:
        return _months(stub, person_id, code)

    @blueprint.put("/care/<code>/<person_id>/months")
    def put_months(code: str, person_id: str) -> Response:
        stub.care_told.prove_months(person_id, code, _listed(body_of_request()))
        return _months(stub, person_id, code)

    @blueprint.put("/care/<code>/<person_id>/visits/<on>")
    def put_visit(code: str, person_id: str, on: str) -> Response:
        given = body_of_request().get("form")
        form = word(VisitForm, "form", given)
        if form not in HOME_VISIT_FORMS:
            raise invalid("form", f" {', '.join(HOME_VISIT_FORMS)} のどれか", given)
        day = read_day("診療日", on)
        try:
            marked = stub.care_told.mark_visit(person_id, code, day=day, visit=form)
        except VisitFormsMixedError as error:
            raise ControlRequestError(
                str(error), code="visit-forms-mixed", status=409
            ) from error
        if not marked:
            raise ControlRequestError(
                f"{on} に {person_id} のカードは、医療機関等 {code} で確認されて"
                "いません。訪問診療等の受付をした日を指定してください。",
                code="visit-unknown",
                status=409,
            )
        return jsonify(person=person_id, day=on, form=form)

    @blueprint.post("/care/<code>/<person_id>/change-use")
    def change_use(code: str, person_id: str) -> Response:
        given = body_of_request().get("category")
        category = word(TreatmentCategory, "category", given)
        if stub.care_told.change_use(person_id, code, category) is None:
            raise ControlRequestError(
                f"{person_id} は、医療機関等 {code} の診療区分 {category} に"
                "同意をしていません。",
                code="consent-unknown",
                status=409,
            )
        return jsonify(person=person_id)


def _months(stub: Stub, person_id: str, code: str) -> Response:
    months = stub.care_told.months(person_id, code)
    return jsonify(months=[f"{month:%Y-%m}" for month in months])


def _listed(body: dict[str, object]) -> list[date]:
    months = listed(body, "months", example='["2026-04"]')
    return [_month(month) for month in months]


def _month(value: object) -> date:
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError as error:
        raise invalid("months", " 2026-04 のような年月", value) from error
