"""A folder that is deleted while a stub works in it, as `rm -rf` would."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

LONGEST_WAIT = 60.0


def delete(folder: Path) -> None:
    """Delete *folder* with all in it.

    The stub may make `work` anew before its parent goes, and then that is not empty:
    whoever wants it gone tries again.
    """
    until = time.monotonic() + LONGEST_WAIT
    while folder.exists():
        assert time.monotonic() < until, f"{folder} cannot be deleted"
        shutil.rmtree(folder, ignore_errors=True)
