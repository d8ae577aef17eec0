"""The folders as a receipt computer sees them, and the exchange behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from oqs_stub.exchange import FolderExchange, Observer
from oqs_stub.exchange.delivery import Delivery, WriteIn
from oqs_stub.exchange.uncollected import STAY
from oqs_stub.messages import Codec

from .world import World

SETTLE = 5.0
"""Seconds an unreadable request must stay as it is before it is rejected."""

NAME = "OQSsiquc01req_202604100001.xml"
ANSWER = "OQSsiquc01res_202604100001.xml"
ERR = "OQSsiquc01req_202604100001.err"


class Seconds:
    """A monotonic clock in the test's hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class FoldersSeen:
    """The folders as a receipt computer sees them, and the exchange behind them."""

    def __init__(
        self,
        world: World,
        root: Path,
        *,
        codec: Codec | None = None,
        delivery: Callable[[Path], Delivery] = WriteIn,
        stay: timedelta | None = STAY,
        on_event: Observer | None = None,
        seconds: Seconds | None = None,
    ) -> None:
        self.seconds = seconds or Seconds()
        self.exchange = FolderExchange(
            root,
            world.service,
            world.database,
            world.clock,
            settle_seconds=SETTLE,
            codec=codec,
            delivery=delivery,
            stay=stay,
            on_event=on_event,
            monotonic=self.seconds,
        )
        self.exchange.open()
        self.root = root
        self.req, self.res = root / "req", root / "res"
        self.work = root / "work"

    def put(self, data: bytes, name: str = NAME) -> Path:
        path = self.req / name
        path.write_bytes(data)
        return path

    def look(self, *, after: float = 0.0) -> None:
        self.seconds.now += after
        self.exchange.run_once()

    def answers(self) -> set[str]:
        return {path.name for path in self.res.iterdir()}

    def requests(self) -> set[str]:
        return {path.name for path in self.req.iterdir()}

    def at_work(self) -> set[str]:
        return {path.name for path in self.work.iterdir()} - {".lock"}

    def text(self, name: str) -> str:
        return (self.res / name).read_text(encoding="utf-8")
