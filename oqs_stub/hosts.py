"""Which names this server answers to: no other site's, so that none can reach it.

A page of any site may make its own name point at 127.0.0.1 (DNS rebinding); the
browser then takes the stub for that site. Its requests carry the site's name in
`Host`, and none of ours: an address, localhost, this machine, `--public-url`.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from .config import StubConfig


def answers_to(host: str, config: StubConfig) -> bool:
    """Whether a request to *host* (with or without a port) is meant for the stub."""
    name = _name(host)
    return name == "localhost" or _is_address(name) or name in _own(config)


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
