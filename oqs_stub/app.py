"""The stub's faces over HTTP: pages, gate, responder, terminal and control."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import flask
from flask import Flask, Response, jsonify
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from . import labels
from .appgate import gate
from .control import control_api
from .database.trouble import told_in_log, trouble_of
from .faces import STYLESHEET, page
from .jpki import responder
from .kept_messages import kept_in
from .kept_webapi import KeptWebAPI
from .msagate import msa_gate
from .notices import NOTICES
from .reasons import CALL_CENTRE, Reason
from .reception import reception_pages
from .serving.face_faults import add_face_faults
from .serving.hardening import Hardened
from .serving.hosts import OwnNames
from .serving.measured import Measured
from .storage_trouble import notice as notice_of_trouble
from .stub import Stub
from .terminal import terminal_screens
from .webapi import WebAPI

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

_LARGEST_BODY = 256 * 1024


def create_app(stub: Stub) -> Flask:
    """All faces of *stub*. The control face is there only if it has a token."""
    app = _bare(__name__)

    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        call_centre=CALL_CENTRE,
        stylesheet=STYLESHEET,
        kind_labels=labels.KIND_LABELS,
        visit_form_titles=labels.VISIT_FORM_TITLES,
        visit_form_labels=labels.VISIT_FORM_LABELS,
        kind_hints=labels.KIND_HINTS,
        clinical_labels=labels.CLINICAL_LABELS,
        clinical_hint=labels.CLINICAL_HINT,
        limit_label=labels.LIMIT_LABEL,
        limit_hint=labels.LIMIT_HINT,
        category_labels=labels.CATEGORY_LABELS,
        prescription_labels=labels.PRESCRIPTION_LABELS,
        lapse_labels=labels.LAPSE_LABELS,
        validity_labels=labels.VALIDITY_LABELS,
        institution_kind_labels=labels.INSTITUTION_KIND_LABELS,
    )
    app.jinja_env.filters.update(
        ja_day=labels.japanese_day, ja_time=labels.japanese_time
    )
    app.register_blueprint(reception_pages(stub))
    app.register_blueprint(gate(stub))
    app.register_blueprint(responder(stub))
    app.register_blueprint(terminal_screens(stub))
    app.register_blueprint(msa_gate(stub))
    if stub.config.control_token is not None:
        from .control_page import control_page  # Not light, and off by default.

        app.register_blueprint(control_api(stub, token=stub.config.control_token))
        app.register_blueprint(control_page(stub, token=stub.config.control_token))
    add_face_faults(app, stub)
    app.register_error_handler(HTTPException, _other_page)
    app.register_error_handler(Exception, _server_error)

    @app.get("/")
    def index() -> Response:
        return page("index.html", institutions=stub.institutions.all())

    faces: WSGIApplication = WebAPI(stub, Hardened(app.wsgi_app))
    kept = kept_in(stub.config.keep_messages, stub.clock)
    if kept is not None:
        faces = KeptWebAPI(faces, kept)
    faces = Measured(faces, most=_LARGEST_BODY)
    app.wsgi_app = OwnNames(stub.config, faces)  # type: ignore[method-assign]  # As Flask's documentation has it.
    return app


def create_responder(stub: Stub) -> Flask:
    """The CA's responder alone, for a listener with threads of its own."""
    app = _bare(f"{__name__}.responder")
    app.register_blueprint(responder(stub))
    app.wsgi_app = Hardened(app.wsgi_app)  # type: ignore[method-assign]  # As above.
    return app


def _bare(name: str) -> Flask:
    app = Flask(name, root_path=flask.helpers.get_root_path(__name__))
    app.config.update(MAX_CONTENT_LENGTH=_LARGEST_BODY)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    return app


def _other_page(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return page("other.html", status=error.code, code=error.code, name=error.name or "")


def _server_error(error: Exception) -> Response:
    trouble = trouble_of(error)
    if trouble is None:
        logger.exception("unexpected error while answering", exc_info=error)
        notice = NOTICES[Reason.SERVER_ERROR]
    else:
        logger.warning("database or disk cannot be used: %s", told_in_log(error))
        notice = notice_of_trouble(trouble)
    return page(
        "refused.html",
        status=notice.status,
        reason=Reason.SERVER_ERROR,
        notice=notice,
        links=(),
    )
