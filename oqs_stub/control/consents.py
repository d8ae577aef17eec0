"""`/control/consents`: every consent the stub holds."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from ..records import Consent
from ..stub import Stub


def add_consents(blueprint: Blueprint, stub: Stub) -> None:
    """Tell the consents, given and lapsed."""

    @blueprint.get("/consents")
    def consents() -> Response:
        return jsonify(
            consents=[_consent(consent) for consent in stub.consents.everything()]
        )


def _consent(consent: Consent) -> dict[str, object]:
    document = asdict(consent)
    document["kinds"] = sorted(consent.kinds)
    if consent.clinical is not None:
        document["clinical"] = sorted(consent.clinical)
    for name in ("given_at", "lapsed_at", "examination_date"):
        value = document[name]
        document[name] = None if value is None else value.isoformat()
    document["withdrawn"] = [
        {"kind": one.kind, "at": one.at.isoformat(), "reason": one.reason}
        for one in consent.withdrawn
    ]
    return document
