"""Who asks what of which face, as far as a web request tells: for the faults."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping

from cryptography import x509
from flask import request
from werkzeug.exceptions import HTTPException

from ..appgate import SESSION_ID
from ..faces import json_of_request
from ..faults import Face, Occasion
from ..msa_reasons import MSARefusedError
from ..service.reception_sessions import ReceptionSessions
from ..stub import Stub
from ..terminal.access import COOKIE

_FACES = {
    "reception": Face.RECEPTION,
    "appgate": Face.APPGATE,
    "msagate": Face.APP,
    "terminal": Face.TERMINAL,
}


def occasion_of_request(stub: Stub) -> Occasion | None:
    """The present request for a page; None for a face that no fault is about."""
    face = _FACES.get(request.blueprint or "")
    if face is None:
        return None
    code = _INSTITUTIONS[face](stub)
    institution = stub.institutions.find(code)
    return Occasion(
        face=face,
        institution=code,
        region="" if institution is None else institution.region,
        person=lambda: _person(stub),
    )


def _of_reception(stub: Stub) -> str:
    arguments = request.view_args or {}
    if "token" in arguments:
        access = stub.institutions.by_token(str(arguments["token"]))
        return "" if access is None else access.institution.code
    return _of_session(stub, str(arguments.get("session_id", "")))


def _of_app(stub: Stub) -> str:
    return _of_session(stub, str(_json().get("session", "")))


def _of_session(stub: Stub, session_id: str) -> str:
    if not SESSION_ID.fullmatch(session_id):
        return ""
    session = ReceptionSessions(stub.database).get(session_id)
    return "" if session is None else session.institution_code


def _of_device(stub: Stub) -> str:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        return stub.msa_enrolment.device(token)[1].code
    except MSARefusedError:
        return ""


def _of_login(stub: Stub) -> str:
    login = stub.logins.find(request.cookies.get(COOKIE, ""))
    return "" if login is None else login.institution.code


_INSTITUTIONS: Mapping[Face, Callable[[Stub], str]] = {
    Face.RECEPTION: _of_reception,
    Face.APPGATE: _of_app,
    Face.APP: _of_device,
    Face.TERMINAL: _of_login,
}


def _person(stub: Stub) -> str:
    """Whose card an app has read; before that nobody knows who it is about."""
    try:
        der = base64.b64decode(str(_json().get("certificate", "")), validate=True)
        serial = x509.load_der_x509_certificate(der).serial_number
    except (binascii.Error, ValueError, x509.InvalidVersion):
        return ""
    person = stub.registry.by_certificate(serial)
    return "" if person is None else person.person_id


def _json() -> Mapping[str, object]:
    try:
        document = json_of_request()
    except HTTPException:  # Too long: the face itself says so, in its own form.
        return {}
    return document if isinstance(document, dict) else {}
