"""What is asked at every request is kept, and never longer than it is true."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from oqs_stub.clock import SystemClock
from oqs_stub.database import Database
from oqs_stub.database.known import Known
from oqs_stub.database.remembered import OLDEST
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.records import Settings

DENTIST = "9930000014"


class Asked:
    """A small table; remembers how often it was read."""

    def __init__(self) -> None:
        self.value = "old"
        self.times = 0

    def load(self, _key: str) -> str:
        self.times += 1
        return self.value


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.mark.sqlite
def test_nothing_is_asked_twice_while_only_the_ledger_grows(
    database: Database, asked: Asked
) -> None:
    known = Known(database, asked.load)
    ledger = Ledger(database, SystemClock())

    for _ in range(3):
        known.get("key")
        ledger.record(face="test", action="append", result="ok")

    assert asked.times == 1


def test_a_change_counts_from_its_commit_on(database: Database, asked: Asked) -> None:
    known = Known(database, asked.load)
    known.get("key")

    with database.begin():
        asked.value = "new"

    assert known.get("key") == "new"


def test_who_is_changing_it_sees_it_and_keeps_it_from_the_others(
    database: Database, asked: Asked
) -> None:
    known = Known(database, asked.load)
    seen: list[str] = []
    known.get("key")

    def fail_after_changing() -> None:
        with database.begin():
            asked.value = "never committed"
            seen.append(known.get("key"))
            asked.value = "old"
            raise RuntimeError("after")

    with pytest.raises(RuntimeError, match="after"):
        fail_after_changing()

    assert seen == ["never committed"]
    assert known.get("key") == "old"


def test_what_an_older_look_has_read_is_no_news_to_the_others(
    database: Database, asked: Asked
) -> None:
    known = Known(database, asked.load)

    def change() -> None:
        with database.begin():
            pass

    with database.read():
        other = threading.Thread(target=change)
        other.start()
        other.join(timeout=60)
        assert known.get("key") == "old"  # As it was when this look began.
    asked.value = "new"

    assert known.get("key") == "new"


def test_a_strangers_change_is_seen_after_a_while(
    database: Database, asked: Asked
) -> None:
    now = [0.0]
    known = Known(database, asked.load, monotonic=lambda: now[0])
    known.get("key")
    asked.value = "new"
    now[0] = OLDEST

    assert known.get("key") == "new"


@pytest.mark.sqlite
def test_made_up_names_fill_no_memory(database: Database, asked: Asked) -> None:
    known = Known(database, asked.load)

    for number in range(2_500):
        known.get(str(number))

    assert len(known._kept.values) <= 1_000


def test_changed_settings_hold_at_once(tmp_path: Path) -> None:
    database = Database(tmp_path / "oqs.sqlite3")
    institutions = Institutions(database)
    before = institutions.settings(DENTIST)
    changed = Settings(home_visit=not before.home_visit)

    institutions.change_settings(DENTIST, changed)
    still = institutions.settings(DENTIST)
    institutions.apply_pending(DENTIST)
    after = institutions.settings(DENTIST)
    database.close()

    assert (still, after) == (before, changed)
