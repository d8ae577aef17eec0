"""Out-of-band control for tests: the clock, the people, and what was recorded.

One file a resource; each adds its own addresses to the one blueprint.
"""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, make_response, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from card_profiles.loader import PersonaError

from ..faults import FaultError, FaultUnknownError
from ..institutions import InstitutionUnknownError, SettingsRefusedError
from ..messages.drift import DriftError
from ..registry import PersonUnknownError
from ..service.changes import ChangeRefusedError
from ..service.face_reader import FaceRefusedError
from ..storage_trouble import Trouble, trouble_of
from ..stub import Stub
from .body import ControlRequestError
from .care import add_care
from .changes import add_changes
from .clock import add_clock
from .consents import add_consents
from .disasters import add_disasters
from .drifts import add_drifts
from .faces import add_faces
from .faults import add_faults
from .institutions import add_institutions
from .ledger import add_ledger
from .people import add_people
from .reception import add_reception
from .terminal import add_terminal

_RESOURCES = (
    add_clock,
    add_people,
    add_changes,
    add_reception,
    add_care,
    add_disasters,
    add_faces,
    add_faults,
    add_drifts,
    add_consents,
    add_institutions,
    add_ledger,
    add_terminal,
)


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

    @blueprint.errorhandler(FaultError)
    @blueprint.errorhandler(DriftError)
    def misspelt(error: Exception) -> Response:
        return _error(str(error), 400)

    @blueprint.errorhandler(FaceRefusedError)
    @blueprint.errorhandler(ChangeRefusedError)
    @blueprint.errorhandler(SettingsRefusedError)
    def not_received(error: Exception) -> Response:
        return _error(str(error), 409)

    @blueprint.errorhandler(PersonUnknownError)
    @blueprint.errorhandler(InstitutionUnknownError)
    @blueprint.errorhandler(FaultUnknownError)
    @blueprint.errorhandler(PersonaError)
    def unknown(error: Exception) -> Response:
        return _error(str(error), 404)

    @blueprint.errorhandler(OperationalError)
    @blueprint.errorhandler(NoConnectionError)
    def unavailable(error: Exception) -> Response:
        trouble = trouble_of(error) or Trouble.AWAY
        return _error(trouble.sentence, 503)

    for add_resource in _RESOURCES:
        add_resource(blueprint, stub)
    return blueprint


def _error(message: str, status: int) -> Response:
    return make_response({"error": message}, status)
