"""What a stub signs with: a file of its own, so that its database tells nobody."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from functools import cached_property
from pathlib import Path

from .database import Database

_SECRET = re.compile(r"[0-9a-f]{64}")


class OwnSecret:
    """256 random bits, made when they are first asked for; all workers have the same.

    Whoever copies the database has no part of it. Safe to share between threads.
    """

    def __init__(self, path: Path, database: Database) -> None:
        """Keep it at *path*; *database* sees to it that only one process makes it."""
        self._path = path
        self._database = database

    def get(self) -> str:
        """The secret, in hexadecimal digits."""
        return self._kept

    @cached_property
    def _kept(self) -> str:
        kept = self._read()
        if kept is None:
            with self._database.begin():
                kept = self._read() or self._make()
        return kept

    def _read(self) -> str | None:
        """What the file says; None where there is none, or an end cut it short."""
        try:
            text = self._path.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return text if _SECRET.fullmatch(text) else None

    def _make(self) -> str:
        secret = secrets.token_hex(32)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file, name = tempfile.mkstemp(dir=self._path.parent)  # For its owner alone.
        with os.fdopen(file, "w", encoding="ascii") as writing:
            writing.write(secret)
            writing.flush()
            os.fsync(writing.fileno())
        Path(name).replace(self._path)
        return secret
