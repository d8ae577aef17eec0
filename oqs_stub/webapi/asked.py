"""What the WebAPI reads: POSTed JSON with a token, or a clear word on what is wrong."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.wsgi import get_input_stream

from ..error_codes import ErrorCodes
from ..messages import MessageError
from ..messages.json_text import parse_json
from ..serving.quick import QUICK
from .answers import WebAPIError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LARGEST_BODY = 64 * 1024
"""Bytes of the largest request: about one person, never a list."""

_MOST_KINDS = 64
"""Values of `Content-Type` that are taken apart only once."""

_DIGITS = 6  # Of a length that is at once seen to be small enough.
_SHOWN = 80  # Characters of what came that an answer repeats.


class Asked:
    """One request. Its methods raise `WebAPIError`."""

    __slots__ = ("_codes", "_environ", "authorization", "method", "path")

    def __init__(self, environ: WSGIEnvironment, codes: ErrorCodes) -> None:
        self._environ = environ
        self._codes = codes
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO", "")
        self.authorization: str = environ.get("HTTP_AUTHORIZATION", "")

    @property
    def is_quick(self) -> bool:
        """Whether others wait for the answer to this request."""
        return QUICK in self._environ

    @property
    def error_to_tell(self) -> Exception | None:
        """Why nothing of this request, which was answered once, came to disk."""
        error: Exception | None = self._environ.get(QUICK)
        return error

    @property
    def shown_path(self) -> str:
        """The path as a person wrote it."""
        # WSGI hands bytes on as Latin-1.
        return self.path.encode("latin-1").decode(errors="replace")[:_SHOWN]

    def body(self) -> bytes:
        """The bytes of a POST that says it is JSON in UTF-8."""
        if self.method != "POST":
            raise self.error(405, "webapi_method", method=self.method[:_SHOWN])
        kind = self._environ.get("CONTENT_TYPE", "")
        if not _is_json(kind):
            raise self.error(415, "webapi_content_type", came=kind[:_SHOWN] or "なし")
        length = small_length(self._environ)
        if length is not None:
            data: bytes = self._environ["wsgi.input"].read(length)
            return data
        try:
            return get_input_stream(
                self._environ, max_content_length=LARGEST_BODY
            ).read()
        except RequestEntityTooLarge as error:
            raise self.error(413, "webapi_too_large", most=str(LARGEST_BODY)) from error

    def fields(self, *names: str) -> tuple[str, ...]:
        """The texts of a JSON object by these names; all of them must be there."""
        try:
            document = parse_json(self.body())
            if not isinstance(document, dict):
                raise MessageError("", expected="JSONのオブジェクト", came="別の値")
            return tuple(_text(document, name) for name in names)
        except MessageError as error:
            raise self.unreadable(error) from error

    def unreadable(self, error: MessageError) -> WebAPIError:
        """The refusal of what is no JSON of the form that was wanted."""
        return self.error(400, "webapi_not_json", detail=str(error))

    def error(self, status: int, name: str, **values: str) -> WebAPIError:
        """A refusal by the name of its code."""
        return WebAPIError(status, self._codes.refusal(name, **values))


def small_length(environ: WSGIEnvironment) -> int | None:
    """The length that a request says it has, if at once seen to be small enough."""
    length = environ.get("CONTENT_LENGTH", "")
    if length.isdecimal() and len(length) < _DIGITS and int(length) <= LARGEST_BODY:
        return int(length)
    return None


@lru_cache(_MOST_KINDS)
def _is_json(content_type: str) -> bool:
    """Whether a `Content-Type` says JSON, in UTF-8."""
    kind, options = parse_options_header(content_type)
    charset = options.get("charset", "utf-8").lower()
    return kind.lower() == "application/json" and charset in ("utf-8", "utf8")


def _text(document: dict[str, object], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise MessageError(
            name, expected="空でない文字列", came="なし" if value is None else "別の値"
        )
    return value
