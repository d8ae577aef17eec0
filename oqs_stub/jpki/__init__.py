"""The test CA's responder: revocation lists and OCSP, DER over HTTP."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request

from card_profiles.pki import PKIError

from ..database.trouble import NOT_NOW, told_in_log, trouble_of
from ..database.trouble import Trouble as DatabaseTrouble
from ..faults import Face
from ..stub import Stub
from .faulty import Trouble

logger = logging.getLogger(__name__)


def responder(stub: Stub) -> Blueprint:
    """`/jpki/{auth,sign}/crl` and `/jpki/{auth,sign}/ocsp` of the stub's CAs."""
    blueprint = Blueprint("jpki", __name__, url_prefix="/jpki")
    authorities = {"auth": stub.pki.auth, "sign": stub.pki.sign}

    @blueprint.get("/<any(auth, sign):kind>/crl")
    def crl(kind: str) -> Response:
        trouble = Trouble.now(stub.faults, Face.CRL)
        if trouble.down:
            return _down()
        der = authorities[kind].crl(now=trouble.clock(stub.clock.now()))
        return Response(trouble.signed(der), mimetype="application/pkix-crl")

    @blueprint.post("/<any(auth, sign):kind>/ocsp")
    def ocsp(kind: str) -> Response:
        trouble = Trouble.now(stub.faults, Face.OCSP)
        if trouble.down:
            return _down()
        der = authorities[kind].ocsp_response(
            request.get_data(),
            now=trouble.clock(stub.clock.now()),
            knows_nothing=trouble.knows_nothing,
        )
        return Response(trouble.signed(der), mimetype="application/ocsp-response")

    def not_now(error: Exception) -> Response:
        """Whether a fault is armed is in the database: without that none is known."""
        trouble = trouble_of(error)
        if trouble is None:
            raise error
        logger.warning("database or disk cannot be used: %s", told_in_log(error))
        return _unavailable(trouble.sentence)

    for kind in NOT_NOW:
        blueprint.register_error_handler(kind, not_now)

    @blueprint.errorhandler(PKIError)
    def no_register(error: PKIError) -> Response:
        logger.warning("the CAs cannot be used: %s", error)
        return _unavailable(DatabaseTrouble.FILES.sentence)

    return blueprint


def _down() -> Response:
    return _unavailable("stopped")


def _unavailable(reason: str) -> Response:
    return Response(f"{reason}\n", status=503, mimetype="text/plain")
