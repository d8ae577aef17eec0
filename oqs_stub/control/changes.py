"""`/control/…`: what happens to people, consents, cards and institutions meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from typing import TypeVar

from flask import Blueprint, Response, jsonify
from pydantic import TypeAdapter, ValidationError

from card_profiles.model import Coverage, MedicalTicket, Person

from ..records import (
    ConsentKind,
    Institution,
    InstitutionState,
    LapseReason,
    Settings,
    TreatmentCategory,
    is_region,
)
from ..stub import Stub
from ..validation_words import in_words
from .body import (
    ControlRequestError,
    body_of_request,
    flag,
    invalid,
    listed,
    moment,
    text,
    word,
)

T = TypeVar("T")

_COVERAGE = TypeAdapter(Coverage)
_COVERAGES = TypeAdapter(tuple[Coverage, ...])
_TICKET = TypeAdapter(MedicalTicket)
_PERSON = TypeAdapter(Person)
_SETTINGS = TypeAdapter(Settings)


def add_changes(blueprint: Blueprint, stub: Stub) -> None:
    """Tell one person whole, and change what the national side holds of them."""
    changes = stub.changes

    @blueprint.get("/people/<person_id>")
    def person(person_id: str) -> Response:
        found = changes.person(person_id)
        certificate = changes.certificate(person_id)
        told = _PERSON.dump_python(found.person, mode="json")
        del told["individual_number"]  # No face of the real system shows it.
        return jsonify(
            id=person_id,
            person=told,
            coverages=_COVERAGES.dump_python(found.coverages, mode="json"),
            insurance_use_registered=found.insurance_use_registered,
            certificate={
                "serial_number": f"{certificate.serial_number:x}",
                "revoked_at": (
                    certificate.revoked_at and certificate.revoked_at.isoformat()
                ),
            },
        )

    @blueprint.post("/people/<person_id>/coverages")
    def add_coverage(person_id: str) -> Response:
        changes.add_coverage(person_id, _read(_COVERAGE, body_of_request()))
        return person(person_id)

    @blueprint.put("/people/<person_id>/coverages")
    def replace_coverages(person_id: str) -> Response:
        coverages = _read(_COVERAGES, body_of_request().get("coverages"))
        changes.replace_coverages(person_id, coverages)
        return person(person_id)

    @blueprint.post("/people/<person_id>/tickets")
    def add_ticket(person_id: str) -> Response:
        changes.add_ticket(person_id, _read(_TICKET, body_of_request()))
        return person(person_id)

    @blueprint.delete("/people/<person_id>/tickets/<month>")
    def take_tickets(person_id: str, month: str) -> Response:
        changes.take_tickets(person_id, month=month)
        return person(person_id)

    @blueprint.put("/people/<person_id>/insurance-use")
    def insurance_use(person_id: str) -> Response:
        registered = flag(body_of_request(), "registered")
        changes.register_insurance_use(person_id, registered=registered)
        return person(person_id)

    @blueprint.put("/people/<person_id>/certificate")
    def certificate(person_id: str) -> Response:
        body = body_of_request()
        match text(body, "state"):
            case "revoked":
                at = moment(body, "at") if "at" in body else None
                changes.revoke_certificate(person_id, at=at)
            case "in-force":
                changes.reinstate_certificate(person_id)
            case other:
                raise invalid("state", " revoked, in-force のどれか", other)
        return person(person_id)

    consent = "/consents/<institution>/<person_id>/<category>"

    @blueprint.post(f"{consent}/lapse")
    def lapse(institution: str, person_id: str, category: str) -> Response:
        changes.lapse_consent(
            person_id,
            institution,
            word(TreatmentCategory, "診療区分", category),
            reason=word(LapseReason, "reason", body_of_request().get("reason")),
        )
        return jsonify(person=person_id)

    @blueprint.put(f"{consent}/kinds")
    def kinds(institution: str, person_id: str, category: str) -> Response:
        given = listed(body_of_request(), "kinds", example='["YZK"]')
        changes.change_consent(
            person_id,
            institution,
            word(TreatmentCategory, "診療区分", category),
            kinds=[word(ConsentKind, "kinds", kind) for kind in given],
        )
        return jsonify(person=person_id)

    @blueprint.get("/institutions")
    def institutions() -> Response:
        return jsonify(
            institutions=[_institution(one) for one in stub.institutions.all()]
        )

    @blueprint.put("/institutions/<code>")
    def change_institution(code: str) -> Response:
        body = body_of_request()
        state = (
            word(InstitutionState, "state", body["state"]) if "state" in body else None
        )
        region = text(body, "region") if "region" in body else None
        if region is not None and not is_region(region):
            raise invalid("region", "空白と記号のない20文字以内の名前", region)
        asks = {
            name: flag(body, name)
            for name in ("asks_visit_form", "asks_clinical_information")
            if body.get(name) is not None
        }
        changed = changes.change_institution(code, state=state, region=region, **asks)
        return jsonify(_institution(changed))

    @blueprint.put("/institutions/<code>/settings")
    def change_settings(code: str) -> Response:
        now = _SETTINGS.dump_python(stub.institutions.settings(code), mode="json")
        body = body_of_request()
        unknown = sorted(body.keys() - now.keys())
        if unknown:
            raise ControlRequestError(
                f"{', '.join(unknown)} という項目はありません（{', '.join(now)}）。"
            )
        changes.change_settings(code, _read(_SETTINGS, {**now, **body}))
        settings = stub.institutions.settings(code)
        return jsonify(_SETTINGS.dump_python(settings, mode="json"))


def _institution(institution: Institution) -> dict[str, object]:
    return asdict(institution)


def _read(adapter: TypeAdapter[T], document: object) -> T:
    try:
        return adapter.validate_python(document)
    except ValidationError as error:
        words = in_words(error, table="オブジェクト")
        raise ControlRequestError(words) from error
