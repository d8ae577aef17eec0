"""Which names this server answers to: no other site's, so that none can reach it.

A page of any site may make its own name point at 127.0.0.1 (DNS rebinding); the
browser then takes the stub for that site. Its requests carry the site's name in
`Host`, and none of ours: an address, localhost, this machine, `--public-url`.
"""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from .config import StubConfig

_MOST_NAMES = 256
"""Of which a process remembers whether they are its own."""


class OwnNames:
    """The names of one stub."""

    def __init__(self, config: StubConfig) -> None:
        self._config = config
        self._seen = lru_cache(_MOST_NAMES)(self._include)

    def include(self, host: str) -> bool:
        """Whether a request to *host* (with or without a port) is meant for it."""
        return self._seen(host)

    def _include(self, host: str) -> bool:
        name = _name(host)
        return name == "localhost" or _is_address(name) or name in _own(self._config)


def _own(config: StubConfig) -> frozenset[str]:
    machine = socket.gethostname().lower()
    public = urlsplit(config.public_url or "").hostname or ""
    return frozenset({machine, f"{machine}.local", public.lower()} - {""})


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
