"""A bench's state, prepared once for a whole run and copied for every scenario.

Making two test CAs, personalising cards and registering people costs RSA keys and
database writes; copying the result costs milliseconds, and every scenario still
starts with a fresh card and a fresh server.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock

from .scratch import READY


@dataclass(frozen=True, slots=True)
class ReadyState:
    """What lies ready in `home`; scenarios run in copies, which lie there as well.

    So whoever removes `home` leaves nothing behind, though a worker was killed.
    """

    home: Path
    held: BaseFileLock | None = None  # By the process that prepared it.

    @property
    def directory(self) -> Path:
        """What is copied; nothing runs in it."""
        return self.home / READY

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """Lend a fresh copy, removed afterwards."""
        with tempfile.TemporaryDirectory(
            prefix="run-", dir=self.home, ignore_cleanup_errors=True
        ) as place:
            state = Path(place) / "state"
            shutil.copytree(self.directory, state)
            yield state

    def discard(self) -> None:
        """Remove everything; further copies are impossible."""
        shutil.rmtree(self.directory, ignore_errors=True)
        if self.held is not None:
            self.held.release()  # Windows deletes no file that is open.
        shutil.rmtree(self.home, ignore_errors=True)
