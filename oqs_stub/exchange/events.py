"""What the exchange tells somebody who watches it, one event at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import StrEnum

logger = logging.getLogger(__name__)


class EventKind(StrEnum):
    """What has happened to a file in `req`."""

    RECEIVED = "received"  # Read for the first time.
    ANSWERED = "answered"
    REJECTED = "rejected"  # An `.err` and the echoed request lie in `res`.
    IGNORED = "ignored"  # It is no request, and will never be answered.
    WAITING = "waiting"  # Something must be done by somebody else first.
    FACE = "face"  # Nobody asked: a 顔認証結果 lies in `face`.
    PAUSED = "paused"  # Of no file: database, disk or share cannot be used now.
    RESUMED = "resumed"  # Of no file: they can be again.


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeEvent:
    """One thing that happened to the file *name* in `req` (`FACE`: in `face`).

    `detail` is the answer's name (answered), the line of the `.err` (rejected), or
    the reason in Japanese (ignored, waiting, paused). `ms` is the time since it was
    read, 0 where an earlier process has read it. `result` is what the ledger has of an
    answer: "ok", "working" (処理中), "fault" (one was asked for) or a code; "" where
    an earlier process read it.
    """

    kind: EventKind
    name: str
    detail: str = ""
    ms: float = 0.0
    result: str = ""


Observer = Callable[[ExchangeEvent], None]
"""Called in the exchange's own thread; what it raises is logged and goes no further."""


class Telling:
    """Tells an observer each thing once, though the folder is looked at for ever."""

    def __init__(
        self, observer: Observer | None, *, monotonic: Callable[[], float]
    ) -> None:
        self._observer = observer
        self._monotonic = monotonic
        self._since: dict[str, float] = {}
        self._ignored: set[str] = set()
        self._waiting: set[tuple[str, str]] = set()
        self._faces_waiting: set[tuple[str, str]] = set()
        self._paused: set[str] = set()  # Why, as long as it lasts.

    def received(self, name: str) -> None:
        """A request is read; reading it again while it is incomplete is no news."""
        if name not in self._since:
            self._since[name] = self._monotonic()
            self._tell(ExchangeEvent(kind=EventKind.RECEIVED, name=name))

    def done(
        self, kind: EventKind, name: str, detail: str, *, result: str = ""
    ) -> None:
        """The request has come to its end."""
        now = self._monotonic()
        ms = (now - self._since.pop(name, now)) * 1000
        self._waiting = {one for one in self._waiting if one[0] != name}
        self._tell(
            ExchangeEvent(kind=kind, name=name, detail=detail, ms=ms, result=result)
        )

    def waiting(self, name: str, detail: str) -> bool:
        """The request cannot go on because of *detail*; True where somebody hears it.

        Said once, until the request is done.
        """
        if (name, detail) not in self._waiting:
            self._waiting.add((name, detail))
            self._tell(ExchangeEvent(kind=EventKind.WAITING, name=name, detail=detail))
        return self._observer is not None

    def paused(self, detail: str) -> bool:
        """Nothing can go on because of *detail*; True where somebody hears it.

        Said once, until it goes on.
        """
        if detail not in self._paused:
            self._paused.add(detail)
            self._tell(ExchangeEvent(kind=EventKind.PAUSED, name="", detail=detail))
        return self._observer is not None

    def resumed(self) -> None:
        """Everything goes on; no news unless it did not."""
        if self._paused:
            self._paused.clear()
            self._tell(ExchangeEvent(kind=EventKind.RESUMED, name=""))

    def face(self, name: str) -> None:
        """A file has come into `face`."""
        self._faces_waiting = {one for one in self._faces_waiting if one[0] != name}
        self._tell(ExchangeEvent(kind=EventKind.FACE, name=name))

    def face_waits(self, name: str, detail: str) -> None:
        """A file cannot come into `face` because of *detail*; said once."""
        if (name, detail) not in self._faces_waiting:
            self._faces_waiting.add((name, detail))
            self._tell(ExchangeEvent(kind=EventKind.WAITING, name=name, detail=detail))
            if self._observer is None:
                logger.warning("%s: 待っています。%s", name, detail)

    def present(self, requests: Set[str], ignored: dict[str, str]) -> None:
        """Tell each ignored file (name to reason) once, as long as it lies there.

        What has gone is forgotten: put there again, it is news again.
        """
        self._waiting = {one for one in self._waiting if one[0] in requests}
        self._since = {n: at for n, at in self._since.items() if n in requests}
        for name in sorted(ignored.keys() - self._ignored):
            self._tell(
                ExchangeEvent(kind=EventKind.IGNORED, name=name, detail=ignored[name])
            )
        self._ignored = set(ignored)

    def _tell(self, event: ExchangeEvent) -> None:
        if self._observer is None:
            return
        try:
            self._observer(event)
        except Exception:  # A watcher's fault must cost no request its answer.
            logger.exception("the observer failed on %s", event.kind)
