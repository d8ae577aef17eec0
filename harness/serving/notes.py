"""What is written down while cards are served: a trace in words, and recordings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self, TextIO

from ..ports import BenchUnavailable
from ..recording.recorder import CardObserver, Recorder
from .teller import Teller

STANDARD_OUTPUT = "-"


class CardNotes:
    """Opens the files when first needed; use it as a context.

    *trace* is a file or `-`; *record* a file for the first card, and others beside
    it (`name-2.txt`) for those that come after it: a recording has one card.
    """

    def __init__(
        self,
        *,
        trace: str | None = None,
        record: Path | None = None,
        show_files: bool = False,
    ) -> None:
        """With *show_files*, recordings keep the (fictitious) personal files."""
        self._trace = trace
        self._record = record
        self._show_files = show_files
        self._stack = ExitStack()
        self._trace_file: TextIO | None = None
        self._recordings = 0

    def observers(
        self, label: str, *, atr: bytes, say: Callable[[str], None]
    ) -> list[CardObserver]:
        """Return who looks on at a card that is about to be inserted."""
        observers: list[CardObserver] = []
        if self._trace is not None:
            observers.append(Teller(self._tracing(say), label))
        if self._record is not None:
            self._recordings += 1
            path = _numbered(self._record, self._recordings)
            write = _written_at_once(self._opened(path))
            observers.append(
                Recorder(write, atr=atr, fictitious=True, show_files=self._show_files)
            )
            say(f"記録: {path}")
        return observers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _tracing(self, say: Callable[[str], None]) -> Callable[[str], None]:
        if self._trace is None or self._trace == STANDARD_OUTPUT:
            return say
        if self._trace_file is None:
            self._trace_file = self._opened(Path(self._trace))
        write = _written_at_once(self._trace_file)
        return lambda line: write(f"{line}\n")

    def _opened(self, path: Path) -> TextIO:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return self._stack.enter_context(path.open("w", encoding="utf-8"))
        except OSError as error:
            raise BenchUnavailable(
                f"{path} に書けません: {error.strerror or error}。"
                "書ける場所を指定してください。"
            ) from error


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_stem(f"{path.stem}-{number}")


def _written_at_once(file: TextIO) -> Callable[[str], None]:
    def write(text: str) -> None:
        file.write(text)
        file.flush()

    return write
