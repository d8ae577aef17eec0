"""Keeping what was asked by WebAPI and what was answered, whatever made the answer."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .kept_messages import KeptMessages
from .webapi import PREFIX, PUBLIC_PATHS, SEARCH
from .webapi.asked import small_length

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MESSAGE = re.compile(rf"{PREFIX}messages/(?P<prefix>[A-Za-z0-9]{{1,20}})")
_SEARCH_PATHS = (f"{PREFIX}search", PUBLIC_PATHS["search"])


class KeptWebAPI:
    """*app*, whose messages in JSON are kept. Passwords and tokens are not: what is
    sent to authenticate, and the headers of a request, are left out."""

    def __init__(self, app: WSGIApplication, kept: KeptMessages) -> None:
        self._app = app
        self._kept = kept

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        prefix = _prefix(environ.get("PATH_INFO", ""))
        asked = _read(environ) if prefix else None
        if asked is None:
            return self._app(environ, start_response)
        status, kind = "", ""

        def start(
            told: str,
            headers: list[tuple[str, str]],
            exc_info: OptExcInfo | None = None,
        ) -> Callable[[bytes], object]:
            nonlocal status, kind
            status = told.partition(" ")[0]
            kind = next((v for n, v in headers if n.lower() == "content-type"), "")
            return start_response(told, headers, exc_info)

        answer = self._app(environ, start)
        try:
            pieces = list(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        mark = "" if status == "200" else f"_{status}"
        extension = "pdf" if kind.startswith("application/pdf") else "json"
        self._kept.keep(
            {
                f"{prefix}req.json": asked,
                f"{prefix}res{mark}.{extension}": b"".join(pieces),
            }
        )
        return pieces


def _read(environ: WSGIEnvironment) -> bytes | None:
    """The body, left in *environ* to be read once more; None where none is to be kept.

    A POST without a body is an empty message, whether it says that its length is 0 or
    says nothing. What is larger than any message is left to be refused.
    """
    length = small_length(environ)
    if length is None:
        return b"" if _posts_nothing(environ) else None
    asked: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(asked)
    return asked


def _posts_nothing(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "POST"
        and not environ.get("CONTENT_LENGTH")
        and "HTTP_TRANSFER_ENCODING" not in environ
    )


def _prefix(path: str) -> str:
    """What kind of message is sent to *path*; "" where none is."""
    if path in _SEARCH_PATHS:
        return SEARCH
    found = _MESSAGE.fullmatch(path)
    return "" if found is None else found["prefix"]
