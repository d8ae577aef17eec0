"""`/control/faults`: what faults there are, which are armed, how often they came."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from ..faults import CATALOGUE, PROFILES, ArmedFault
from ..service.fault_targets import named_in_vain
from ..stub import Stub
from .body import LARGEST_NUMBER, body_of_request, number, text


def add_faults(blueprint: Blueprint, stub: Stub) -> None:
    """Arm faults, tell them, and take them away."""

    @blueprint.get("/faults")
    def faults() -> Response:
        return _told()

    @blueprint.get("/faults/catalogue")
    def catalogue() -> Response:
        return jsonify(
            faults=[
                {"name": kind.name, "title": kind.title, "summary": kind.summary}
                for kind in CATALOGUE.values()
            ],
            profiles=[
                {"name": one.name, "title": one.title, "faults": list(one.faults)}
                for one in PROFILES.values()
            ],
        )

    @blueprint.post("/faults")
    def arm() -> Response:
        body = body_of_request()
        seed = number(body, "seed", most=LARGEST_NUMBER) if "seed" in body else None
        armed = stub.faults.arm(text(body, "fault"), seed=seed)
        return make_response({"faults": [_shown(one) for one in armed]}, 201)

    @blueprint.delete("/faults")
    def clear() -> Response:
        stub.faults.clear()
        return _told()

    @blueprint.delete("/faults/<int:fault_id>")
    def take_away(fault_id: int) -> Response:
        stub.faults.take_away(fault_id)
        return _told()

    def _told() -> Response:
        return jsonify(
            faults=[_shown(armed) for armed in stub.faults.all()],
            unreadable=[
                {
                    "id": one.id,
                    "fault": one.text,
                    "armed_at": one.armed_at.isoformat(),
                    "why": one.why,
                    "what_to_do": one.what_to_do,
                }
                for one in stub.faults.unreadable()
            ],
        )

    def _shown(armed: ArmedFault) -> dict[str, object]:
        return {
            "id": armed.id,
            "fault": armed.fault.text,
            "kind": armed.fault.kind.name,
            "title": armed.fault.kind.title,
            "origin": armed.origin,
            "armed_at": armed.armed_at.isoformat(),
            "seen": armed.seen,
            "happened": armed.happened,
            "in_force": armed.in_force(stub.clock.now()),
            "named_in_vain": named_in_vain(
                armed.fault, registry=stub.registry, institutions=stub.institutions
            ),
        }
