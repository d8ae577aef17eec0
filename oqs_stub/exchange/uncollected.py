"""Answers that nobody fetches: taken away after a while, and their names noted.

Follows `ResponseFileStayTime` of the real 連携アプリケーション and its lists
`del<time>.txt` in `res`; what such a list looks like inside is not public.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from card_profiles.dates import JST

from ..clock import Clock
from ..filenames import parse_name, parse_request_name
from .misspelt_names import MisspeltNames

logger = logging.getLogger(__name__)

STAY = timedelta(minutes=1440)
"""How long an answer may lie in `res`; what installers set."""

_LOOK_AGAIN_SECONDS = 2.0


class Uncollected:
    """Counts, by the stub's clock, how long each answer has lain in `res`.

    The count begins when this process sees the file. Only names of the interface are
    touched, and what came for misspelt requests; lists of earlier
    deletions stay until somebody else removes them.
    """

    def __init__(
        self,
        res: Path,
        clock: Clock,
        *,
        stay: timedelta | None,
        is_under_way: Callable[[str], bool],
        misspelt: MisspeltNames,
        monotonic: Callable[[], float],
    ) -> None:
        """*stay* is None where answers stay for ever; *is_under_way* tells by its
        stem whether a request is still being answered, *misspelt* which files of other
        names are ours."""
        self._res = res
        self._clock = clock
        self._stay = stay
        self._is_under_way = is_under_way
        self._misspelt = misspelt
        self._monotonic = monotonic
        self._looked_at: float | None = None
        self._since: dict[str, datetime] = {}

    def remove(self) -> None:
        """Take away what has stayed too long. Raises OSError where `res` fails."""
        asked = self._monotonic()
        looked = self._looked_at
        if looked is not None and asked - looked < _LOOK_AGAIN_SECONDS:
            return
        self._looked_at = asked
        present = os.listdir(self._res)
        self._misspelt.keep_only(present)
        if self._stay is None:
            return
        now = self._clock.now()
        names = {name for name in present if self._is_answer(name)}
        self._since = {name: self._since.get(name, now) for name in names}
        over = sorted(
            name for name, since in self._since.items() if now - since >= self._stay
        )
        if over:
            self._note(over, now)
            for name in over:
                self._unlink(name)

    def _is_answer(self, text: str) -> bool:
        name = parse_name(text)
        if name is None and text in self._misspelt:
            name = parse_request_name(text)
        if name is None:
            return False
        request = f"{name.prefix}req_{name.suffix}"
        return not self._is_under_way(request)

    def _note(self, names: list[str], now: datetime) -> None:
        """Write the list first: a kill in between leaves files to be listed again."""
        path = self._res / f"del{now.astimezone(JST):%Y%m%d%H%M%S}.txt"
        with open(path, "ab") as file:
            file.write("".join(f"{name}\r\n" for name in names).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        logger.info("%d uncollected answers are deleted, see %s", len(names), path.name)

    def _unlink(self, name: str) -> None:
        del self._since[name]  # Where it cannot be deleted it gets as long again.
        with contextlib.suppress(OSError):
            os.unlink(self._res / name)
