"""Thousands of requests wait: each is answered once, in bounded time and memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from card_profiles.dates import JST
from card_profiles.loader import load
from oqs_stub.clock import SettableClock
from oqs_stub.config import StubConfig
from oqs_stub.stub import Stub
from tests.bench.folder_exchange import request_of

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=JST)
FEW, MANY = 500, 5_000
TRIES = 3
MOST_MEMORY = 48 * 1024 * 1024
SLOWER = 2.0
"""How much more processor time each may take where ten times as many wait."""


class Folders:
    """A stub whose folders are looked into by hand."""

    def __init__(self, directory: Path) -> None:
        self.stub = Stub(
            StubConfig(
                state_dir=directory,
                people=(load("hanako", now=NOW),),
                clock=SettableClock(NOW),
            )
        )
        self.stub.exchange.open()
        folder = self.stub.config.exchange_folder
        self._req, self._res = folder / "req", folder / "res"
        self._data = request_of(1, load("hanako", now=NOW))

    def answer(self, count: int) -> float:
        """Processor time for each of so many requests that wait."""
        for number in range(count):
            (self._req / f"OQSsiquc01req_{number:05d}.xml").write_bytes(self._data)
        begun = time.process_time()
        self.stub.exchange.run_once()
        taken = time.process_time() - begun
        names = {path.name for path in self._res.iterdir()}
        assert names == {f"OQSsiquc01res_{n:05d}.xml" for n in range(count)}
        assert not any(self._req.iterdir())
        for name in names:
            (self._res / name).unlink()
        return taken / count

    def asked(self) -> int:
        entries = self.stub.ledger.entries()
        return sum(entry.face == "exchange" for entry in entries)


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Folders]:
    made = Folders(tmp_path)
    yield made
    made.stub.exchange.stop()
    made.stub.close()


def test_five_thousand_requests_cost_each_what_five_hundred_do(
    folders: Folders,
) -> None:
    folders.answer(FEW)  # Whatever is done once is done.
    few = [folders.answer(FEW) for _ in range(3)]
    before = psutil.Process().memory_info().rss

    many = [folders.answer(MANY)]

    assert psutil.Process().memory_info().rss - before < MOST_MEMORY
    assert folders.asked() == 4 * FEW + MANY
    # A processor that others use, too, is slower for a while: then both once more.
    while min(many) >= SLOWER * min(few) and len(many) < TRIES:
        few.append(folders.answer(FEW))
        many.append(folders.answer(MANY))
    assert min(many) < SLOWER * min(few), (few, many)
