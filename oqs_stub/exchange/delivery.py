"""How an answer comes into `res`: once, whatever kills the process on the way.

Both ways leave in `work` what tells, after any end of the process, whether the whole
answer has been in `res`, even if a client has taken it away since.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..service.arrival import AT_ONCE, Arrival
from .outgoing import CollisionError, finish, put, read_begun, write_whole

_READY = ".ready"
_GROWS_AFTER = 0.5
"""Seconds: enough for a busy client to have taken note of the empty file."""
_FLUSH = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_LINKLESS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EINVAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One file that must come into a folder of the exchange."""

    token: str  # Belongs to this parcel alone.
    target: str  # The path under which it comes.
    data: bytes
    arrival: Arrival = AT_ONCE


class Delivery(Protocol):
    """Brings parcels to their targets; wrap one to disturb what comes, and when."""

    def deliver(self, parcel: Parcel) -> bool:
        """Bring the parcel; a second time does nothing. False: not yet, ask again.

        Raises `CollisionError` where a file that is not ours has the name, and
        OSError where the folder fails; either way it can be tried again.
        """

    def settle(self, parcel: Parcel) -> None:
        """See that what was delivered is on stable storage. Raises OSError."""

    def forget(self, parcel: Parcel) -> None:
        """Take away what `work` tells of a parcel that nobody will deliver again."""


class WriteIn:
    """Creates the file in its folder and writes everything in one call.

    Both "created" and "changed" are raised, one upon the other; a client that looks in
    between finds no whole XML. One that begins to watch a file only once it is there,
    for changes alone, can miss both: `GrowIn` is for that one.

    The file has a second name in `work`, the parcel's token: its content is there to
    be looked at even after the client has taken the file. Where a file system has no
    second names, a copy is put there at once; a process killed in between delivers
    again what was taken meanwhile.
    """

    def __init__(self, work: Path) -> None:
        self._work = work

    def deliver(self, parcel: Parcel) -> bool:
        self.bring(parcel, upto=len(parcel.data))
        return True

    def bring(self, parcel: Parcel, *, upto: int) -> None:
        """As `deliver`, but only the first *upto* bytes; a later call goes on."""
        twin = self._twin(parcel)
        written = read_begun(twin)
        if written == parcel.data:
            return  # Whole already, and perhaps taken.
        try:
            os.link(twin, parcel.target)
        except FileExistsError:
            if not _same(twin, parcel.target):
                raise CollisionError(os.path.basename(parcel.target)) from None
        except OSError as error:
            if error.errno not in _LINKLESS:
                raise
            there = put(parcel.target, parcel.data, upto=upto)
            Path(twin).write_bytes(parcel.data[:there])
            return
        finish(parcel.target, parcel.data[:upto], twin=twin, written=written)

    def settle(self, parcel: Parcel) -> None:
        twin = self._twin(parcel)
        _flush(twin)
        with contextlib.suppress(FileNotFoundError):
            if not _same(twin, parcel.target):
                _flush(parcel.target)

    def forget(self, parcel: Parcel) -> None:
        _remove(self._twin(parcel))

    def _twin(self, parcel: Parcel) -> str:
        return f"{self._work}{os.sep}{parcel.token}"


class GrowIn(WriteIn):
    """Creates the file empty, and a moment later writes everything in one call.

    For clients that act on "changed" alone, and notice it only in files that they have
    already seen. Nobody waits inside: the next look at the folders goes on.
    """

    def __init__(
        self,
        work: Path,
        *,
        pause: float = _GROWS_AFTER,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(work)
        self._pause = pause
        self._monotonic = monotonic
        self._empty_since: dict[str, float] = {}

    def deliver(self, parcel: Parcel) -> bool:
        now = self._monotonic()
        if parcel.token not in self._empty_since:
            self.bring(parcel, upto=0)
            self._empty_since[parcel.token] = now
        if now - self._empty_since[parcel.token] < self._pause:
            return False
        return super().deliver(parcel)

    def forget(self, parcel: Parcel) -> None:
        self._empty_since.pop(parcel.token, None)
        super().forget(parcel)


class MoveIn:
    """Writes the file in `work` and moves it into its folder, whole.

    Clients that wait for "changed" do not see it, and nobody ever sees half a file.
    `work` and the folder must be on one volume.
    """

    def __init__(self, work: Path) -> None:
        self._work = work

    def bring(self, parcel: Parcel, *, upto: int) -> None:
        """As `deliver`, once *upto* is all; a part is never moved."""
        if upto >= len(parcel.data):
            self.deliver(parcel)

    def deliver(self, parcel: Parcel) -> bool:
        staged = f"{self._work}{os.sep}{parcel.token}"
        ready = f"{staged}{_READY}"
        if not os.path.lexists(ready):
            _remove(staged)
            write_whole(staged, parcel.data)
            os.close(os.open(ready, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        elif not os.path.lexists(staged):
            return True  # Moved before, and perhaps taken.
        if os.path.lexists(parcel.target):
            raise CollisionError(os.path.basename(parcel.target))
        os.rename(staged, parcel.target)
        return True

    def settle(self, parcel: Parcel) -> None:
        _flush(parcel.target)

    def forget(self, parcel: Parcel) -> None:
        staged = f"{self._work}{os.sep}{parcel.token}"
        _remove(f"{staged}{_READY}")
        _remove(staged)


WAYS: Mapping[str, Callable[[Path], WriteIn | MoveIn]] = {
    "write": WriteIn,
    "grow": GrowIn,
    "move": MoveIn,
}
"""The ways by name."""


def _same(one: str, other: str) -> bool:
    """Whether both are names of one file; a link counts as itself."""
    return os.path.samestat(os.lstat(one), os.lstat(other))


def _flush(path: str) -> None:
    """Flush one file; nothing happens where it is gone, or somebody keeps it."""
    try:
        descriptor = os.open(path, _FLUSH)
    except (FileNotFoundError, PermissionError):
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_names(folder: Path) -> None:
    """Flush which names a folder has, where the system can do that."""
    with contextlib.suppress(OSError):  # Windows opens no folders, some shares neither.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
