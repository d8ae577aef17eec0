"""Which names this server answers to: no other site's, so that none can reach it.

A page of any site may make its own name point at 127.0.0.1 (DNS rebinding); the
browser then takes the stub for that site. Its requests carry the site's name in
`Host`, and none of ours: an address, localhost, this machine, `--public-url`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_host

from ..config import StubConfig
from ..faces import SECURITY_HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MOST_NAMES = 256
"""Of which a process remembers whether they are its own."""

_SHOWN = 80  # Characters of a name that an answer repeats.
_OTHER_NAME = (
    "{host} という名前では答えません。127.0.0.1 などのアドレスか localhost、または"
    "--public-url に書いたホスト名で開いてください。\n"
)


class OwnNames:
    """*app*, for requests to the names of one stub; others are told 421."""

    def __init__(self, config: StubConfig, app: WSGIApplication) -> None:
        self._config = config
        self._app = app
        self._include = lru_cache(_MOST_NAMES)(self._is_own)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
        if self._include(host):
            return self._app(environ, start_response)
        told = _OTHER_NAME.format(host=host[:_SHOWN]).encode(errors="replace")
        start_response(
            "421 Misdirected Request",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(told))),
                *SECURITY_HEADERS.items(),
            ],
        )
        return () if environ["REQUEST_METHOD"] == "HEAD" else (told,)

    def _is_own(self, host: str) -> bool:
        """Whether a request to *host* (with or without a port) is meant for it."""
        name = _name(host)
        return name == "localhost" or _is_address(name) or name in _own(self._config)


def _own(config: StubConfig) -> frozenset[str]:
    machine = socket.gethostname().lower()
    public = urlsplit(config.public_url or "").hostname or ""
    return frozenset({machine, f"{machine}.local", public.lower()} - {""})


def _name(host: str) -> str:
    """The name in a `Host`, without a port; "" for what cannot stand there."""
    try:
        whole = get_host("http", host)
        return (urlsplit(f"//{whole}").hostname or "").lower()
    except (ValueError, SecurityError):
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
