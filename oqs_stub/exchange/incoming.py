"""Reading request files that somebody else may still be writing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from ..filenames import ExchangeName, is_text, parse_request_name

# Windows has neither flag, and needs neither.
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells one state of a file from a later one."""

    size: int  # Bytes.
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A regular file in `req` whose name is that of a request."""

    name: ExchangeName
    text: str  # The name as it is written.
    path: str
    signature: Signature


_BAD_NAME = "この名前は受け付けません（{why}）"
_NO_FILE = "フォルダーやリンクは受け付けません（ファイルそのものを置いてください）"


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in `req`: the requests, oldest first, and what is none."""

    candidates: list[Candidate]
    names: Set[str]  # Of the candidates.
    ignored: dict[str, str]  # Name to reason (Japanese).


class Inbox:
    """`req`, looked into again and again: only what is new there costs time.

    A candidate is as it was when its name was first seen; `now` tells how it is.
    """

    def __init__(self, req: Path) -> None:
        self._req = req
        self._known: dict[str, Candidate] = {}

    def look(self) -> Look:
        """Tell the request files from links, folders and other names.

        Names under which programs write before they rename are neither.
        """
        found: dict[str, Candidate] = {}
        ignored: dict[str, str] = {}
        with os.scandir(self._req) as entries:
            names = [entry.name for entry in entries]
        for text in names:
            candidate = self._known.get(text) or self._new(text, ignored)
            if candidate is not None:
                found[text] = candidate
        self._known = found
        return Look(sorted(found.values(), key=_age), found.keys(), ignored)

    def now(self, candidate: Candidate) -> Candidate | None:
        """The same file as it is at this moment; None where it cannot be had."""
        try:
            present = look_at(candidate.path, candidate.name)
        except OSError:
            present = None
        if present is None:  # Whatever comes under that name is looked at anew.
            self._known.pop(candidate.text, None)
        return present

    def _new(self, text: str, ignored: dict[str, str]) -> Candidate | None:
        name = parse_request_name(text)
        if name is None or name.extension.lower() == "err":
            if not _is_temporary(text):
                ignored[text] = _BAD_NAME.format(why=_why_no_request(text))
            return None
        try:
            candidate = look_at(f"{self._req}{os.sep}{text}", name)
        except OSError:
            return None  # A share that fails for a while: the next look tries again.
        if candidate is None and os.path.lexists(self._req / text):
            ignored[text] = _NO_FILE
        return candidate


def _age(candidate: Candidate) -> tuple[int, str]:
    return candidate.signature.mtime_ns, candidate.text


def _is_temporary(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(".tmp")


def _why_no_request(name: str) -> str:
    """What about *name* keeps it from being a request, and what would be right."""
    if name.lower().endswith(".err"):
        return ".err は回答です。要求は .xml で終わる名前で置いてください"
    if not is_text(name):
        return "名前に、表示できない文字か、UTF-8でない文字があります"
    if "res_" in name.partition("req_")[0]:
        return "res_ は回答の名前です。要求の名前は req_ にしてください"
    if "req_" in name:
        return "要求の名前は .xml で終わらせてください"
    return "要求の名前は <種別>req_<任意の文字>.xml です。例: OQSsiquc01req_1.xml"


def look_at(path: str, name: ExchangeName) -> Candidate | None:
    """The file as it is now; None where it is gone or no regular file.

    Raises OSError where the folder fails.
    """
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Candidate(name, os.path.basename(path), path, _signature(status))


def read(candidate: Candidate, *, limit: int) -> bytes | None:
    """Its bytes, at most *limit* and one more; None where it changed meanwhile.

    The file is open no longer than the read takes. Raises OSError where somebody
    keeps it locked.
    """
    try:
        descriptor = os.open(candidate.path, _OPEN)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return None
        data = file.read(limit + 1)
        unchanged = _signature(os.fstat(file.fileno())) == candidate.signature
    return data if unchanged else None


class Patience:
    """How long each unreadable file has stayed as it is."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._since: dict[str, tuple[Signature, float]] = {}

    def knows(self, candidate: Candidate) -> bool:
        """Whether the file was already found unreadable exactly as it is now."""
        seen = self._since.get(candidate.text)
        return seen is not None and seen[0] == candidate.signature

    def begin(self, candidate: Candidate) -> None:
        """Start to wait for the rest of a file that cannot be read yet."""
        self._since[candidate.text] = (candidate.signature, self._monotonic())

    def is_over(self, candidate: Candidate) -> bool:
        """Whether it has stayed the same for so long that no more will come."""
        if self._seconds <= 0:
            return True
        seen = self._since.get(candidate.text)
        return (
            seen is not None
            and seen[0] == candidate.signature
            and self._monotonic() - seen[1] >= self._seconds
        )

    def keep_only(self, names: Set[str]) -> None:
        """Forget the files that are gone."""
        for name in self._since.keys() - names:
            del self._since[name]


def _signature(status: os.stat_result) -> Signature:
    return Signature(status.st_size, status.st_mtime_ns)
