"""`/control/care`: what claims would tell, 往診, and consents put to another use."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, jsonify

from ..records import TreatmentCategory, VisitForm
from ..service.care_told import VisitFormsMixedError
from ..stub import Stub
from .body import ControlRequestError, body_of_request, day, text


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
        form = _form(text(body_of_request(), "form"))
        try:
            marked = stub.care_told.mark_visit(person_id, code, day=day(on), visit=form)
        except VisitFormsMixedError as error:
            raise ControlRequestError(str(error), status=409) from error
        if not marked:
            raise ControlRequestError(f"no card was checked there on {on}", status=409)
        return jsonify(person=person_id, day=on, form=form)

    @blueprint.post("/care/<code>/<person_id>/change-use")
    def change_use(code: str, person_id: str) -> Response:
        category = _category(text(body_of_request(), "category"))
        if stub.care_told.change_use(person_id, code, category) is None:
            raise ControlRequestError("there is no such consent", status=409)
        return jsonify(person=person_id)


def _months(stub: Stub, person_id: str, code: str) -> Response:
    months = stub.care_told.months(person_id, code)
    return jsonify(months=[f"{month:%Y-%m}" for month in months])


def _listed(body: dict[str, object]) -> list[date]:
    months = body.get("months")
    if not isinstance(months, list):
        raise ControlRequestError('expected "months" to be a list, such as ["2026-04"]')
    return [day(f"{month}-01") for month in months]


def _form(word: str) -> VisitForm:
    try:
        return VisitForm(word)
    except ValueError as error:
        raise ControlRequestError(
            f"expected a form of {', '.join(VisitForm)}, got {word!r}"
        ) from error


def _category(word: str) -> TreatmentCategory:
    try:
        return TreatmentCategory(word)
    except ValueError as error:
        raise ControlRequestError(
            f"expected a category of {', '.join(TreatmentCategory)}, got {word!r}"
        ) from error
