"""Reading request files that somebody else may still be writing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..filenames import ExchangeName, parse_name

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
    path: Path
    signature: Signature


_BAD_NAME = "この名前は受け付けません（<種別>req_<英数字>.xml の形にしてください）"
_NO_FILE = "フォルダーやリンクは受け付けません（ファイルそのものを置いてください）"


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in `req`: the requests, oldest first, and what is none."""

    candidates: list[Candidate]
    ignored: dict[str, str]  # Name to reason (Japanese).


def look_into(req: Path) -> Look:
    """Tell the request files in *req* from links, folders and other names.

    Names under which programs write before they rename are neither.
    """
    found, ignored = [], {}
    with os.scandir(req) as entries:
        for entry in entries:
            name = parse_name(entry.name)
            if name is None or not name.is_request or name.extension == "err":
                if not _is_temporary(entry.name):
                    ignored[entry.name] = _BAD_NAME
                continue
            candidate = look_at(req / entry.name, name)
            if candidate is not None:
                found.append(candidate)
            elif os.path.lexists(req / entry.name):
                ignored[entry.name] = _NO_FILE
    found.sort(key=lambda c: (c.signature.mtime_ns, c.name.text))
    return Look(found, ignored)


def _is_temporary(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(".tmp")


def look_at(path: Path, name: ExchangeName) -> Candidate | None:
    """The file as it is now; None where it is gone or no regular file."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Candidate(name, path, _signature(status))


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
        seen = self._since.get(candidate.name.text)
        return seen is not None and seen[0] == candidate.signature

    def begin(self, candidate: Candidate) -> None:
        """Start to wait for the rest of a file that cannot be read yet."""
        self._since[candidate.name.text] = (candidate.signature, self._monotonic())

    def is_over(self, candidate: Candidate) -> bool:
        """Whether it has stayed the same for so long that no more will come."""
        seen = self._since.get(candidate.name.text)
        return seen is not None and self._monotonic() - seen[1] >= self._seconds

    def keep_only(self, names: set[str]) -> None:
        """Forget the files that are gone."""
        for name in self._since.keys() - names:
            del self._since[name]


def _signature(status: os.stat_result) -> Signature:
    return Signature(status.st_size, status.st_mtime_ns)
