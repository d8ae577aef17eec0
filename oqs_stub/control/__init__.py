"""Out-of-band control for tests: the clock, the people, and what was recorded.

One file a resource; each adds its own addresses to the one blueprint.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from card_profiles.loader import PersonaError

from ..database.trouble import NOT_NOW, Trouble, told_in_log, trouble_of
from ..faults import FaultError, FaultUnknownError
from ..institutions import InstitutionUnknownError, SettingsRefusedError
from ..kept_list import KeptUnreadableError
from ..messages.drift import DriftError
from ..registry import PersonUnknownError
from ..service.changes import ChangeRefusedError
from ..service.face_reader import FaceRefusedError
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
from .kept import add_kept
from .ledger import add_ledger
from .people import add_people
from .reception import add_reception
from .terminal import add_terminal
from .unknown import MethodUnknownError, add_unknown, refused_by_flask

logger = logging.getLogger(__name__)

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
    add_kept,
    add_terminal,
    add_unknown,
)

_REFUSALS: Mapping[type[Exception], tuple[str, int]] = MappingProxyType(
    {
        ChangeRefusedError: ("change-refused", 409),
        DriftError: ("drift-unknown", 400),
        FaceRefusedError: ("face-refused", 409),
        FaultError: ("fault-invalid", 400),
        FaultUnknownError: ("fault-unknown", 404),
        KeptUnreadableError: ("kept-unreadable", 503),
        InstitutionUnknownError: ("institution-unknown", 404),
        PersonUnknownError: ("person-unknown", 404),
        PersonaError: ("persona-unknown", 404),
        SettingsRefusedError: ("settings-refused", 409),
    }
)
"""What services raise, and what is a kind of it: the code and the status to tell it."""


_CODES: Mapping[Trouble, str] = MappingProxyType(
    {
        Trouble.AWAY: "database-away",
        Trouble.FULL: "database-full",
        Trouble.LOCKED: "database-locked",
        Trouble.READ_ONLY: "database-read-only",
        Trouble.FILES: "files-unusable",
    }
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
        return _error(
            "制御APIのトークンが要ります。Authorization: Bearer トークン の形の"
            "ヘッダーを付けてください。トークンは起動時に表示されます。",
            "token-invalid",
            401,
        )

    @blueprint.errorhandler(ControlRequestError)
    def invalid(error: ControlRequestError) -> Response:
        return _error(str(error), error.code, error.status)

    @blueprint.errorhandler(MethodUnknownError)
    def other_method(error: MethodUnknownError) -> Response:
        answer = invalid(error)
        answer.headers["Allow"] = ", ".join(error.methods)
        return answer

    @blueprint.errorhandler(HTTPException)
    def not_taken(error: HTTPException) -> Response:
        return invalid(refused_by_flask(error))

    @blueprint.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        logger.exception("unexpected error in the control API", exc_info=error)
        return _error(
            "スタブの中で思わぬエラーが起きました。スタブの記録（ログ）を"
            "確かめてください。",
            "server-error",
            500,
        )

    for kind, (code, status) in _REFUSALS.items():
        blueprint.register_error_handler(
            kind, partial(_refused, code=code, status=status)
        )

    def unavailable(error: Exception) -> Response:
        trouble = trouble_of(error)
        if trouble is None:
            return failed(error)
        if isinstance(error, OSError):
            logger.warning("the disk cannot be used: %s", told_in_log(error))
        return _error(trouble.sentence, _CODES[trouble], 503)

    for kind in NOT_NOW:
        blueprint.register_error_handler(kind, unavailable)

    for add_resource in _RESOURCES:
        add_resource(blueprint, stub)
    return blueprint


def _refused(error: Exception, *, code: str, status: int) -> Response:
    return _error(str(error), code, status)


def _error(message: str, code: str, status: int) -> Response:
    """The sentence is for people and may change; a program goes by the code."""
    told = json.dumps({"error": message, "code": code}, ensure_ascii=False)
    return Response(f"{told}\n", status, mimetype="application/json")
