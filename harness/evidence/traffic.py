"""The traffic of one step, made readable: APDUs, HTTP, screens and files."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from ..clinic.errors import AnswerError
from ..clinic.xml_form import parse
from ..journal import (
    APDUExchange,
    FileRecord,
    HTTPExchange,
    Journal,
    ScreenShot,
    Step,
)
from . import paths

_SHOWN_BYTES = 24  # Of a long card answer; the whole is in apdu.txt.
_SHOWN_CHARACTERS = 6000  # Of a long body; the whole is in http.har.
_MASKED = b"*"

_SEALED = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src data:\">"
)
"""Goes in front of a screen, so that showing it never fetches anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class APDUView:
    """One APDU exchange in hexadecimal and in words."""

    command: str
    response: str
    status: str
    good: bool
    meaning: str
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HTTPView:
    """One HTTP exchange; bodies are shortened, forms taken apart."""

    method: str
    url: str
    path: str
    status: int
    ms: float
    request_headers: tuple[tuple[str, str], ...]
    response_headers: tuple[tuple[str, str], ...]
    form: tuple[tuple[str, str], ...]
    request_body: str
    response_body: str
    page_length: int  # Of an HTML answer, which is not repeated here; else 0.


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenView:
    """One page as it was shown: sealed HTML for an iframe, or an image."""

    title: str
    html: str
    image: str  # A data: URI, or "".


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One exchanged file; `text` is indented for reading where it was not."""

    folder: str
    name: str
    path: str
    size: int
    text: str
    indented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step with all its traffic."""

    step: Step
    apdus: tuple[APDUView, ...]
    http: tuple[HTTPView, ...]
    screens: tuple[ScreenView, ...]
    files: tuple[FileView, ...]

    @property
    def summary(self) -> str:
        """What there is to see, in a few words."""
        parts = (
            (len(self.apdus), "APDU"),
            (len(self.http), "HTTP"),
            (len(self.screens), "画面"),
            (len(self.files), "ファイル"),
        )
        return "・".join(f"{name} {count}" for count, name in parts if count)


def step_views(journal: Journal) -> tuple[StepView, ...]:
    """Return every step with its traffic, in order."""
    return tuple(_step(step, journal) for step in journal.steps)


def _step(step: Step, journal: Journal) -> StepView:
    mine = step.index
    return StepView(
        step=step,
        apdus=tuple(_apdu(one) for one in journal.apdus if one.step == mine),
        http=tuple(_http(one) for one in journal.http if one.step == mine),
        screens=tuple(_screen(one) for one in journal.screens if one.step == mine),
        files=tuple(_file(one) for one in journal.files if one.step == mine),
    )


def is_refusal(one: APDUExchange) -> bool:
    """Tell whether the card said no. Asked for the tries left, 63Cx is an answer."""
    if one.response[-2:] == b"\x90\x00":
        return False
    asked_for_tries = len(one.command) == 4 and one.command[1] == 0x20
    return not (asked_for_tries and one.response[-2:-1] == b"\x63")


def _apdu(one: APDUExchange) -> APDUView:
    status = one.response[-2:]
    return APDUView(
        command=" ".join(
            part
            for part in (
                _hex(one.command[:4]),
                _hex(one.command[4:5]),
                _hex(one.command[5:]),
            )
            if part
        ),
        response=_hex(one.response[:-2]),
        status=status.hex().upper(),
        good=not is_refusal(one),
        meaning=one.meaning,
        ms=one.ms,
    )


def _hex(data: bytes) -> str:
    """Write bytes in hexadecimal; long ones shortened, masked ones as such."""
    if len(data) > 1 and data == _MASKED * len(data):
        return f"伏せ字（{len(data)}バイト）"
    if len(data) <= 2 * _SHOWN_BYTES:
        return data.hex().upper()
    head, tail = data[:_SHOWN_BYTES], data[-4:]
    return f"{head.hex().upper()} … {tail.hex().upper()}（{len(data)}バイト）"


def _http(one: HTTPExchange) -> HTTPView:
    form: tuple[tuple[str, str], ...] = ()
    if "urlencoded" in _content_type(one.request_headers):
        form = tuple(parse_qsl(one.request_body, keep_blank_values=True))
    is_page = "html" in _content_type(one.response_headers)
    parts = urlsplit(one.url)
    return HTTPView(
        method=one.method,
        url=one.url,
        path=parts.path + (f"?{parts.query}" if parts.query else ""),
        status=one.status,
        ms=one.ms,
        request_headers=one.request_headers,
        response_headers=one.response_headers,
        form=form,
        request_body="" if form else _shortened(one.request_body),
        response_body="" if is_page else _shortened(one.response_body),
        page_length=len(one.response_body) if is_page else 0,
    )


def _screen(one: ScreenShot) -> ScreenView:
    image = ""
    if one.image is not None and one.media_type.startswith("image/"):
        data = base64.b64encode(one.image).decode("ascii")
        image = f"data:{one.media_type};base64,{data}"
    return ScreenView(
        title=one.title or "（題名なし）",
        html=_SEALED + one.html if one.html else "",
        image=image,
    )


def _file(one: FileRecord) -> FileView:
    text, indented = _readable(one.content)
    return FileView(
        folder=one.folder,
        name=one.name,
        path=paths.exchanged_path(one),
        size=len(one.content),
        text=_shortened(text),
        indented=indented,
    )


def _readable(content: bytes) -> tuple[str, bool]:
    """Return a file as indented XML and True, or, if it is none, as text and False."""
    try:
        root = parse(content)
    except AnswerError:
        return content.decode("utf-8", errors="replace"), False
    ET.indent(root)
    return ET.tostring(root, encoding="unicode"), True


def _content_type(headers: tuple[tuple[str, str], ...]) -> str:
    return next((v.lower() for k, v in headers if k.lower() == "content-type"), "")


def _shortened(text: str) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return f"{text[:_SHOWN_CHARACTERS]}\n…（全{len(text)}文字）"
