"""`/control/people/…/face`: a patient at the face reader of an institution."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, make_response

from ..records import ConsentForm, ConsentKind, Prescription
from ..service.face_reader import Held
from ..stub import Stub
from .body import body_of_request, listed, text, word, word_of


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
    kinds = listed({"kinds": [], **body}, "kinds", example='["YZK"]')
    prescription = body.get("prescription")
    return ConsentForm(
        kinds=frozenset(word(ConsentKind, "kinds", kind) for kind in kinds),
        prescription=(
            None
            if prescription is None
            else word(Prescription, "prescription", prescription)
        ),
    )
