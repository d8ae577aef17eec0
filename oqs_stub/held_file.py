"""A lock file that one process holds, and that nobody can take from it unseen."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout

Identity = tuple[int, int]


def identity_of(path: Path | str) -> Identity | None:
    """Which file lies there now; None where there is none. Raises OSError."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


class HeldFile:
    """A lock file; the system lets go of it when the process ends in any way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = _lock(path)
        self._identity: Identity | None = None

    def take(self) -> bool:
        """Hold it from now on; False where somebody else does. Raises OSError."""
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire()
        except Timeout:
            return False
        self._identity = identity_of(self._path)
        return True

    def is_lost(self) -> bool:
        """Whether another process holds what lies there now.

        That is so where the file was deleted and a second one began in its place.
        One that was merely deleted is made and held again, as soon as it can be.
        """
        try:
            if not self._lock.is_locked or identity_of(self._path) == self._identity:
                return False
            if not self._path.parent.is_dir():
                return False  # To take it would make what somebody took away.
            return not self._take_anew()
        except OSError:
            return False  # The folder is away: nobody can say whose it is.

    def _take_anew(self) -> bool:
        """As `take`; what is held is let go of only where that succeeds."""
        held, self._lock = self._lock, _lock(self._path)
        taken = False
        try:
            taken = self.take()
        finally:
            given_up = held if taken else self._lock
            if not taken:
                self._lock = held
            given_up.release()
        return taken

    def release(self) -> None:
        """Let somebody else have it."""
        self._lock.release()


def _lock(path: Path) -> FileLock:
    return FileLock(path, timeout=0, thread_local=False)
