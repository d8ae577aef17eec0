"""Out-of-band control for tests: the clock, the people, and what was recorded."""

from __future__ import annotations

import hmac
from dataclasses import asdict
from datetime import date, datetime

from flask import Blueprint, Response, jsonify, make_response, request

from card_profiles.loader import PersonaError

from ..clock import SettableClock
from ..faces import base_url
from ..institutions import InstitutionUnknownError
from ..messages.code_tables import table_values
from ..records import (
    Consent,
    ConsentForm,
    ConsentKind,
    Prescription,
    TreatmentCategory,
)
from ..registry import PersonUnknownError
from ..service.face_reader import FaceRefusedError
from ..stub import Stub
from ..urls import reception_url

MOST_PEOPLE = 100_000

_FIRST_YEAR, _LAST_YEAR = 1950, 2200  # Certificates, ages and months stay in bounds.
_LARGEST_NUMBER = 2**31 - 1


class ControlRequestError(ValueError):
    """A control request that cannot be carried out; the message says what is wrong."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def control_api(stub: Stub, *, token: str) -> Blueprint:
    """`/control/…`, JSON in and out, for whoever has the bearer *token*."""
    blueprint = Blueprint("control", __name__, url_prefix="/control")
    expected = f"Bearer {token}".encode()

    @blueprint.before_request
    def require_token() -> Response | None:
        given = request.headers.get("Authorization", "").encode()
        if hmac.compare_digest(given, expected):
            return None
        return _error("expected the bearer token of the control face", 401)

    @blueprint.errorhandler(ControlRequestError)
    def refused(error: ControlRequestError) -> Response:
        return _error(str(error), error.status)

    @blueprint.errorhandler(FaceRefusedError)
    def not_received(error: FaceRefusedError) -> Response:
        return _error(str(error), 409)

    @blueprint.errorhandler(PersonUnknownError)
    @blueprint.errorhandler(InstitutionUnknownError)
    @blueprint.errorhandler(PersonaError)
    def unknown(error: Exception) -> Response:
        return _error(str(error), 404)

    @blueprint.get("/clock")
    def get_clock() -> Response:
        return jsonify(now=stub.clock.now().isoformat())

    @blueprint.put("/clock")
    def put_clock() -> Response:
        if not isinstance(stub.clock, SettableClock):
            raise ControlRequestError(
                "this stub runs by the system's clock; start it with a fixed time",
                status=409,
            )
        stub.clock.set(_moment(_text(_body(), "now")))
        return jsonify(now=stub.clock.now().isoformat())

    @blueprint.post("/people")
    def add_people() -> Response:
        body = _body()
        if "persona" in body:
            ids = stub.people.add_ready(_text(body, "persona"))
        else:
            synthetic = body.get("synthetic")
            if not isinstance(synthetic, dict):
                raise ControlRequestError(
                    'expected {"persona": name} or {"synthetic": {"count", "seed"}}'
                )
            count = _number(synthetic, "count")
            if not 1 <= count <= MOST_PEOPLE:
                raise ControlRequestError(f"expected a count of 1 to {MOST_PEOPLE}")
            ids = stub.people.add_synthetic(count, seed=_number(synthetic, "seed"))
        return make_response({"ids": list(ids)}, 201)

    @blueprint.post("/people/<person_id>/lose-coverage")
    def lose_coverage(person_id: str) -> Response:
        body = _body()
        on, reason = _day(_text(body, "on")), _text(body, "reason")
        known = table_values("OQSCD008")
        if reason not in known:
            raise ControlRequestError(
                f"expected a reason of OQSCD008 ({', '.join(known)}), got {reason!r}"
            )
        stub.people.lose_coverage(person_id, on=on, reason=reason)
        return jsonify(person=person_id)

    @blueprint.post("/people/<person_id>/move-coverage")
    def move_coverage(person_id: str) -> Response:
        stub.people.move_coverage(person_id, on=_day(_text(_body(), "on")))
        return jsonify(person=person_id)

    @blueprint.post("/people/<person_id>/face")
    def face(person_id: str) -> Response:
        body = _body()
        received = stub.face_reader.receive(
            person_id, _text(body, "institution"), _face_form(body)
        )
        return make_response(asdict(received), 201)

    @blueprint.get("/ledger")
    def ledger() -> Response:
        after = request.args.get("after", default=0, type=int)
        entries = stub.ledger.entries(after=min(max(after, 0), _LARGEST_NUMBER))
        return jsonify(ledger=[entry.as_document() for entry in entries])

    @blueprint.get("/consents")
    def consents() -> Response:
        return jsonify(
            consents=[_consent(consent) for consent in stub.consents.everything()]
        )

    @blueprint.get("/institutions/<code>/url")
    def urls(code: str) -> Response:
        here = base_url(stub.config)
        return jsonify(
            {
                name: reception_url(
                    base_url=here,
                    category=category,
                    token=stub.institutions.url_token(code, category),
                )
                for name, category in (
                    ("home_visit", TreatmentCategory.HOME_VISIT),
                    ("online", TreatmentCategory.ONLINE),
                )
            }
        )

    return blueprint


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ControlRequestError("expected a JSON object")
    return body


def _text(body: dict[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ControlRequestError(f"expected a string {name!r}, got {value!r}")
    return value


def _number(body: dict[str, object], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ControlRequestError(f"expected a whole number {name!r}, got {value!r}")
    if not 0 <= value <= _LARGEST_NUMBER:
        raise ControlRequestError(
            f"expected {name!r} from 0 to {_LARGEST_NUMBER}, got {value}"
        )
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ControlRequestError(f"expected YYYY-MM-DD, got {text!r}") from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ControlRequestError(f"expected an ISO time, got {text!r}") from error
    if moment.tzinfo is None:
        raise ControlRequestError(f"expected a time with its zone, got {text!r}")
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ControlRequestError(
            f"expected a year from {_FIRST_YEAR} to {_LAST_YEAR}, got {text!r}"
        )
    return moment


def _face_form(body: dict[str, object]) -> ConsentForm:
    kinds, prescription = body.get("kinds", []), body.get("prescription")
    if not isinstance(kinds, list):
        raise ControlRequestError('expected "kinds" to be a list, such as ["YZK"]')
    try:
        return ConsentForm(
            kinds=frozenset(ConsentKind(kind) for kind in kinds),
            prescription=(
                None if prescription is None else Prescription(str(prescription))
            ),
        )
    except ValueError as error:
        raise ControlRequestError(str(error)) from error


def _consent(consent: Consent) -> dict[str, object]:
    document = asdict(consent)
    document["kinds"] = sorted(consent.kinds)
    for name in ("given_at", "lapsed_at", "examination_date"):
        value = document[name]
        document[name] = None if value is None else value.isoformat()
    document["withdrawn"] = [
        {"kind": one.kind, "at": one.at.isoformat(), "reason": one.reason}
        for one in consent.withdrawn
    ]
    return document


def _error(message: str, status: int) -> Response:
    return make_response({"error": message}, status)
