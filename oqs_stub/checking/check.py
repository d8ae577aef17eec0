"""Checking one file: by its name what it should be, by its content what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..filenames import ExchangeName, parse_name
from ..messages import (
    EXCHANGES,
    Codec,
    Conventions,
    Message,
    MessageError,
    exchange_for,
    load_conventions,
)
from ..messages.in_words import shown
from ..messages.items import Evidence
from ..messages.json_text import parse_json
from ..messages.text_encoding import Encoding, decode_text, is_in
from ..messages.validate import ROOT
from ..messages.xml_text import parse_xml
from .containers import check_err, check_pdf, unpack
from .findings import Finding, Level, of_form
from .layout_check import check_layout
from .placed_json import read_placed_json
from .placed_xml import read_placed
from .sense_check import check_sense

FACE_PREFIX = "OQSsiquc01res_face_"
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file that is looked at."""

_FACE_KIND = "OQSsiquc01res"
_FACE = re.compile(r"[0-9]{10}[0-9A-Za-z]{20}_[0-9]{14}\.xml")
_BY_WEBAPI = re.compile(  # No suffix is needed: nothing lies in a folder.
    r"(?P<kind>[A-Za-z]{8}[0-9]{2}(req|res))"
    r"((_.+)?\.(?P<json>[jJ][sS][oO][nN])|\.[pP][dD][fF])"
)
_KIND = re.compile(r"(?P<prefix>[A-Za-z]{8}[0-9]{2})(?P<direction>req|res)")


