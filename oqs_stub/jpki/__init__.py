"""The test CA's responder: revocation lists and OCSP, DER over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..stub import Stub


def responder(stub: Stub) -> Blueprint:
    """`/jpki/{auth,sign}/crl` and `/jpki/{auth,sign}/ocsp` of the stub's CAs."""
    blueprint = Blueprint("jpki", __name__, url_prefix="/jpki")
    authorities = {"auth": stub.pki.auth, "sign": stub.pki.sign}

    @blueprint.get("/<any(auth, sign):kind>/crl")
    def crl(kind: str) -> Response:
        der = authorities[kind].crl(now=stub.clock.now())
        return Response(der, mimetype="application/pkix-crl")

    @blueprint.post("/<any(auth, sign):kind>/ocsp")
    def ocsp(kind: str) -> Response:
        der = authorities[kind].ocsp_response(request.get_data(), now=stub.clock.now())
        return Response(der, mimetype="application/ocsp-response")

    return blueprint
