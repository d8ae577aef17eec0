"""The whole ordeal: load, kill -9, restart, again and again, and what must hold."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from card_profiles.loader import load
from harness.drivers.terminal_pages import TerminalClient
from harness.journal import Journal
from tests.postgresql_server import PostgreSQLServer

from .book import Book, Standing
from .clinic import INSTITUTION, Clinic
from .served import Served
from .visitor import Visitor
from .web_asker import WebAsker

PATIENTS = ("hanako", "taro", "mei")
_LONGEST_WAIT = 120.0
_TICK = 0.002
_MOST_WAITING = 24  # Fewer than one transaction takes, and always some.


class Death(StrEnum):
    """Who dies by kill -9."""

    STUB = "stub"  # All of `oqs serve`.
    WORKER = "worker"  # One of the processes that answer its pages.
    POSTMASTER = "postmaster"  # The PostgreSQL server, which then recovers.


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the ordeal was worth: an ordeal without load proves nothing."""

    kills: int
    kills_with_requests_waiting: int
    answers: int
    web_answers: int
    visits: int
    cancels: int


def suffer(
    data: Path,
    *,
    kills: int,
    chance: random.Random,
    postgresql: PostgreSQLServer | None = None,
    workers: int = 1,
) -> Report:
    """Kill a served stub so often under load; assert that nothing was lost or doubled.

    Killed only after new answers and at a random moment, so that each death finds
    work under way. What must hold is asked after each restart, and at the end. With
    *postgresql* a page worker or that server dies as often as the whole stub.
    """
    database = None if postgresql is None else postgresql.create_schema("ordeal")
    served = Served(data, database=database, workers=workers)
    ordeal = _Ordeal(served, data, chance, postgresql)
    try:
        served.start()
        deaths = list(Death if postgresql is not None else (Death.STUB,))
        return ordeal.suffer([deaths[number % len(deaths)] for number in range(kills)])
    except BaseException as error:
        error.add_note(served.last_words())
        raise
    finally:
        served.close()
        ordeal.abandon()


class _Ordeal:
    def __init__(
        self,
        served: Served,
        data: Path,
        chance: random.Random,
        postgresql: PostgreSQLServer | None,
    ) -> None:
        now = datetime.fromisoformat("2026-11-21T10:00+09:00")
        self._served = served
        self._chance = chance
        self._there = ""
        self._book = Book(PATIENTS)
        self._postgresql = postgresql
        people = {name: load(name, now=now) for name in PATIENTS}
        self._clinic = Clinic(served.folder, people, self._book, chance)
        self._web = WebAsker(lambda: self._there, people)
        own = random.Random(chance.random())  # noqa: S311 - chance, no secret.
        self._visitor = Visitor(data, lambda: self._there, self._book, own)
        self._tick = threading.Event()

    def suffer(self, deaths: Sequence[Death]) -> Report:
        terminal = TerminalClient.with_journal(
            Journal(), self._served.base_url, institution_code=INSTITUTION
        )
        terminal.enable_home_visit(("YZK", "SRJ", "SHJ", "TKK"))
        terminal.close()
        self._visitor.start()
        self._web.start()
        waiting = 0
        for death in deaths:
            self._there = self._served.base_url
            self._work()
            waiting += self._die(death)
            self._check_consents()
            self._visitor.start()
        self._visitor.stop()
        self._web.stop()
        self._finish()
        return Report(
            kills=len(deaths),
            kills_with_requests_waiting=waiting,
            answers=self._clinic.answered,
            web_answers=self._web.answered,
            visits=self._book.registered,
            cancels=sum(self._book.cancels.values()),
        )

    def _die(self, death: Death) -> bool:
        """Kill, and bring back what does not come by itself; was work under way?

        Visits end meanwhile, so that what is known of consents can be compared.
        """
        match death:
            case Death.STUB:
                self._served.kill()
            case Death.WORKER:
                self._served.kill_a_worker(self._chance)
            case Death.POSTMASTER:
                assert self._postgresql is not None
                self._postgresql.kill_9()
        self._there = ""
        self._visitor.stop()
        waiting = self._clinic.waiting > 0
        self._clinic.take()  # Clients go on while the stub is down.
        match death:
            case Death.STUB:
                self._served.start()
            case Death.POSTMASTER:
                assert self._postgresql is not None
                self._postgresql.start()
        return waiting

    def abandon(self) -> None:
        """Let no visit go on, whatever has happened."""
        self._there = ""
        self._visitor.abandon()
        self._web.abandon()

    def _work(self) -> None:
        """Ask and take until some answers are there; half the time a visit as well."""
        enough = self._clinic.answered + self._chance.randrange(1, 120)
        visits = self._book.registered + self._chance.randrange(2)
        deadline = time.monotonic() + _LONGEST_WAIT
        while self._clinic.answered < enough or self._book.registered < visits:
            assert time.monotonic() < deadline, "no answers come any more"
            assert self._visitor.trouble is None
            if self._clinic.waiting < _MOST_WAITING:
                self._clinic.send()
            if self._clinic.waiting >= _MOST_WAITING or self._chance.random() < 0.1:
                self._clinic.take()
            self._tick.wait(_TICK * self._chance.random())

    def _finish(self) -> None:
        """Everything asked for is answered; then nothing is left anywhere."""
        deadline = time.monotonic() + _LONGEST_WAIT
        while self._clinic.waiting:
            assert time.monotonic() < deadline, "some requests are never answered"
            self._clinic.take()
            self._tick.wait(_TICK)
        self._check_consents()
        self._check_ledger()
        assert self._served.stop() == 0
        folder = self._served.folder
        left = [
            path.name
            for name in ("req", "res", "work")
            for path in (folder / name).iterdir()
            if path.name != ".lock"
        ]
        assert left == []

    def _check_consents(self) -> None:
        """Every acknowledged consent is there, and no acknowledged cancel undone."""
        assert self._served.control is not None
        rows = self._served.control.consents()
        standing = Counter(row["person_id"] for row in rows if not row["lapsed_at"])
        for person in self._book.who(Standing.REGISTERED):
            assert standing[person] == 1, f"the consent of {person} is gone"
        for person in self._book.who(Standing.CANCELLED):
            assert standing[person] == 0, f"the cancel of {person} is gone"
        assert max(Counter(row["person_id"] for row in rows).values(), default=0) <= 1

    def _check_ledger(self) -> None:
        """Each request stands in the ledger once, each visit at least once."""
        assert self._served.control is not None
        entries = self._served.control.ledger()
        asked = Counter(row["action"] for row in entries if row["face"] == "exchange")
        assert asked == self._clinic.asked, (asked, self._clinic.asked)
        by_web = sum(
            row["face"] == "webapi" and row["action"] == "OQSsiquc01" for row in entries
        )
        assert self._web.answered <= by_web <= self._web.asked
        for person, count in self._book.visits.items():
            known = [
                row
                for row in entries
                if row["face"] == "reception"
                and row["person_id"] == person
                and row["result"] == "ok"
            ]
            assert len(known) >= count, f"a registration of {person} is gone"