class UncheckableError(ValueError):
    """Nobody can tell what the file should be; the message says what to do."""

    def __init__(self, what: str, conventions: Conventions) -> None:
        self.what = what
        self.choice = f"調べられる種別: {', '.join(known_kinds(conventions))}"
        super().__init__(f"{what}{self.choice}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """What the file was taken for, and everything that was found."""

    kind: str  # "OQSsiquc01req"; of a PDF, ZIP or .err the request it belongs to.
    title: str
    encoding: Encoding | None  # None where no text could be read.
    findings: tuple[Finding, ...]

    @property
    def is_wrong(self) -> bool:
        """Whether anything is worse than a notice."""
        return any(finding.level is Level.WRONG for finding in self.findings)


def known_kinds(conventions: Conventions | None = None) -> tuple[str, ...]:
    """Every message that can be checked: "OQSsiquc01req", "OQSsiquc01res", …"""
    wire = (conventions or load_conventions()).wire_prefix
    return tuple(f"{wire(e.prefix)}{way}" for e in EXCHANGES for way in ("req", "res"))


def check_file(
    name: str,
    data: bytes,
    *,
    kind: str | None = None,
    conventions: Conventions | None = None,
) -> CheckedFile:
    """Check *data*, the content of a file called *name*.

    *kind* ("OQSsiquc01req") overrules the name. Raises `UncheckableError` where
    neither says which message it is.
    """
    conventions = conventions or load_conventions()
    by_webapi = _BY_WEBAPI.fullmatch(name)
    if kind is not None:
        named = _Kind(kind, conventions)
        return named.json(data) if name.lower().endswith(".json") else named.xml(data)
    if by_webapi is not None:
        named = _Kind(by_webapi["kind"], conventions)
        if by_webapi["json"]:
            return named.json(data)
        return named.check(data, extension="pdf")
    if name.startswith(FACE_PREFIX):
        found = _Kind(_FACE_KIND, conventions).xml(data)
        findings = (*_face_name(name), *found.findings)
        return replace(found, title="顔認証結果", findings=findings)
    parsed = parse_name(name)
    if parsed is None:
        raise UncheckableError(
            "電文のファイル名ではありません。--as で種別を指定してください。",
            conventions,
        )
    named = _Kind(f"{parsed.prefix}{parsed.direction}", conventions)
    found = named.check(data, extension=parsed.extension.lower())
    return replace(found, findings=(*_suffix(parsed), *found.findings))


class _Kind:
    """One kind of message, as which files are checked."""

    def __init__(self, kind: str, conventions: Conventions) -> None:
        parts = _KIND.fullmatch(kind)
        exchange = None if parts is None else exchange_for(parts["prefix"], conventions)
        if parts is None or exchange is None:
            raise UncheckableError(
                f"{kind} という電文の配置を知りません。", conventions
            )
        self._kind = kind
        self._conventions = conventions
        self._exchange = exchange
        self._is_request = parts["direction"] == "req"

    def check(self, data: bytes, *, extension: str) -> CheckedFile:
        """The file by its extension."""
        match extension:
            case "pdf":
                return self._found(None, check_pdf(data))
            case "err":
                return self._found(None, check_err(data))
            case "zip":
                prefix = f"{self._kind}_"
                inside, findings = unpack(data, prefix=prefix, limit=LARGEST)
                if inside is None:
                    return self._found(None, findings)
                found = self.xml(inside)
                return replace(found, findings=(*findings, *found.findings))
            case _:
                return self.xml(data)

    def xml(self, data: bytes) -> CheckedFile:
        """The file as a bare message."""
        message = self._exchange.request if self._is_request else self._exchange.answer
        findings = list(self._size(len(data), message))
        encoding = None
        try:
            text, encoding = decode_text(data)
            parse_xml(text, self._conventions)
        except MessageError as error:
            findings.append(
                _whole(Level.WRONG, error.expected, error.came, of_form("xml"))
            )
        else:
            findings += _saved_otherwise(data, encoding)
            root = read_placed(text, self._conventions)
            findings += check_layout(root, message, self._conventions)
            findings += check_sense(root, self._exchange.prefix, encoding)
        findings.sort(key=lambda finding: finding.line)
        return self._found(encoding, findings)

    def json(self, data: bytes) -> CheckedFile:
        """The file as a message of the WebAPI, or as its refusal by HTTP."""
        message = self._exchange.request if self._is_request else self._exchange.answer
        try:
            document = parse_json(data)
        except MessageError as error:
            return self._no_json(error.expected, error.came)
        if not self._is_request and _is_refusal(document):
            return self._found(Encoding.UTF_8, ())
        body = document.get(ROOT) if isinstance(document, dict) else None
        if not isinstance(body, dict):
            return self._no_json(f'{{"{ROOT}": {{…}}}}', "ほかの形")
        placed = read_placed_json(ROOT, body, self._conventions)
        told = {finding.path for finding in placed.findings}
        findings = [
            *placed.findings,
            *(
                finding
                for finding in (
                    *check_layout(placed.root, message, self._conventions),
                    *check_sense(placed.root, self._exchange.prefix, Encoding.UTF_8),
                )
                if finding.path not in told
            ),
        ]
        return self._found(Encoding.UTF_8, findings)

    def _no_json(self, expected: str, came: str) -> CheckedFile:
        wrong = _whole(Level.WRONG, expected, came, of_form("json"))
        return self._found(None, (wrong,))

    def _size(self, size: int, message: type[Message]) -> Iterator[Finding]:
        limit = Codec(self._conventions).limit_of(message)
        if size > limit:
            yield _whole(
                Level.WRONG if self._is_request else Level.NOTICE,
                f"{limit}バイト以内のファイル",
                f"{size}バイト",
                of_form("size", Evidence.ONE_SOURCE),
            )

    def _found(
        self, encoding: Encoding | None, findings: Iterable[Finding]
    ) -> CheckedFile:
        exchange = self._exchange
        interface = f"（{exchange.interface}）" if exchange.interface else ""
        way = "要求" if self._is_request else "回答"
        return CheckedFile(
            kind=self._kind,
            title=f"{exchange.title}{interface} {way}",
            encoding=encoding,
            findings=tuple(findings),
        )


def _is_refusal(document: object) -> bool:
    """Whether it is what the WebAPI says with a status of HTTP: no message at all."""
    return (
        isinstance(document, dict)
        and document.get("status") == "error"
        and all(
            isinstance(document.get(name), str) and document[name]
            for name in ("code", "msg")
        )
    )


def _face_name(name: str) -> tuple[Finding, ...]:
    if _FACE.fullmatch(name.removeprefix(FACE_PREFIX)):
        return ()
    return (
        _whole(
            Level.NOTICE,
            f"{FACE_PREFIX}<医療機関コード10桁><20文字>_<yyyyMMddHHmmss>.xml",
            shown(name),
            of_form("face_name", Evidence.ONE_SOURCE),
        ),
    )


def _suffix(name: ExchangeName) -> tuple[Finding, ...]:
    """What about a requester's own suffix may surprise the real system."""
    if name.is_plain or not name.is_request:
        return ()
    return (
        _whole(
            Level.NOTICE,
            f"{name.prefix}req_ のあとは英数字だけのファイル名"
            "（スタブは何でも受け付けるが、本物が受け付けるかは公開されていない）",
            shown(name.suffix),
            of_form("suffix", Evidence.TWO_SOURCES),
        ),
    )


def _saved_otherwise(data: bytes, encoding: Encoding) -> Iterator[Finding]:
    """Declared as Shift_JIS, saved as UTF-8: that can often be read, as nonsense."""
    if encoding is Encoding.UTF_8 or data.isascii() or not is_in(data, Encoding.UTF_8):
        return
    yield _whole(
        Level.NOTICE,
        "XML宣言のとおりShift_JISで保存したファイル",
        "UTF-8としても読める（UTF-8で保存していませんか）",
        of_form("xml"),
    )


def _whole(level: Level, expected: str, came: str, source: str) -> Finding:
    return Finding(
        level=level, path="", line=0, expected=expected, came=came, source=source
    )
