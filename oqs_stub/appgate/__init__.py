"""Where the app delivers what the card said: a certificate and a signature."""

from __future__ import annotations

import base64
import binascii
import logging
import re

from flask import Blueprint, Response, jsonify, make_response
from werkzeug.exceptions import RequestEntityTooLarge

from ..database.trouble import NOT_NOW, told_in_log, trouble_of
from ..faces import base_url, json_of_request
from ..launch import return_url
from ..notices import NOTICES, Notice, notice_of
from ..reasons import Reason, RefusedError
from ..storage_trouble import notice as notice_of_trouble
from ..stub import Stub

SESSION_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What ids of receptions look like."""

logger = logging.getLogger(__name__)


def gate(stub: Stub) -> Blueprint:
    """`POST /appgate/authentications`, JSON in and out."""
    blueprint = Blueprint("appgate", __name__, url_prefix="/appgate")

    @blueprint.post("/authentications")
    def authenticate() -> Response:
        session_id = ""
        try:
            fields = _fields(json_of_request())
            session_id = _session(fields["session"])
            session_id = stub.reception.authenticate(
                session_id,
                certificate_der=_bytes(
                    fields["certificate"], Reason.CERTIFICATE_UNTRUSTED
                ),
                signature=_bytes(fields["signature"], Reason.SIGNATURE_INVALID),
            )
        except RefusedError as refusal:
            return _refused(refusal.reason, _back(session_id), notice_of(refusal))
        except RequestEntityTooLarge:
            notice = NOTICES[Reason.CHALLENGE_INVALID]
            return _refused(Reason.CHALLENGE_INVALID, _back(""), notice)
        except Exception as error:
            # The app has to hear something it can show; the log has the rest.
            notice = _notice_of_fault(error)
            return _refused(Reason.SERVER_ERROR, _back(session_id), notice)
        return jsonify({"result": "accepted", "return": _back(session_id)})

    @blueprint.errorhandler(RefusedError)
    def refused(refusal: RefusedError) -> Response:
        return _refused(refusal.reason, _back(""), notice_of(refusal))

    def unavailable(error: Exception) -> Response:
        return _refused(Reason.SERVER_ERROR, _back(""), _notice_of_fault(error))

    for kind in NOT_NOW:
        blueprint.register_error_handler(kind, unavailable)

    def _back(session_id: str) -> str:
        here = base_url(stub.config)
        return return_url(base_url=here, session_id=session_id) if session_id else here

    return blueprint


def _fields(document: object) -> dict[str, str]:
    """The three fields of an authentication; anything else answers no challenge."""
    if not isinstance(document, dict):
        raise RefusedError(Reason.CHALLENGE_INVALID, "expected a JSON object")
    fields = {}
    for name in ("session", "certificate", "signature"):
        value = document.get(name)
        if not isinstance(value, str) or not value:
            raise RefusedError(Reason.CHALLENGE_INVALID, f"expected a string {name}")
        fields[name] = value
    return fields


def _session(text: str) -> str:
    """An id as receptions have it, fit to be put into a URL."""
    if not SESSION_ID.fullmatch(text):
        raise RefusedError(Reason.CHALLENGE_INVALID, "no reception has such an id")
    return text


def _bytes(text: str, reason: Reason) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedError(reason, "expected base64") from error


def _notice_of_fault(error: Exception) -> Notice:
    trouble = trouble_of(error)
    if trouble is not None:
        if isinstance(error, OSError):
            logger.warning("the disk cannot be used: %s", told_in_log(error))
        return notice_of_trouble(trouble)
    logger.exception("unexpected error while authenticating", exc_info=error)
    return NOTICES[Reason.SERVER_ERROR]


def _refused(reason: Reason, back: str, notice: Notice) -> Response:
    lines = (notice.message, notice.code, *notice.next_steps)
    message = "\n".join(line for line in lines if line)
    return make_response(
        {"result": "refused", "reason": reason, "message": message, "return": back},
        notice.status,
    )
