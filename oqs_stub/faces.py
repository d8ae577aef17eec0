"""What every face of the stub shares: its own address, and how pages are sent."""

from __future__ import annotations

import base64
import hashlib
import os
from importlib import resources
from typing import BinaryIO
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request, send_file
from markupsafe import Markup

from .config import StubConfig
from .messages.json_text import is_written_in_utf_8

STYLESHEET = Markup(  # noqa: S704 - a file of this package.
    resources.files(__package__)
    .joinpath("templates/style.css")
    .read_text(encoding="utf-8")
)
"""What every page has inside, so that a saved page looks as it did."""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLESHEET.encode()).digest()).decode()

SECURITY_HEADERS = {
    # Forms go to our own pages, a link there hands over to the app; nothing is
    # loaded from anywhere, and no style but ours counts.
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def base_url(config: StubConfig) -> str:
    """The stub's address as the asking side reaches it, without a slash at the end."""
    return (config.public_url or request.host_url).rstrip("/")


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """Render *template* as an HTML answer with that status."""
    return make_response(render_template(template, **values), status)


def sent_file(file: BinaryIO, name: str) -> Response:
    """*file*, to be saved under *name*, whatever stands in it; it is closed then."""
    plain = "".join(sign if sign.isprintable() else "_" for sign in name)
    answer = send_file(
        file,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=plain,
        conditional=False,
        etag=False,
    )
    answer.content_length = os.fstat(file.fileno()).st_size
    return answer


def json_of_request() -> object:
    """The JSON that was sent; None where it is none, too deep or no UTF-8 text."""
    try:
        document: object = request.get_json(silent=True)
        return document if is_written_in_utf_8(document) else None
    except RecursionError:
        return None


def over_tls(config: StubConfig) -> bool:
    """Whether the browser reaches the stub by TLS: its cookies are `Secure` then."""
    return request.is_secure or (config.public_url or "").startswith("https:")


def from_elsewhere(config: StubConfig) -> bool:
    """Whether a page of another site sent this request."""
    origin = request.headers.get("Origin")
    own = (request.host_url, config.public_url or request.host_url)
    return origin is not None and origin not in map(_origin, own)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
