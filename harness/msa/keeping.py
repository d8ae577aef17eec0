"""What the phone keeps between two starts: its enrolment, never a patient."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from .gate import Enrolment

FILE = "enrolment.json"


class KeptEnrolment:
    """One file, for its owner's eyes alone."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE

    def load(self) -> Enrolment | None:
        """The enrolment, or None where there is none that can be read."""
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            return Enrolment(**document)
        except (OSError, ValueError, TypeError):
            return None

    def save(self, enrolment: Enrolment) -> None:
        """Keep it in place of what was kept before."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(enrolment)), encoding="utf-8")
        fresh.replace(self._path)

    def text(self) -> str:
        """All files of the phone; empty before its enrolment."""
        files = sorted(self._path.parent.glob("**/*"))
        return "\n".join(
            path.read_text(encoding="utf-8") for path in files if path.is_file()
        )

    def forget(self) -> None:
        """As after the app was taken off the phone."""
        with suppress(FileNotFoundError):
            self._path.unlink()
