"""Writing and moving files where clients look, without touching what is theirs."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
from collections.abc import Set
from pathlib import Path

_STRAY = re.compile(
    r"(answer|face)-[0-9a-f]{24}(\.ready)?"
    # As version 1 put answers ready.
    r"|(OQS|YZK|TKK|CIP|EPS|PMH)[A-Za-z0-9]+req_[A-Za-z0-9]+\.[A-Za-z]{3}\.[0-9a-f]{16}"
)
_WRITE = (
    os.O_WRONLY
    | getattr(os, "O_BINARY", 0)  # Windows.
    | getattr(os, "O_NOFOLLOW", 0)
)


class CollisionError(Exception):
    """A file of that name lies there; the answer waits until it is taken away."""


def discard_strays(work: Path, *, known: Set[str]) -> None:
    """Remove what a killed process left of deliveries that are over.

    Nothing else: the folder may have been somebody's before it became the stub's.
    """
    for path in work.iterdir():
        token = path.name.removesuffix(".ready")
        if token not in known and _STRAY.fullmatch(path.name):
            os.unlink(path)


def put(target: str, data: bytes, *, upto: int) -> int:
    """Create *target* with the first *upto* bytes, or go on where it was cut off.

    Says how much of *data* is there now: more than *upto* where more was there before.
    Raises `CollisionError` where what is there is no beginning of *data*.
    """
    wanted = data[:upto]
    try:
        write_whole(target, wanted)
    except FileExistsError:
        there = _beginning(target, len(data) + 1)
        if there is None or not data.startswith(there):
            raise CollisionError(os.path.basename(target)) from None
        if len(there) >= len(wanted):
            return len(there)
        _write_on(target, wanted, begun=len(there))  # Our own, empty or cut off.
    return len(wanted)


def write_whole(target: str, data: bytes) -> None:
    """Create *target* and write everything in one call; both or neither."""
    descriptor = os.open(target, _WRITE | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        _write(descriptor, data, target)
    except OSError:
        os.close(descriptor)
        with contextlib.suppress(OSError):
            os.unlink(target)
        raise
    os.close(descriptor)


def _write_on(target: str, data: bytes, *, begun: int) -> None:
    """Write what is missing of *data* into *target*, which stays the same file."""
    descriptor = os.open(target, _WRITE)
    try:
        os.lseek(descriptor, begun, os.SEEK_SET)
        _write(descriptor, data[begun:], target)
    finally:
        os.close(descriptor)


def read_begun(path: str) -> bytes:
    """What *path*, a file of our own, holds; it is made, empty, where it is missing."""
    try:
        os.close(os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        with open(path, "rb") as file:
            return file.read()
    return b""


def finish(target: str, data: bytes, *, twin: str, written: bytes) -> None:
    """Write what is missing of *data* into *target*, which holds *written*.

    *twin* is the file's other name. Raises `CollisionError` where somebody has put
    a file of his own in its place.
    """
    if written.startswith(data):
        return
    descriptor = os.open(target, _WRITE)
    try:
        if not os.path.samestat(os.fstat(descriptor), os.lstat(twin)):
            raise CollisionError(os.path.basename(target))
        if not data.startswith(written):  # The disk was cut off, not only we.
            os.truncate(descriptor, 0)
            written = b""
        os.lseek(descriptor, len(written), os.SEEK_SET)
        _write(descriptor, data[len(written) :], target)
    finally:
        os.close(descriptor)


def move(source: Path, target: Path) -> None:
    """Move a file into `res`, across volumes if need be. Does not overwrite.

    Nothing happens where *source* is gone. Raises `CollisionError`.
    """
    if not os.path.lexists(source):
        return
    if os.path.lexists(target):
        raise CollisionError(target.name)
    try:
        os.rename(source, target)
    except FileExistsError:
        raise CollisionError(target.name) from None
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)
        os.unlink(source)


def _write(descriptor: int, data: bytes, target: str) -> None:
    if os.write(descriptor, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), target)


def _beginning(path: str, size: int) -> bytes | None:
    """The first *size* bytes of a plain file; None for anything else."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return None
    with open(path, "rb") as file:
        return file.read(size)
