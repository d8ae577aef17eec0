"""What is remembered of a small table, and when it is read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, delete, insert, select

from oqs_stub.database import Database
from oqs_stub.database.remembered import Remembered

_words = Table("words", MetaData(), Column("word", String(10)))
WAIT = 30.0


class Word:
    """One word in a table, remembered as the stub's own small tables are."""

    def __init__(self, database: Database, *, monotonic: Callable[[], float]) -> None:
        self.database = database
        self.loads = 0
        self.while_loading: Callable[[], None] = lambda: None
        self._remembered = Remembered(self._load, database, monotonic=monotonic)
        with database.begin() as connection:
            _words.create(connection, checkfirst=True)
        self.set("before")

    def get(self) -> str:
        return self._remembered.get()

    def set(self, word: str) -> None:
        with self.database.begin() as connection:
            connection.execute(delete(_words))
            connection.execute(insert(_words).values(word=word))
        self._remembered.forget()

    def _load(self) -> str:
        self.loads += 1
        with self.database.read() as connection:
            word = str(connection.execute(select(_words.c.word)).scalar_one())
        self.while_loading()
        return word


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def word(tmp_path: Path, now: list[float]) -> Iterator[Word]:
    database = Database(tmp_path / "words.sqlite3")
    yield Word(database, monotonic=lambda: now[0])
    database.close()


def elsewhere(ask: Callable[[], str]) -> str:
    """What another thread is told."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result(WAIT)


@pytest.mark.sqlite  # Among workers nothing is kept.
def test_it_is_read_once_while_it_is_young_and_anew_when_it_is_old(
    word: Word, now: list[float]
) -> None:
    assert [word.get(), word.get()] == ["before", "before"]
    assert word.loads == 1
    now[0] = 1.0
    word.get()
    assert word.loads == 2


def test_what_was_read_before_a_change_is_not_kept_after_it(word: Word) -> None:
    def change() -> None:
        word.while_loading = lambda: None
        word.set("after")

    word.while_loading = change

    assert word.get() == "before"
    assert word.get() == "after"


def test_a_change_is_seen_at_once_where_it_is_made_and_by_others_when_it_holds(
    word: Word,
) -> None:
    word.get()

    with word.database.begin():
        word.set("after")
        assert word.get() == "after"
        assert elsewhere(word.get) == "before"

    assert word.get() == "after"
    assert elsewhere(word.get) == "after"


def test_a_change_that_is_undone_has_changed_nothing(word: Word) -> None:
    word.get()

    with suppress(ZeroDivisionError), word.database.begin():
        word.set("after")
        assert word.get() == "after"
        raise ZeroDivisionError

    assert word.get() == "before"


def test_what_a_look_from_before_a_change_reads_is_kept_by_nobody(word: Word) -> None:
    with word.database.read() as connection:
        connection.execute(select(_words)).all()  # It sees this state to its end.
        with ThreadPoolExecutor(1) as other:
            other.submit(word.set, "after").result(WAIT)
        assert word.get() == "before"

    assert word.get() == "after"
