"""What is written down while cards are served: a trace in words, and recordings."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self, TextIO

from card_profiles.machine_words import system_reason

from ..ports import BenchUnavailable
from ..recording.recorder import CardObserver, Recorder
from .teller import Teller

STANDARD_OUTPUT = "-"


class UnwritableFile(BenchUnavailable):
    """A file that was asked for cannot be written."""


class CardNotes:
    """Opens its files when it is entered as a context, before any card is in.

    *trace* is a file or `-`; *record* a file for the first card, and others beside
    it (`name-2.txt`) for those that come after it: a recording has one card.
    """

    def __init__(
        self,
        *,
        trace: str | None = None,
        record: Path | None = None,
        show_files: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """With *show_files*, recordings keep the (fictitious) personal files.

        The times of the trace count from here, whatever card they are about.
        """
        self._clock = clock
        self._begun = clock()
        self._trace = trace
        self._record = record
        self._show_files = show_files
        self._stack = ExitStack()
        self._trace_file: TextIO | None = None
        self._first_recording: TextIO | None = None
        self._recordings = 0

    def observers(
        self, label: str, *, atr: bytes, say: Callable[[str], None]
    ) -> list[CardObserver]:
        """Return who looks on at a card that is about to be inserted."""
        observers: list[CardObserver] = []
        if self._trace is not None:
            observers.append(
                Teller(self._tracing(say), label, clock=self._clock, begun=self._begun)
            )
        if self._record is not None:
            self._recordings += 1
            path = _numbered(self._record, self._recordings)
            first, self._first_recording = self._first_recording, None
            write = _written_at_once(first or self._opened(path))
            observers.append(
                Recorder(write, atr=atr, fictitious=True, show_files=self._show_files)
            )
            say(f"記録: {path}")
        return observers

    def remark(self, text: str) -> None:
        """Write what is no exchange into the trace, if that is a file.

        What comes of an exchange stands above it: it is told before the card is done.
        """
        if self._trace_file is not None:
            seconds = self._clock() - self._begun
            _written_at_once(self._trace_file)(f"# {seconds:7.3f} s  {text}\n")

    def __enter__(self) -> Self:
        """Open the files. Raises `UnwritableFile`."""
        with self._stack:  # Closes what is open already where the next cannot be.
            if self._trace is not None and self._trace != STANDARD_OUTPUT:
                self._trace_file = self._opened(Path(self._trace))
            if self._record is not None:
                self._first_recording = self._opened(self._record)
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _tracing(self, say: Callable[[str], None]) -> Callable[[str], None]:
        if self._trace_file is None:
            return say
        write = _written_at_once(self._trace_file)
        return lambda line: write(f"{line}\n")

    def _opened(self, path: Path) -> TextIO:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return self._stack.enter_context(path.open("w", encoding="utf-8"))
        except OSError as error:
            raise UnwritableFile(
                f"{path} に書けません: {system_reason(error)}。"
                "書ける場所を指定してください。"
            ) from error


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_stem(f"{path.stem}-{number}")


def _written_at_once(file: TextIO) -> Callable[[str], None]:
    def write(text: str) -> None:
        file.write(text)
        file.flush()

    return write
