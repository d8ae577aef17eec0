"""Many at once on PostgreSQL: what one has read still holds when it writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import text

from card_profiles import loader
from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.faults import Face, Faults, Occasion
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.limit_told import LimitTold
from oqs_stub.records import (
    Consent,
    ConsentForm,
    ConsentKind,
    TreatmentCategory,
)
from oqs_stub.reference_numbers import ReferenceRegister
from oqs_stub.service.jobs import Jobs
from oqs_stub.service.reception_sessions import ReceptionSessions

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
DENTIST = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
WAIT = 120.0
MANY = 8


@pytest.fixture
def databases(url: str) -> Iterator[list[Database]]:
    """The same database, open as often as there would be processes."""
    opened = [Database(url) for _ in range(3)]
    yield opened
    for database in opened:
        database.close()


def all_at_once(
    databases: list[Database], act: Callable[[Database, int], object]
) -> list[object]:
    """What *act* gives to each of many callers that start together."""
    barrier = threading.Barrier(MANY)

    def one(number: int) -> object:
        barrier.wait(WAIT)
        return act(databases[number % len(databases)], number)

    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(one, range(MANY), timeout=WAIT))


def test_no_running_number_is_given_twice(databases: list[Database]) -> None:
    def accept(database: Database, _number: int) -> list[str]:
        return [
            Jobs(database)
            .accept(
                institution_code=DENTIST,
                message="OQSmuhvq",
                file_identifier=None,
                request="{}",
                now=NOON,
            )
            .reception_number
            for _ in range(5)
        ]

    numbers = [n for given in all_at_once(databases, accept) for n in given]  # type: ignore[attr-defined]  # lists.

    assert sorted(numbers) == [f"20260410{n:012d}" for n in range(1, 5 * MANY + 1)]


def test_what_was_read_in_a_transaction_is_true_until_its_end(
    databases: list[Database],
) -> None:
    ledgers = [Ledger(database, SettableClock(NOON)) for database in databases]

    def write(database: Database, _number: int) -> None:
        ledger = ledgers[databases.index(database)]
        for _ in range(5):
            with database.begin():
                before = len(ledger.entries())
                ledger.record(face="test", action=str(before), result="ok")

    all_at_once(databases, write)

    actions = [entry.action for entry in ledgers[0].entries()]
    assert actions == [str(n) for n in range(5 * MANY)]


def test_a_challenge_counts_once(databases: list[Database]) -> None:
    sessions = [ReceptionSessions(database) for database in databases]
    session = (
        sessions[0]
        .start(
            institution_code=DENTIST,
            category=HOME,
            form=ConsentForm(kinds=frozenset(), prescription=None),
            now=NOON,
        )
        .id
    )
    nonce = sessions[0].challenge(session, now=NOON)

    used = all_at_once(
        databases,
        lambda database, _: sessions[databases.index(database)].use_challenge(
            session, nonce
        ),
    )

    assert sorted(map(bool, used)) == [False] * (MANY - 1) + [True]


def test_of_the_same_day_one_consent_stands(databases: list[Database]) -> None:
    def agree(database: Database, _number: int) -> object:
        return Consents(database).record(
            Consent(
                person_id="sakura",
                institution_code=DENTIST,
                category=HOME,
                kinds=frozenset(ConsentKind),
                prescription=None,
                given_at=NOON,
                channel="test",
            )
        )

    all_at_once(databases, agree)

    assert len(Consents(databases[0]).everything()) == 1


def test_a_url_changed_by_many_has_a_new_version_for_each(
    databases: list[Database],
) -> None:
    institutions = [Institutions(database) for database in databases]

    tokens = all_at_once(
        databases,
        lambda database, _: institutions[databases.index(database)].reissue_url(
            DENTIST, HOME
        ),
    )

    assert len(set(tokens)) == MANY
    assert institutions[0].url_token(DENTIST, HOME) in tokens


def test_people_registered_by_many_are_there_once(databases: list[Database]) -> None:
    from oqs_stub.registry import Registry

    people = loader.load_all(now=NOON)

    all_at_once(databases, lambda database, _: Registry(database).add_all(people))

    assert Registry(databases[0]).count() == len(people)


def test_limits_told_side_by_side_are_remembered_once(
    databases: list[Database],
) -> None:
    def tell(database: Database, number: int) -> None:
        with database.begin_beside():
            LimitTold(database).remember(
                "sakura", f"limits {number}", institution_code=DENTIST, now=NOON
            )

    all_at_once(databases, tell)

    told = LimitTold(databases[0]).of_people({"sakura"}, institution_code=DENTIST)
    assert told["sakura"].startswith("limits ")


def test_numbers_registered_side_by_side_are_kept_once(
    databases: list[Database],
) -> None:
    coverage = next(
        persona.coverages[0]
        for persona in loader.load_all(now=NOON)
        if persona.coverages
    )

    def register(database: Database, number: int) -> None:
        with database.begin_beside():
            ReferenceRegister(database).register(
                f"N{number}",
                institution_code=DENTIST,
                person_id="sakura",
                coverage=coverage,
                now=NOON,
            )

    all_at_once(databases, register)

    held = ReferenceRegister(databases[0]).of_person("sakura", institution_code=DENTIST)
    assert len(held.all()) == 1


def test_those_beside_each_other_do_not_wait_and_one_alone_does(
    databases: list[Database],
) -> None:
    first, second, third = databases
    alone = threading.Event()

    def write_alone() -> None:
        with third.begin():
            alone.set()

    waiting = threading.Thread(target=write_alone)
    with first.begin_beside():
        with second.begin_beside():
            pass  # Waits for nobody.
        waiting.start()
        _wait_for_a_waiting_lock(second)
        assert not alone.is_set()
    waiting.join(WAIT)

    assert alone.is_set()


def test_a_line_that_comes_late_is_missed_by_nobody_who_reads_on(
    databases: list[Database],
) -> None:
    slow, quick, reader = [Ledger(one, SettableClock(NOON)) for one in databases]

    def read_all() -> list[str]:
        first = reader.entries()
        written.wait(WAIT)
        then = reader.entries(after=max((line.id for line in first), default=0))
        return [line.action for line in (*first, *then)]

    written = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        with databases[0].begin_beside():
            slow.record(face="test", action="slow", result="ok")  # Has its number.
            quick.record(face="test", action="quick", result="ok")
            reading = threads.submit(read_all)
            _wait_for_a_waiting_lock(databases[1])
        written.set()
        seen = reading.result(WAIT)

    assert sorted(seen) == ["quick", "slow"]


def _wait_for_a_waiting_lock(database: Database) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        with database.read() as connection:
            waiting = connection.execute(
                text(
                    "SELECT count(*) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND NOT granted"
                )
            ).scalar_one()
        if waiting:
            return
    raise AssertionError("nobody waits")


def test_a_fault_happens_no_more_often_than_it_was_meant_to(
    databases: list[Database],
) -> None:
    asked = Occasion(face=Face.EXCHANGE, institution=DENTIST)
    together = threading.Barrier(MANY)
    clock = SettableClock(NOON)
    boards = [Faults(one, Ledger(one, clock), clock) for one in databases]
    boards[0].arm("err:times=3")

    def ask(_database: Database, number: int) -> int:
        faults = boards[number % len(boards)]
        met = faults.meet(asked, ("err",))
        together.wait(WAIT)
        return sum(faults.tell(one, "断りました") for one in met)

    done = all_at_once(databases, ask)

    (armed,) = boards[1].all()
    assert (sum(done), armed.happened) == (3, 3)  # type: ignore[call-overload]  # numbers.
