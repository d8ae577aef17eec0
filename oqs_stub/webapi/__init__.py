"""The eligibility check as JSON over HTTP: authentication, refresh, search.

The messages are those of the folders, read and answered by the same service. Paths are
our own; on request also those that a public client is known to ask, never its hosts.
Client certificates (mutual TLS) are left to a proxy in front of the stub.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, request

from ..messages import EXCHANGES, Encoding, Exchange, Message, MessageError
from ..reasons import RefusedError
from ..service.inquiry_context import Origin
from ..service.webapi_tokens import FACE, Caller, DeniedError
from ..storage_trouble import trouble_of
from ..stub import Stub
from . import answers
from .answers import WebAPIError
from .requests import Requests

logger = logging.getLogger(__name__)

PUBLIC_PATHS = {
    "auth": "/oqs-api-pro/MSA12020/ILI12020SV01/auth",
    "search": "/oqs-api-pro/MSA01030/ILI01030SV01/search",
}
"""What a public client asks for; the real hosts have no place here."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")  # All but POST are told so.
_HEADER = "MessageHeader"
_SEARCH = "OQSsiquc01"
_SINGLE = {one.prefix: one for one in EXCHANGES if one.prefix[3:5] == "si"}


def webapi(stub: Stub) -> Blueprint:
    """`POST /webapi/auth`, `…/refresh`, `…/search` and `…/messages/<prefix>`."""
    blueprint = Blueprint("webapi", __name__)
    codes = stub.inquiries.codes
    requests = Requests(codes)
    grants = stub.webapi_tokens
    inquire = _inquirer(stub, requests)

    def auth() -> Response:
        institution, user, password = requests.fields(
            "medicalInstitutionCode", "userId", "password"
        )
        return answers.tokens(grants.authenticate(institution, user, password))

    def refresh() -> Response:
        (token,) = requests.fields("refreshToken")
        return answers.tokens(grants.refresh(token))

    def search() -> Response:
        return inquire(_SINGLE[_SEARCH])

    def other_message(prefix: str) -> Response:
        exchange = _SINGLE.get(prefix)
        if exchange is None:
            raise requests.error(404, "webapi_path_unknown", path=request.path)
        return inquire(exchange)

    def nothing(**_path: str) -> Response:
        raise requests.error(404, "webapi_path_unknown", path=request.path)

    def route(path: str, view: Callable[..., Response]) -> None:
        blueprint.add_url_rule(path, path, view, methods=_METHODS)

    route("/webapi/auth", auth)
    route("/webapi/refresh", refresh)
    route("/webapi/search", search)
    route("/webapi/messages/<prefix>", other_message)
    route("/webapi/<path:rest>", nothing)
    if stub.config.webapi_public_paths:
        route(PUBLIC_PATHS["auth"], auth)
        route(PUBLIC_PATHS["search"], search)

    @blueprint.errorhandler(RefusedError)
    def unreachable(_refusal: RefusedError) -> Response:
        return answers.refused(WebAPIError(503, codes.refusal("fault_outage")))

    @blueprint.errorhandler(WebAPIError)
    def refused(error: WebAPIError) -> Response:
        return answers.refused(error)

    @blueprint.errorhandler(DeniedError)
    def denied(error: DeniedError) -> Response:
        return answers.denied(error, codes)

    @blueprint.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        trouble = trouble_of(error)
        if trouble is not None:
            told = codes.refusal("storage_unavailable", trouble=trouble)
            return answers.refused(WebAPIError(503, told))
        logger.exception("unexpected error while answering", exc_info=error)
        return answers.failed(codes)

    return blueprint


def _inquirer(stub: Stub, requests: Requests) -> Callable[[Exchange], Response]:
    """What reads a message, lets the service answer it, and writes the answer."""
    service, codec, grants = stub.inquiries, stub.json_codec, stub.webapi_tokens

    def inquire(exchange: Exchange) -> Response:
        data = requests.body()
        caller = grants.identify(request.headers.get("Authorization", ""))
        try:
            message = codec.decode(data, exchange.request)
        except MessageError as error:
            if not error.path:
                raise requests.unreadable(error) from error
            return invalid(exchange, caller, data, error)
        grants.allow(caller, _institution(message))
        outcome = service.inquire(
            message, encoding=Encoding.UTF_8, origin=origin(caller)
        )
        if outcome.document is not None:
            return Response(outcome.document, mimetype="application/pdf")
        return answers.message(codec.encode(outcome.answer))

    def invalid(
        exchange: Exchange, caller: Caller, data: bytes, error: MessageError
    ) -> Response:
        """A message that keeps to no layout is answered, as in the folders."""
        echo = codec.loose_values(data)
        grants.allow(
            caller, echo.get("MedicalInstitutionCode", caller.institution_code)
        )
        refusal = service.codes.refusal("request_invalid", detail=str(error))
        answer = service.refuse(
            exchange, echo, refusal, encoding=Encoding.UTF_8, origin=origin(caller)
        )
        return answers.message(codec.encode(answer))

    def origin(caller: Caller) -> Origin:
        return Origin(face=FACE, actor=caller.account)

    return inquire


def _institution(message: Message) -> str:
    """The 医療機関コード that every request of the catalogue names."""
    header = getattr(message, _HEADER)
    return str(header.MedicalInstitutionCode)
