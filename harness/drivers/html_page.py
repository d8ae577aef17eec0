"""A browser without scripts: walks real pages over HTTP, by the labels people see."""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from ..journal import Journal, ScreenShot
from ..ports import Screen, TransportError
from .html_document import HTMLDocument, PageError, RequiredFieldEmpty
from .html_form import Submission
from .picture_code import read_code

FORM_TYPE = "application/x-www-form-urlencoded"
PAGE_TYPES = ("text/html", "application/xhtml+xml")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
MOST_REDIRECTS = 20
WEB_SCHEMES = frozenset({"http", "https"})
NO_APP_SCHEMES = WEB_SCHEMES | {"", "about", "blob", "data", "file", "javascript"}
BLANK_PAGE = "about:blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that a link or button brought instead of a page."""

    url: str
    media_type: str
    content: bytes


class HTMLPage:
    """One browser tab. It submits what the page rendered and nothing else.

    Redirects are followed one by one, so that one that leads to an app's scheme is
    a launch: the tab then stays where it was, as a browser's does. A form that a
    browser would hold back (a required field is empty) is not sent; the screen then
    says so.
    """

    def __init__(self, client: httpx.Client, *, journal: Journal | None = None) -> None:
        """Browse by *client* (it keeps the cookies); show pages to *journal* too."""
        self._client = client
        self._journal = journal
        self._page = HTMLDocument("", url=BLANK_PAGE, status=0)
        self._notice = ""
        self._launched: str | None = None
        self._download: Download | None = None

    def open(self, url: str) -> Screen:
        """Go to *url* as if it had been typed or scanned."""
        self._begin_act()
        self._go("GET", url)
        return self.screen()

    def screen(self) -> Screen:
        """Describe what the tab shows now."""
        return self._page.screen(notice=self._notice)

    def choose(self, group: str, option: str) -> None:
        """Choose *option* of the group with that legend; raises `PageError`."""
        self._page.choose(group, option)

    def uncheck(self, group: str, option: str) -> None:
        """Take the tick out of the box *option* of that group."""
        self._page.uncheck(group, option)

    def is_chosen(self, group: str, option: str) -> bool:
        """Tell whether *option* of that group is chosen now."""
        return self._page.is_chosen(group, option)

    def fill(self, label: str, value: str) -> None:
        """Type *value* into the field of that label; raises `PageError`."""
        self._page.fill(label, value)

    def value(self, label: str) -> str:
        """Return what the field of that label shows now."""
        return self._page.value(label)

    def press(self, label: str) -> Screen:
        """Press the button or link of that visible text; raises `PageError`."""
        tag = self._page.find_pressable(label)
        self._begin_act()
        if tag.name == "a":
            self._follow(self._page.link_target(tag), label)
            return self.screen()
        try:
            sent = self._page.submit(tag)
        except RequiredFieldEmpty as held_back:
            self._notice = str(held_back)
            return self.screen()
        self._send(sent)
        return self.screen()

    def launched(self) -> str | None:
        """Return the URL by which the last act handed over to an app, or None."""
        return self._launched

    def downloaded(self) -> Download | None:
        """Return the file that the last act brought instead of a page, or None."""
        return self._download

    def picture(self, alternative: str) -> Download:
        """Fetch the picture that is shown with that alternative text."""
        source = self._page.image_source(alternative)
        response = self._request("GET", source)
        if not response.is_success:
            raise PageError(
                f"画像「{alternative}」を取得できません"
                f"（HTTP {response.status_code}）。"
            )
        return _download(source, response)

    def scan(self, alternative: str) -> str:
        """Read the 二次元コード of that name from the page, as a camera does."""
        return read_code(self.picture(alternative).content, name=alternative)

    def close(self) -> None:
        """Close the tab and its connections."""
        self._client.close()

    def _begin_act(self) -> None:
        self._launched, self._download, self._notice = None, None, ""

    def _follow(self, target: str, label: str) -> None:
        scheme = urlsplit(target).scheme.lower()
        if scheme == "javascript":
            raise PageError(f"「{label}」はスクリプトなしでは何もしません。")
        if _is_app(target):
            self._launched = target
        elif target.split("#")[0] != self._page.url or "#" not in target:
            self._go("GET", target)

    def _send(self, sent: Submission) -> None:
        fields = [(name, _with_crlf(value)) for name, value in sent.fields]
        if sent.method == "GET":
            url = urlsplit(sent.url)._replace(query=urlencode(fields), fragment="")
            self._go("GET", url.geturl())
        elif sent.multipart:
            request = self._client.build_request(
                "POST", sent.url, files=[(n, (None, v.encode())) for n, v in fields]
            )
            self._go(
                "POST",
                sent.url,
                body=request.read(),
                kind=request.headers["Content-Type"],
            )
        else:
            self._go("POST", sent.url, body=urlencode(fields).encode(), kind=FORM_TYPE)

    def _go(self, method: str, url: str, *, body: bytes = b"", kind: str = "") -> None:
        """Request *url* and all it redirects to, until a page or an app is reached."""
        for _ in range(MOST_REDIRECTS):
            response = self._request(method, url, body=body, kind=kind)
            target = self._next(response, url)
            if target is None:
                return
            if _is_app(target):
                self._launched = target
                return
            if response.status_code not in KEEPS_METHOD:
                method, body, kind = "GET", b"", ""
            url = target
        raise TransportError(f"more than {MOST_REDIRECTS} redirects, the last to {url}")

    def _next(self, response: httpx.Response, url: str) -> str | None:
        """Show the response if it is a page; return where it sends the browser on."""
        location: str = response.headers.get("location", "")
        if response.status_code in REDIRECTS and location:
            return urljoin(url, location)
        media_type = response.headers.get("content-type", "").split(";")[0].strip()
        if media_type not in (*PAGE_TYPES, "text/plain", ""):
            self._download = _download(url, response)
            return None
        text = response.text
        if media_type == "text/plain":
            text = f"<body><pre>{html.escape(text)}</pre></body>"
        self._page = HTMLDocument(text, url=url, status=response.status_code)
        if self._journal is not None:
            self._journal.screens.append(
                ScreenShot(
                    step=self._journal.current, title=self._page.title, html=text
                )
            )
        return self._page.refresh_target()

    def _request(
        self, method: str, url: str, *, body: bytes = b"", kind: str = ""
    ) -> httpx.Response:
        headers = {}
        if self._page.url != BLANK_PAGE:
            headers["Referer"] = self._page.url
        if kind:
            headers["Content-Type"] = kind
        if method == "POST":
            page = urlsplit(self._page.url)
            headers["Origin"] = f"{page.scheme}://{page.netloc}"
        try:
            return self._client.request(method, url, content=body, headers=headers)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise TransportError(f"{method} {url}: {error}") from error


def _is_app(url: str) -> bool:
    return urlsplit(url).scheme.lower() not in NO_APP_SCHEMES


def _with_crlf(value: str) -> str:
    return "\r\n".join(value.splitlines()) if "\n" in value else value


def _download(url: str, response: httpx.Response) -> Download:
    return Download(
        url=url,
        media_type=response.headers.get("content-type", ""),
        content=response.content,
    )
