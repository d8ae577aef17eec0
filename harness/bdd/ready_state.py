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

PREFIX = "mynabench-"
"""How temporary directories of a run begin."""


@dataclass(frozen=True, slots=True)
class ReadyState:
    """A directory that nothing runs in; scenarios run in copies of it."""

    directory: Path

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """Lend a fresh copy, removed afterwards."""
        with tempfile.TemporaryDirectory(
            prefix=PREFIX, ignore_cleanup_errors=True
        ) as home:
            state = Path(home) / "state"
            shutil.copytree(self.directory, state)
            yield state

    def discard(self) -> None:
        """Remove the directory; further copies are impossible."""
        shutil.rmtree(self.directory, ignore_errors=True)
