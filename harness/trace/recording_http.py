"""An HTTP transport that writes down, masked, what goes through it."""

from __future__ import annotations

import codecs
import functools
import json
import re
import ssl
import time
from urllib.parse import parse_qsl, urlencode

import httpx

from ..journal import HTTPExchange, Journal

HIDDEN = "***"
SECRET_FIELD = re.compile(
    r"password|passwd|passcode|activation|token|secret|(?:^|[_-])pin(?:[_-]|$)|パスワード|暗証番号",
    re.IGNORECASE,
)
IDENTIFYING_FIELDS = frozenset({"certificate"})
SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie"}
)
TEXT_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")
FORM_TYPE = "application/x-www-form-urlencoded"
TIMEOUT_SECONDS = 10.0
USER_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Mynabench) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Mobile Safari/537.36"
)


class RecordingTransport(httpx.BaseTransport):
    """Pass requests on to another transport and enter both sides into a journal.

    Passwords, tokens and cookies never reach the journal, nor does a certificate
    whose holder is not *fictitious*.
    """

    def __init__(
        self, inner: httpx.BaseTransport, journal: Journal, *, fictitious: bool = False
    ) -> None:
        self._inner = inner
        self._journal = journal
        self._fictitious = fictitious

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        started = time.perf_counter()
        try:
            response = self._inner.handle_request(request)
            response.read()
        except httpx.TransportError:
            self._enter(request, None, started=started)
            raise
        self._enter(request, response, started=started)
        return response

    def close(self) -> None:
        self._inner.close()

    def _enter(
        self, request: httpx.Request, response: httpx.Response | None, *, started: float
    ) -> None:
        """Note one exchange; a request without an answer has status 0."""
        self._journal.http.append(
            HTTPExchange(
                step=self._journal.current,
                method=request.method,
                url=str(request.url),
                status=0 if response is None else response.status_code,
                request_headers=_headers(request.headers),
                request_body=self._request_body(request),
                response_headers=() if response is None else _headers(response.headers),
                response_body="" if response is None else self._response_body(response),
                started_at=started,
                ms=(time.perf_counter() - started) * 1000,
            )
        )

    def _request_body(self, request: httpx.Request) -> str:
        kind = request.headers.get("content-type", "")
        if kind.startswith(FORM_TYPE):
            text = request.content.decode("utf-8", errors="replace")
            return urlencode(
                [
                    (name, HIDDEN if self._is_secret(name) else value)
                    for name, value in parse_qsl(text, keep_blank_values=True)
                ],
                safe="*",
            )
        if kind.startswith("application/json"):
            return self._masked_json(request.content)
        return _text(request.content, kind)

    def _response_body(self, response: httpx.Response) -> str:
        kind = response.headers.get("content-type", "")
        if kind.startswith("application/json"):
            return self._masked_json(response.content)
        return _text(response.content, kind)

    def _masked_json(self, body: bytes) -> str:
        try:
            document = json.loads(body)
        except ValueError:
            return HIDDEN  # What cannot be read cannot be known to be harmless.
        mark = "\ufeff" if body.startswith(codecs.BOM_UTF8) else ""
        return mark + json.dumps(self._masked(document), ensure_ascii=False)

    def _masked(self, value: object) -> object:
        if isinstance(value, dict):
            return {
                name: HIDDEN if self._is_secret(str(name)) else self._masked(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._masked(inner) for inner in value]
        return value

    def _is_secret(self, name: str) -> bool:
        if name.lower() in IDENTIFYING_FIELDS:
            return not self._fictitious
        return SECRET_FIELD.search(name) is not None


def web_transport() -> httpx.HTTPTransport:
    """Return a transport of its own connections; all share one set of trusted CAs."""
    return httpx.HTTPTransport(verify=_trusted_authorities())


def recording_client(
    journal: Journal, *, fictitious: bool = False, timeout: float = TIMEOUT_SECONDS
) -> httpx.Client:
    """Return a client that keeps cookies, follows no redirect and records all.

    It ignores proxies of the environment: benches talk to loopback or to the one
    server that their file names. Every wait ends after *timeout* seconds.
    """
    return httpx.Client(
        transport=RecordingTransport(web_transport(), journal, fictitious=fictitious),
        timeout=timeout,
        follow_redirects=False,
        headers={"User-Agent": USER_AGENT, "Accept-Language": "ja-JP,ja;q=0.9"},
        trust_env=False,
    )


@functools.cache
def _trusted_authorities() -> ssl.SSLContext:
    """Load the CAs of web servers once; it takes longer than a whole page."""
    return httpx.create_ssl_context()


def _headers(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, HIDDEN if name.lower() in SECRET_HEADERS else value)
        for name, value in headers.multi_items()
    )


def _text(body: bytes, kind: str) -> str:
    if not body:
        return ""
    if not kind.startswith(TEXT_TYPES):
        return f"<{kind or 'unknown type'}, {len(body)} bytes>"
    return body.decode("utf-8", errors="replace")
