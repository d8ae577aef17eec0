"""The temporary directories of runs: each is held by its run for as long as it lives.

A run that is killed cannot clear away. What nobody holds any more, the next one does.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

PREFIX = "mynabench-"
"""How temporary directories of a run begin."""

READY = "ready"
"""What is in such a directory once it is held."""

_HELD = "held"


def make_scratch() -> tuple[Path, BaseFileLock]:
    """Make a directory, and hold it until the lock is released."""
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = FileLock(home / _HELD)
    lock.acquire()
    return home, lock


def clear_abandoned() -> None:
    """Remove the directories whose runs have ended without doing so themselves."""
    for home in _ours():
        if not _is_held(home):
            shutil.rmtree(home, ignore_errors=True)


def _ours() -> Iterator[Path]:
    """Directories of runs of this user; of others' nothing is even opened."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            owner = home.lstat().st_uid
        except OSError:
            continue  # Its run has just removed it.
        own = sys.platform == "win32" or owner == os.getuid()
        if not own or home.is_symlink():
            continue
        if os.path.isdir(home / READY) and os.path.isfile(home / _HELD):
            yield home


def _is_held(home: Path) -> bool:
    lock = FileLock(home / _HELD)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return True
    lock.release()
    return False
