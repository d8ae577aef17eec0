"""Delivering answers so that every public client notices, and a kill loses none.

The answer is first put ready in `work`. Delivered means: the final name is created
in `res`, everything is written in one call, and the file in `work` is gone. Clients
that wait for "created" and clients that wait for "changed" both see it; one that
looks in between finds no whole XML.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
from pathlib import Path

from ..filenames import parse_name
from .folders import ExchangeFolders

_DIGEST = re.compile(r"[0-9a-f]{16}")


class CollisionError(Exception):
    """A file of that name lies in `res`; the answer waits until it is taken away."""


def stage(folders: ExchangeFolders, request: str, answer: bytes) -> str:
    """Put *answer* ready on disk; the name of the file in `work`."""
    name = f"{request}.{hashlib.sha256(answer).hexdigest()[:16]}"
    unstage(folders, name)  # Left by an attempt that was never acknowledged.
    with open(folders.work / name, "xb") as file:
        file.write(answer)
        file.flush()
        os.fsync(file.fileno())
    return name


def unstage(folders: ExchangeFolders, staged: str) -> None:
    """Take away what was put ready; nothing happens where that was done before."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(folders.work / staged)


def discard_strays(folders: ExchangeFolders, *, known: set[str]) -> None:
    """Remove what a killed process put ready without having acknowledged it.

    Nothing else: the folder may have been somebody's before it became the stub's.
    """
    for path in folders.work.iterdir():
        if path.name not in known and _is_staged(path.name):
            os.unlink(path)


def deliver(folders: ExchangeFolders, staged: str, name: str) -> None:
    """Bring the staged answer to `res/<name>`; a second time does nothing.

    Finishes what a killed process left half done. Raises `CollisionError` where a
    file that is not ours has the name.
    """
    place(folders, staged, name)
    unstage(folders, staged)


def place(folders: ExchangeFolders, staged: str, name: str) -> None:
    """As `deliver`, but the staged file stays: there is more to be done."""
    try:
        answer = (folders.work / staged).read_bytes()
    except FileNotFoundError:
        return  # Delivered before.
    put(folders.res / name, answer)


def put(target: Path, answer: bytes) -> None:
    """Create *target* as `deliver` does, or finish it. Raises `CollisionError`."""
    try:
        _create(target, answer)
    except FileExistsError:
        there = _beginning(target, len(answer) + 1)
        if there == answer:
            return
        if there is None or not answer.startswith(there):
            raise CollisionError(target.name) from None
        os.unlink(target)  # Our own, cut off when the process was killed.
        _create(target, answer)


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


def _is_staged(name: str) -> bool:
    """Whether *name* is one that `stage` gives."""
    request, _, digest = name.rpartition(".")
    return parse_name(request) is not None and _DIGEST.fullmatch(digest) is not None


def _create(target: Path, answer: bytes) -> None:
    with open(target, "xb", buffering=0) as file:
        try:
            if file.write(answer) != len(answer):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
            os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(target)
            raise


def _beginning(path: Path, size: int) -> bytes | None:
    """The first *size* bytes of a plain file; None for anything else."""
    if path.is_symlink() or not path.is_file():
        return None
    with open(path, "rb") as file:
        return file.read(size)
