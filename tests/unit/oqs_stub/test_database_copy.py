"""One database's content in another: all of it or nothing, and never over another's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database, DatabaseEmptyError, DatabaseError, metadata
from oqs_stub.database_copy import CopyRefusedError, copy_database
from oqs_stub.stub import Stub, StubConfig

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
pytestmark = pytest.mark.sqlite


def content(place: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row there is, table by table."""
    database = Database(place)
    with database.read() as connection:
        found = {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(table))), key=repr
            )
            for table in metadata.sorted_tables
        }
    database.close()
    return found


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The database of a stub with people, somebody's change and a ledger."""
    stub = Stub(StubConfig(state_dir=tmp_path / "here", clock=SettableClock(NOON)))
    stub.people.lose_coverage("hanako", on=NOON.date(), reason="99")
    place = f"sqlite:///{stub.config.database_place}"
    stub.close()
    return place


@pytest.fixture
def target(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new' / 'there.sqlite3'}"


def test_everything_is_copied_and_counted(source: str, target: str) -> None:
    told: list[tuple[int, int]] = []

    counts = copy_database(
        source, target, told=lambda done, everything: told.append((done, everything))
    )

    assert content(target) == content(source)
    assert counts["people"] > 0
    assert counts["ledger"] > 0
    assert told[-1] == (sum(counts.values()), sum(counts.values()))


def test_a_target_that_holds_something_is_left_alone_unless_it_is_to_be_replaced(
    source: str, target: str
) -> None:
    copy_database(source, target)
    other = Database(target)
    with other.begin() as connection:
        connection.execute(text("DELETE FROM people WHERE person_id = 'hanako'"))
    other.close()
    before = content(target)

    with pytest.raises(CopyRefusedError, match="--replace"):
        copy_database(source, target)
    assert content(target) == before

    copy_database(source, target, replacing=True)
    assert content(target) == content(source) != before


def test_a_copy_that_fails_half_way_leaves_the_target_as_it_was(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_database(source, target)
    before = content(target)
    database = Database(source)
    with database.begin() as connection:
        connection.execute(text("DELETE FROM people WHERE person_id = 'hanako'"))
    database.close()
    full = Database(target)
    with full.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON ledger"
                " BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )
    full.close()

    with pytest.raises(IntegrityError, match="no room"):
        copy_database(source, target, replacing=True)

    assert content(target) == before


def test_what_a_stub_writes_meanwhile_is_not_half_there(
    source: str, target: str
) -> None:
    writer = Database(source)
    ledger = metadata.tables["ledger"]

    def write(_done: int, _all: int) -> None:
        with writer.begin() as connection:
            connection.execute(
                insert(ledger),
                {
                    "at": NOON,
                    "face": "test",
                    "action": "meanwhile",
                    "institution_code": "",
                    "actor": "",
                    "person_id": "",
                    "result": "ok",
                    "detail": "",
                },
            )

    counts = copy_database(source, target, told=write)
    writer.close()

    there = content(target)
    assert len(there["ledger"]) == counts["ledger"]
    assert "meanwhile" not in {row[3] for row in there["ledger"]}
    assert "meanwhile" in {row[3] for row in content(source)["ledger"]}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param("sqlite:///{0}/nowhere.sqlite3", "ありません", id="missing"),
        pytest.param("sqlite:///{0}/empty.sqlite3", "写すものがありません", id="empty"),
    ],
)
def test_a_source_without_anything_is_refused(
    place: str, words: str, tmp_path: Path, target: str
) -> None:
    Database(tmp_path / "empty.sqlite3").close()

    with pytest.raises(CopyRefusedError, match=words):
        copy_database(place.format(tmp_path), target)
    assert not (tmp_path / "nowhere.sqlite3").exists()


def test_a_database_that_is_empty_stays_empty_when_it_is_named_as_the_source(
    tmp_path: Path, target: str
) -> None:
    wrong = tmp_path / "wrong.sqlite3"
    wrong.touch()

    with pytest.raises(CopyRefusedError, match="空です。写すものがありません"):
        copy_database(f"sqlite:///{wrong}", target)

    assert wrong.read_bytes() == b""
    assert [file.name for file in tmp_path.iterdir()] == ["wrong.sqlite3"]


def test_a_database_that_may_not_be_made_is_not_made(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.sqlite3"

    with pytest.raises(DatabaseEmptyError, match="空です"):
        Database(nowhere, may_make=False)

    assert not nowhere.exists()


def test_the_same_database_is_no_target(source: str) -> None:
    with pytest.raises(CopyRefusedError, match="同じ"):
        copy_database(source, source)


@pytest.mark.parametrize(
    "target",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite+pysqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite:///file:x?mode=memory&uri=true",
    ],
)
def test_nothing_is_copied_to_where_it_would_be_gone_at_once(
    source: str, target: str
) -> None:
    with pytest.raises(CopyRefusedError, match="写しても消えてしまいます"):
        copy_database(source, target)


def test_what_is_no_database_of_a_stub_is_refused(source: str, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("no database at all" * 100, encoding="utf-8")

    with pytest.raises(DatabaseError, match="このスタブのデータベースではありません"):
        copy_database(source, f"sqlite:///{tmp_path / 'letter'}")
