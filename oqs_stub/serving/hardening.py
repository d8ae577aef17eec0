"""The headers that every answer of the stub carries, whatever made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..faces import SECURITY_HEADERS

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WANTED = [(name.lower(), (name, value)) for name, value in SECURITY_HEADERS.items()]


class Hardened:
    """*app* with `SECURITY_HEADERS`, but for those that an answer has of its own."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: OptExcInfo | None = None,
        ) -> Callable[[bytes], object]:
            own = {name.lower() for name, _ in headers}
            headers += [header for name, header in _WANTED if name not in own]
            return start_response(status, headers, exc_info)

        return self._app(environ, start)
