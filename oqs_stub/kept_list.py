"""What lies where messages are kept: newest first, by kind, and each file again.

Whatever else lies there is passed over, and nothing is reached through a link or by a
name that is not in the directory itself.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from card_profiles.dates import JST
from card_profiles.machine_words import system_reason

from .filenames import parse_request_name
from .messages.catalogue import EXCHANGES

FACE, OTHER = "face", "other"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{one.prefix: one.title for one in EXCHANGES},
        FACE: "窓口のカードリーダーの結果",
        OTHER: "そのほか",
    }
)
"""The kinds of messages by which a list can be asked for, and what they are called."""

MOST_LOOKED_AT = 2_000
"""Messages that are looked into for one list, however seldom a kind is."""

_DAY = re.compile(r"[0-9]{8}")
_PLACE = re.compile(r"(?P<time>[0-9]{6})-(?P<number>[0-9]{5,12})")
_KIND = re.compile(r"(?P<prefix>[A-Za-z0-9]{1,20}?)(?P<direction>req|res)[_.]")
_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)

Age = tuple[str, str, int]


class KeptUnreadableError(OSError):
    """The directory cannot be looked into; the message (Japanese) says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file of a message; a name that is no UTF-8 is shown with replacements."""

    name: str
    size: int

    @property
    def is_request(self) -> bool:
        """Whether it came in; what is none went out."""
        name = parse_request_name(self.name)
        if name is not None:
            return name.extension.lower() != "err"
        found = _KIND.match(self.name)
        return found is not None and found["direction"] == "req"

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        found = _KIND.match(self.name)
        if found is not None and self.name.startswith("res_face_", found.end("prefix")):
            return FACE
        prefix = "" if found is None else found["prefix"]
        return prefix if prefix in KINDS else OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One message: what came and what went out, as it lies in a directory."""

    day: str
    place: str
    at: datetime  # By the stub's clock, Japan time.
    files: tuple[KeptFile, ...]

    @property
    def id(self) -> str:
        """By which it is found again: `<day>/<time>-<number>`."""
        return f"{self.day}/{self.place}"

    @property
    def requests(self) -> list[KeptFile]:
        """What came in: one file or, where it came before a restart, none."""
        return [file for file in self.files if file.is_request]

    @property
    def answers(self) -> list[KeptFile]:
        """What went out; nothing while there is no answer."""
        return [file for file in self.files if not file.is_request]

    @property
    def kind(self) -> str:
        """One of `KINDS`; that of what came in, where something did."""
        first = next(iter([*self.requests, *self.answers]), None)
        return OTHER if first is None else first.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Some messages, newest first, and where to go on for older ones."""

    kept: tuple[Kept, ...]
    older: str | None  # For `KeptList.latest` as *before*; None where all were seen.


class KeptList:
    """The messages kept in one directory, which need not be there yet."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def latest(self, *, kind: str = "", before: str = "", most: int) -> Found:
        """At most *most* messages, newest first by the stub's clock.

        Of that *kind* alone, where one is named; older than the message of the id
        *before*. Raises `KeptUnreadableError`.
        """
        found, looked_at, last = list[Kept](), 0, ""
        for day, place in self._places(before):
            if len(found) == most or looked_at == MOST_LOOKED_AT:
                return Found(kept=tuple(found), older=last)
            looked_at, last = looked_at + 1, f"{day}/{place}"
            kept = self.one(day, place)
            if kept is not None and kind in ("", kept.kind):
                found.append(kept)
        return Found(kept=tuple(found), older=None)

    def one(self, day: str, place: str) -> Kept | None:
        """The message that lies there; None where none does."""
        at = _moment(day, place)
        if at is None or not self._is_directory(day):
            return None
        if not self._is_directory(day, place):
            return None
        try:
            with os.scandir(self._directory / day / place) as entries:
                files = [
                    KeptFile(name=_shown(entry.name), size=entry.stat().st_size)
                    for entry in entries
                    if entry.is_file(follow_symlinks=False)
                ]
        except OSError:
            return None  # Taken away meanwhile.
        files.sort(key=lambda file: file.name)
        return Kept(day=day, place=place, at=at, files=tuple(files))

    def open(self, day: str, place: str, name: str) -> BinaryIO | None:
        """The file of that name, to be read and closed; None where there is none."""
        kept = self.one(day, place)
        if kept is None or name not in {file.name for file in kept.files}:
            return None
        directory = self._directory / day / place
        try:
            with os.scandir(directory) as entries:
                own = [entry.name for entry in entries if _shown(entry.name) == name]
            if not own:
                return None
            file = os.fdopen(os.open(directory / own[0], _READ), "rb")
        except OSError:
            return None
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            return None
        return file

    def _places(self, before: str) -> Iterator[tuple[str, str]]:
        first, _, rest = before.partition("/")
        limit = _age(first, rest) if before else None
        for day in sorted(filter(_DAY.fullmatch, self._names()), reverse=True):
            if limit is not None and day > limit[0]:
                continue
            ages = filter(None, (_age(day, place) for place in self._names(day)))
            for age in sorted(ages, reverse=True):
                if limit is None or age < limit:
                    yield day, f"{age[1]}-{age[2]:05}"

    def _names(self, day: str = "") -> list[str]:
        try:
            if day and not self._is_directory(day):
                return []
            return os.listdir(self._directory / day)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KeptUnreadableError(
                f"{self._directory} を読めません（{system_reason(error)}）。"
            ) from error

    def _is_directory(self, *parts: str) -> bool:
        """Whether that is a directory of its own, no link to one."""
        try:
            status = os.lstat(self._directory.joinpath(*parts))
        except OSError:
            return False
        return stat.S_ISDIR(status.st_mode)


def kept_list(directory: Path | None) -> KeptList | None:
    """The messages kept in *directory*; None where nobody named one."""
    return None if directory is None else KeptList(directory)


def is_id(text: str) -> bool:
    """Whether *text* has the form of the id of a message."""
    day, _, place = text.partition("/")
    return _moment(day, place) is not None


def _age(day: str, place: str) -> Age | None:
    found = _PLACE.fullmatch(place)
    return None if found is None else (day, found["time"], int(found["number"]))


def _moment(day: str, place: str) -> datetime | None:
    found = _PLACE.fullmatch(place)
    if found is None or _DAY.fullmatch(day) is None:
        return None
    try:
        at = datetime.strptime(f"{day}{found['time']}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - the zone is put on below.
    except ValueError:
        return None
    return at.replace(tzinfo=JST)


def _shown(name: str) -> str:
    """*name* as a page can have it: also one that is no text."""
    return os.fsencode(name).decode("utf-8", "replace")
