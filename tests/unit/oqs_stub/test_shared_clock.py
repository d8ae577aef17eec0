"""One time for all workers: set for every one of them, or for none."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from card_profiles.dates import JST
from oqs_stub.clock.shared import SharedClock
from oqs_stub.database import Database

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
LATER = NOON + timedelta(days=1)


def test_what_one_sets_all_see(database: Database) -> None:
    one, other = (SharedClock(database, start=NOON) for _ in range(2))

    one.set(LATER)

    assert (one.now(), other.now()) == (LATER, LATER)


@pytest.mark.sqlite
def test_a_time_that_cannot_be_kept_is_nobodys(
    database: Database, tmp_path: Path
) -> None:
    clock = SharedClock(database, start=NOON)
    file = tmp_path / "oqs.sqlite3"

    file.rename(tmp_path / "away")
    file.touch()  # Another file: whatever is written there, nobody reads.
    with pytest.raises(OperationalError):
        clock.set(LATER)
    (tmp_path / "away").rename(file)

    assert clock.now() == NOON


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    clock = SharedClock(database, start=NOON)

    with pytest.raises(ValueError, match="with its zone"):
        clock.set(LATER.replace(tzinfo=None))

    assert clock.now() == NOON
