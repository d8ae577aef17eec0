"""The HTTP traffic of a run as a HAR 1.2 document, which browsers can open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from ..journal import HTTPExchange

CREATOR = "mynabench"
NOT_KNOWN = -1  # HAR's own way of saying so.


def to_har(
    exchanges: Iterable[HTTPExchange], *, begun: datetime, version: str
) -> dict[str, object]:
    """Return *exchanges* as HAR 1.2; *begun* dates the first one.

    The recorder measures on a running clock, not on a calendar; the distances
    between requests are real, the calendar is the bench's.
    """
    known = list(exchanges)
    origin = known[0].started_at if known else 0.0
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": CREATOR, "version": version},
            "entries": [_entry(e, origin=origin, begun=begun) for e in known],
        }
    }


def _entry(
    exchange: HTTPExchange, *, origin: float, begun: datetime
) -> dict[str, object]:
    started = begun + timedelta(seconds=exchange.started_at - origin)
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": round(exchange.ms, 3),
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": round(exchange.ms, 3), "receive": 0},
        "_step": exchange.step,
    }


def _request(exchange: HTTPExchange) -> dict[str, object]:
    request: dict[str, object] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.request_headers),
        "queryString": _pairs(
            parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
        ),
        "headersSize": NOT_KNOWN,
        "bodySize": len(exchange.request_body.encode("utf-8")),
    }
    if exchange.request_body:
        request["postData"] = {
            "mimeType": _header(exchange.request_headers, "content-type"),
            "text": exchange.request_body,
        }
    return request


def _response(exchange: HTTPExchange) -> dict[str, object]:
    size = len(exchange.response_body.encode("utf-8"))
    return {
        "status": exchange.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.response_headers),
        "content": {
            "size": size,
            "mimeType": _header(exchange.response_headers, "content-type"),
            "text": exchange.response_body,
        },
        "redirectURL": _header(exchange.response_headers, "location"),
        "headersSize": NOT_KNOWN,
        "bodySize": size,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")
