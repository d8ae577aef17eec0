"""What the WebAPI sends: JSON alone, whatever went wrong."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from ..error_codes import ErrorCodes, Refusal
from ..faces import SECURITY_HEADERS
from ..service.webapi_tokens import Denial, DeniedError, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse

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


class Answer(NamedTuple):
    """What is sent back: a body of that kind, or what there is of one."""

    body: bytes
    content_type: str = CONTENT_TYPE
    status: int = 200
    length: int | None = None  # Bytes that are promised; None: those there are.

    def broken_off(self) -> Answer:
        """Half of what is promised: the server closes the connection behind it."""
        half = self.body[: len(self.body) // 2]
        return self._replace(body=half, length=len(self.body))

    def send(self, start_response: StartResponse, *, head: bool) -> Iterable[bytes]:
        """Hand it to the server; only its *head*, where no more was asked for."""
        length = len(self.body) if self.length is None else self.length
        start_response(
            _LINES[self.status],
            [
                ("Content-Type", self.content_type),
                ("Content-Length", str(length)),
                *SECURITY_HEADERS.items(),
                *(_ALLOWED if self.status == HTTPStatus.METHOD_NOT_ALLOWED else ()),
            ],
        )
        return () if head else (self.body,)


_ALLOWED = (("Allow", "POST"),)
_LINES = {one.value: f"{one.value} {one.phrase}" for one in HTTPStatus}


def message(data: bytes) -> Answer:
    """A message that is written already."""
    return Answer(data)


def tokens(granted: Tokens) -> Answer:
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


def refused(error: WebAPIError) -> Answer:
    """The answer to what is no request of the WebAPI."""
    return _error(error.refusal, error.status)


def denied(error: DeniedError, codes: ErrorCodes) -> Answer:
    """The answer to whoever is not let in."""
    return _error(codes.refusal(error.denial, **error.values), _STATUS[error.denial])


def failed(codes: ErrorCodes) -> Answer:
    """The answer where our own program failed."""
    return _error(codes.refusal("internal_error"), 500)


def _error(refusal: Refusal, status: int) -> Answer:
    return _written(
        {"status": "error", "code": refusal.code, "msg": refusal.message}, status
    )


def _written(document: dict[str, object], status: int = 200) -> Answer:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Answer(text.encode(), status=status)
