"""`/control/people/…/face`: a patient at the face reader of an institution."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, make_response

from ..records import ConsentForm, ConsentKind, Prescription
from ..service.face_reader import Held
from ..stub import Stub
from .body import ControlRequestError, body_of_request, text, word_of


def add_faces(blueprint: Blueprint, stub: Stub) -> None:
    """Let a person pass the face reader; the result goes to `face`."""

    @blueprint.post("/people/<person_id>/face")
    def face(person_id: str) -> Response:
        body = body_of_request()
        received = stub.face_reader.receive(
            person_id,
            text(body, "institution"),
            _face_form(body),
            held=word_of(body, "held", Held.CARD),
        )
        return make_response(asdict(received), 201)


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
