"""`/control/people`: registering people and changing their cover."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from card_profiles.synth import Addresses

from ..messages.code_tables import table_values
from ..stub import Stub
from .body import (
    LARGEST_NUMBER,
    ControlRequestError,
    body_of_request,
    day,
    invalid,
    number,
    text,
    word_of,
)

MOST_PEOPLE = 100_000  # At once; `oqs serve --population` takes more.


def add_people(blueprint: Blueprint, stub: Stub) -> None:
    """Register people, ready or generated, and change what they are covered by."""

    @blueprint.post("/people")
    def post_people() -> Response:
        body = body_of_request()
        if "persona" in body:
            ids = stub.people.add_ready(text(body, "persona"))
        else:
            synthetic = body.get("synthetic")
            if not isinstance(synthetic, dict):
                raise ControlRequestError(
                    '{"persona": 名前} か {"synthetic": {"count": 人数, "seed": 種}} '
                    'を送ってください（synthetic には "addresses" も書けます）。'
                )
            ids = stub.people.add_synthetic(
                number(synthetic, "count", least=1, most=MOST_PEOPLE),
                seed=number(synthetic, "seed", most=LARGEST_NUMBER),
                addresses=word_of(synthetic, "addresses", Addresses.PREFECTURES),
            )
        return make_response({"ids": list(ids)}, 201)

    @blueprint.post("/people/<person_id>/lose-coverage")
    def lose_coverage(person_id: str) -> Response:
        body = body_of_request()
        on, reason = day(body, "on"), text(body, "reason")
        known = table_values("OQSCD008")
        if reason not in known:
            raise invalid("reason", f" {', '.join(known)}（OQSCD008）のどれか", reason)
        stub.people.lose_coverage(person_id, on=on, reason=reason)
        return jsonify(person=person_id)

    @blueprint.post("/people/<person_id>/move-coverage")
    def move_coverage(person_id: str) -> Response:
        stub.people.move_coverage(person_id, on=day(body_of_request(), "on"))
        return jsonify(person=person_id)
