"""Every message as it came and as it was answered, byte for byte, in files to look at.

Nothing is kept unless a directory is named: who writes to the stub may write of real
people by mistake. What cannot be kept costs nobody an answer.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from card_profiles.dates import JST
from card_profiles.machine_words import system_reason

from .clock import Clock

logger = logging.getLogger(__name__)

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class KeptMessages:
    """One directory a message, `<day>/<time>-<number>`, by the stub's clock.

    Its files have the names that they had in `req`, `res` and `face`, so that
    `mynabench oqs check` knows what they are. Threads and processes may share it.
    """

    def __init__(self, directory: Path, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, Path] = {}  # Places of unanswered requests, by token.
        self._second, self._number = "", 0
        self._told = False

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Keep what belongs together, such as a request and its answer."""
        with self._telling_why_not():
            self._write(self._new_place(), files)

    def received(self, token: str, name: str, data: bytes) -> None:
        """Keep a request; `answered` with that *token* puts its answer beside it."""
        with self._telling_why_not():
            place = self._waiting[token] = self._new_place()
            self._write(place, {name: data})

    def answered(self, token: str, name: str, data: bytes) -> None:
        """Keep an answer: by itself where an earlier process received its request."""
        with self._telling_why_not():
            place = self._waiting.pop(token, None) or self._new_place()
            self._write(place, {name: data})

    def unanswered(self, token: str) -> None:
        """That request gets no answer."""
        self._waiting.pop(token, None)

    def _new_place(self) -> Path:
        now = self._clock.now().astimezone(JST)
        second = f"{now:%Y%m%d/%H%M%S}"
        day = (self._directory / second).parent
        # First and by itself: a parent that is no directory is not a taken place.
        day.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock:
            if second != self._second:
                self._second, self._number = second, 0
            while True:
                self._number += 1
                place = self._directory / f"{second}-{self._number:05}"
                try:
                    place.mkdir(mode=0o700)
                except FileExistsError:  # Another process's, or of an earlier run.
                    continue
                return place

    def _write(self, place: Path, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            with open(os.open(place / name, _WRITE, 0o600), "wb") as file:
                file.write(data)

    @contextmanager
    def _telling_why_not(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not self._told:
                self._told = True
                logger.warning(
                    "%s に電文の控えを残せません（%s）。回答は続けます",
                    self._directory,
                    system_reason(error),
                )


def kept_in(directory: Path | None, clock: Clock) -> KeptMessages | None:
    """What keeps messages in *directory*; None where nobody named one."""
    return None if directory is None else KeptMessages(directory, clock)
