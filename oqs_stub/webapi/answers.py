"""What the WebAPI sends: JSON alone, whatever went wrong."""

from __future__ import annotations

import json

from flask import Response

from ..error_codes import ErrorCodes, Refusal
from ..service.webapi_tokens import Denial, DeniedError, Tokens

CONTENT_TYPE = "application/json;charset=UTF-8"

UTF_8 = "0"
"""`linkSysCharCd`, read as OQSCD005: the program that asks speaks UTF-8."""

_STATUS = {
    Denial.CREDENTIALS: 401,
    Denial.TOO_MANY: 429,
    Denial.TOKEN_MISSING: 401,
    Denial.TOKEN_INVALID: 401,
    Denial.TOKEN_EXPIRED: 401,
    Denial.OTHER_INSTITUTION: 403,
}


class WebAPIError(Exception):
    """A request that is no request of the WebAPI; carries status, code and text."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(refusal.line)
        self.status = status
        self.refusal = refusal


def message(data: bytes) -> Response:
    """A message that is written already."""
    return Response(data, content_type=CONTENT_TYPE)


def tokens(granted: Tokens) -> Response:
    """The answer to an authentication."""
    return _written(
        {
            "status": "success",
            "msg": "",
            "result": {
                "accessToken": granted.access,
                "refreshToken": granted.refresh,
                "idToken": granted.identity,
                "linkSysCharCd": UTF_8,
            },
        }
    )


def refused(error: WebAPIError) -> Response:
    """The answer to what is no request of the WebAPI."""
    return _error(error.refusal, error.status)


def denied(error: DeniedError, codes: ErrorCodes) -> Response:
    """The answer to whoever is not let in."""
    return _error(codes.refusal(error.denial, **error.values), _STATUS[error.denial])


def failed(codes: ErrorCodes) -> Response:
    """The answer where our own program failed."""
    return _error(codes.refusal("internal_error"), 500)


def _error(refusal: Refusal, status: int) -> Response:
    return _written(
        {"status": "error", "code": refusal.code, "msg": refusal.message}, status
    )


def _written(document: dict[str, object], status: int = 200) -> Response:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, content_type=CONTENT_TYPE)
