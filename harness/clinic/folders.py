"""The req and res folders as the receipt computer uses them: write, wait, collect."""

from __future__ import annotations

import contextlib
import logging
import os
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from card_profiles.machine_words import system_reason

from ..journal import FileRecord, Journal
from ..results import ClinicError
from .errors import AnswerError, IncompleteError, RequestError
from .packed import unpack
from .xml_form import parse

logger = logging.getLogger(__name__)

_ECHO_SECONDS = 1.0  # After an .err, how long its echoed request may take to appear.


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long to wait for an answer, how often to look, and by which watch."""

    seconds: float = 10.0
    poll: float = 0.02
    pause: Callable[[float], None] = time.sleep
    watch: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """`req` and `res` under one folder.

    Every file written or read goes into the journal. Answers are deleted after
    reading unless `keep_answers`; an unanswered request is taken back.
    """

    base: Path
    journal: Journal
    waiting: Waiting
    keep_answers: bool = False

    def taken(self, name: str) -> bool:
        """Tell whether a request name, or the answer to it, is still lying about."""
        answer = _answer_stem(name)
        return self._req(f"{name}.xml").exists() or any(
            self._res(file).exists()
            for file in (f"{answer}.xml", f"{answer}.zip", f"{name}.xml", f"{name}.err")
        )

    def exchange(self, name: str, content: bytes, *, deadline: float) -> ET.Element:
        """Write the request *name* (no extension) and return its answer's root.

        *deadline* is a reading of the watch. Raises `ClinicError` of level "file"
        for a rejected request, "timeout" when nothing complete has come by then.
        """
        self._write(f"{name}.xml", content)
        reason = "回答ファイルがありません"
        while True:
            try:
                self._raise_if_rejected(name)
                root = self._collect(name)
            except (IncompleteError, OSError) as error:
                # Still being written, or still locked by its writer: look again.
                reason = str(error)
            else:
                if root is not None:
                    return root
            if self.waiting.watch() >= deadline:
                break
            self.waiting.pause(self.waiting.poll)
        self._discard(self._req(f"{name}.xml"))
        raise ClinicError(
            "timeout",
            "",
            f"{name}.xml への回答が {self._res('')} に時間内に届きません（{reason}）。"
            "国側（スタブまたは連携アプリ）が動いているか、フォルダーが同じかを"
            "確かめてください。",
        )

    def collected(self, folder: str, name: str, content: bytes) -> None:
        """Journal a file that was read in *folder*, and delete it if that is done."""
        self._record(folder, name, content)
        self._read(self.base / folder / name)

    def _write(self, name: str, content: bytes) -> None:
        """Create a request under another name and rename it, so it appears whole."""
        target = self._req(name)
        half_written = self._req(f".{name}.tmp")
        try:
            half_written.write_bytes(content)
            os.rename(half_written, target)
        except OSError as error:
            self._discard(half_written)
            raise RequestError(
                f"要求ファイルを書けません: {target}（{system_reason(error)}）。"
                "フォルダーがあり、書き込めることを確かめてください。"
            ) from error
        self._record("req", name, content)

    def _collect(self, name: str) -> ET.Element | None:
        """Return the answer if it is there and complete, None if it is not there."""
        stem = _answer_stem(name)
        for path in (self._res(f"{stem}.xml"), self._res(f"{stem}.zip")):
            if path.exists():
                content = path.read_bytes()
                try:
                    root = parse(_message(path, content))
                except IncompleteError:
                    raise
                except AnswerError:
                    self._record("res", path.name, content)  # It is the evidence.
                    raise
                self._record("res", path.name, content)
                self._read(path)
                return root
        return None

    def _raise_if_rejected(self, name: str) -> None:
        """Look for `.err`: it lies in res beside an echo of the request."""
        error, echo = self._res(f"{name}.err"), self._res(f"{name}.xml")
        if not error.exists():
            return
        until = self.waiting.watch() + _ECHO_SECONDS
        while not echo.exists() and self.waiting.watch() < until:
            self.waiting.pause(self.waiting.poll)
        for path in (error, echo):
            if path.exists():
                self._record("res", path.name, path.read_bytes())
        # Its layout is not public: one line of code, comma, text is what we expect.
        line = error.read_text(encoding="utf-8", errors="replace").strip()
        code, comma, text = line.partition(",")
        self._read(error)
        self._read(echo)
        raise ClinicError("file", *((code, text) if comma else ("", line)))

    def _record(self, folder: str, name: str, content: bytes) -> None:
        self.journal.files.append(
            FileRecord(
                step=self.journal.current, folder=folder, name=name, content=content
            )
        )

    def _read(self, path: Path) -> None:
        if not self.keep_answers:
            self._discard(path)

    @staticmethod
    def _discard(path: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            try:
                path.unlink()
            except PermissionError as error:
                logger.warning("%s cannot be deleted: %s", path, error)

    def _req(self, name: str) -> Path:
        return self.base / "req" / name

    def _res(self, name: str) -> Path:
        return self.base / "res" / name


def _message(path: Path, content: bytes) -> bytes:
    if path.suffix != ".zip":
        return content
    return unpack(content, prefix=path.stem.partition("_")[0] + "_")


def _answer_stem(name: str) -> str:
    """The answer's name is the request's, with `req_` turned into `res_`."""
    return name.replace("req_", "res_", 1)
