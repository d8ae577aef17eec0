"""What was acknowledged is on disk, and a strange database is refused."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.database import SCHEMA_VERSION, Database, DatabaseError
from oqs_stub.ledger import Ledger

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)


def test_a_fresh_database_says_so_and_an_old_one_does_not(tmp_path: Path) -> None:
    first = Database(tmp_path / "new" / "oqs.sqlite3")
    first.close()
    second = Database(tmp_path / "new" / "oqs.sqlite3")
    second.close()

    assert (first.created, second.created) == (True, False)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("version", "words"),
    [
        pytest.param(SCHEMA_VERSION + 1, "mynabenchを更新", id="newer"),
        pytest.param(0, "移行できません", id="older"),
    ],
)
def test_a_database_of_another_version_is_refused(
    tmp_path: Path, version: int, words: str
) -> None:
    path = tmp_path / "oqs.sqlite3"
    Database(path).close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE schema_version SET version = ?", (version,))
    raw.commit()
    raw.close()

    with pytest.raises(DatabaseError, match=words):
        Database(path)


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "oqs.sqlite3"
    path.write_bytes(b"no database at all" * 100)

    with pytest.raises(DatabaseError, match="このスタブのデータベースではありません"):
        Database(path)


@pytest.mark.sqlite
def test_the_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (x)")
    raw.commit()
    raw.close()

    with pytest.raises(DatabaseError, match="ほかのプログラムのもの"):
        Database(path)


@pytest.mark.sqlite
def test_sqlite_writes_through_to_the_disk(database: Database) -> None:
    with database.begin() as connection:
        synchronous = connection.execute(text("PRAGMA synchronous")).scalar_one()

    assert synchronous == 2  # FULL


def test_nothing_is_written_inside_a_look(database: Database) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    with pytest.raises(RuntimeError, match="no writing"), database.read():
        ledger.record(face="test", action="look", result="ok")


def test_a_look_sees_one_state_whatever_others_write_meanwhile(
    database: Database,
) -> None:
    ledger = Ledger(database, SettableClock(NOON))
    with database.read():
        before = len(ledger.entries())
        other = threading.Thread(
            target=ledger.record,
            kwargs={"face": "test", "action": "meanwhile", "result": "ok"},
        )
        other.start()
        other.join(timeout=60)

        assert not other.is_alive()  # A look keeps nobody waiting.
        assert len(ledger.entries()) == before == 0

    assert len(ledger.entries()) == 1


def test_an_inner_transaction_stands_or_falls_with_the_outer(
    database: Database,
) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    def fail_after_writing() -> None:
        with database.begin():
            ledger.record(face="test", action="inner", result="ok")
            raise RuntimeError("after")

    with pytest.raises(RuntimeError, match="after"):
        fail_after_writing()

    assert ledger.entries() == []


def test_an_outer_transaction_keeps_what_the_inner_one_wrote(
    database: Database,
) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    with database.begin():
        ledger.record(face="test", action="one", result="ok")
        ledger.record(face="test", action="two", result="ok")

    assert [entry.action for entry in ledger.entries()] == ["one", "two"]


def test_threads_write_one_after_another_without_losing_anything(
    database: Database,
) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    def write() -> None:
        for _ in range(10):
            with database.begin():
                before = len(ledger.entries())
                ledger.record(face="test", action=str(before), result="ok")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert [entry.action for entry in ledger.entries()] == [str(n) for n in range(40)]


def test_moments_come_back_in_japan_time(database: Database) -> None:
    clock = SettableClock(datetime(2026, 4, 9, 20, 30, tzinfo=UTC))
    ledger = Ledger(database, clock)

    ledger.record(face="test", action="look", result="ok")
    (entry,) = ledger.entries()

    assert entry.at.isoformat() == "2026-04-10T05:30:00+09:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="its zone"):
        SettableClock(datetime(2026, 4, 10))  # noqa: DTZ001 - the fault under test.


def test_the_ledger_can_be_read_from_where_one_stopped(database: Database) -> None:
    ledger = Ledger(database, SettableClock(NOON))
    for action in ("one", "two", "three"):
        ledger.record(face="test", action=action, result="ok")

    seen = ledger.entries()[1].id

    assert [entry.action for entry in ledger.entries(after=seen)] == ["three"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("DELETE FROM schema_version", id="none"),
        pytest.param("INSERT INTO schema_version VALUES (1)", id="two"),
        pytest.param("UPDATE schema_version SET version = 'x'", id="no-number"),
    ],
)
def test_a_damaged_schema_version_is_refused(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "oqs.sqlite3"
    Database(path).close()
    raw = sqlite3.connect(path)
    raw.execute(statement)
    raw.commit()
    raw.close()

    with pytest.raises(DatabaseError, match="スキーマの版は1つのはず"):
        Database(path)


@pytest.mark.sqlite
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names")
def test_a_path_is_a_path_whatever_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%41" / "oqs.sqlite3"

    Database(path).close()

    assert path.is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a?b#c%41"]


def test_a_failing_statement_does_not_tell_its_values(database: Database) -> None:
    statement = text("SELECT * FROM nowhere WHERE person = :person")

    with pytest.raises(SQLAlchemyError) as failed, database.read() as connection:
        connection.execute(statement, {"person": "sakura-and-her-token"})

    assert "nowhere" in str(failed.value)
    assert "sakura-and-her-token" not in str(failed.value)
