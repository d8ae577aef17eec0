"""The journal of a run: steps as they happen, with the traffic each one caused.

Recorders append to it, observers watch it live, reports are drawn from it. It
holds only what has already been masked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum


class Layer(StrEnum):
    """Where a step happens; the lanes of the sequence picture, in this order."""

    TERMINAL = "terminal"  # 資格確認端末
    PHONE = "phone"  # the phone's browser
    APP = "app"  # マイナポータルアプリ
    CARD = "card"  # マイナンバーカード
    SERVER = "server"  # マイナ在宅受付Web, OQS
    CLINIC = "clinic"  # レセコン


@dataclass(slots=True, kw_only=True)
class Step:
    """One thing that was done, in the words of the person who did it."""

    index: int
    name: str  # Japanese, as printed.
    layer: Layer
    actor: str  # 職員, 患者, システム
    ok: bool = True
    ms: float = 0.0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class APDUExchange:
    """One command and its answer, masked, with what they mean in words."""

    step: int
    command: bytes
    response: bytes
    meaning: str
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HTTPExchange:
    """One HTTP request and its answer; secrets are already masked."""

    step: int
    method: str
    url: str
    status: int
    request_headers: tuple[tuple[str, str], ...]
    request_body: str
    response_headers: tuple[tuple[str, str], ...]
    response_body: str
    started_at: float
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenShot:
    """A page as it was shown: its HTML, and an image where a browser drew one."""

    step: int
    title: str
    html: str = ""
    image: bytes | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A file that went through one of the three folders."""

    step: int
    folder: str  # "req", "res" or "face"
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFault:
    """A fault of the card that happened because somebody had asked for it."""

    step: int
    apdu: int
    """Which of the journal's exchanges it was, from 1; 0: before the first one."""
    kind: str
    fault: str  # As it was written: `pulled:on=VERIFY`.
    sentence: str  # Japanese, as printed.


@dataclass(slots=True)
class Journal:
    """Everything that happened on a bench, in order. Not thread-safe."""

    steps: list[Step] = field(default_factory=list)
    apdus: list[APDUExchange] = field(default_factory=list)
    http: list[HTTPExchange] = field(default_factory=list)
    screens: list[ScreenShot] = field(default_factory=list)
    files: list[FileRecord] = field(default_factory=list)
    faults: list[CardFault] = field(default_factory=list)
    atr: bytes | None = None  # Of the card that was presented last.
    observers: list[Callable[[Step], None]] = field(default_factory=list)
    _current: int = 0

    @property
    def current(self) -> int:
        """The index of the step that is running; 0 before the first."""
        return self._current

    @contextmanager
    def step(self, name: str, *, layer: Layer, actor: str) -> Iterator[Step]:
        """Run one step; observers hear of it when it has ended, well or badly."""
        step = Step(index=len(self.steps) + 1, name=name, layer=layer, actor=actor)
        self.steps.append(step)
        outer, self._current = self._current, step.index
        started = time.perf_counter()
        try:
            yield step
        except BaseException:
            step.ok = False
            raise
        finally:
            step.ms = (time.perf_counter() - started) * 1000
            self._current = outer
            for observe in self.observers:
                observe(step)
