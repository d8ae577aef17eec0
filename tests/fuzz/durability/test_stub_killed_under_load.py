"""The served stub dies under load, many times, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.postgresql_server import PostgreSQLMissingError, postgresql_server
from tests.under_load.ordeal import suffer

from ..conftest import Effort

KILLS = 12
KILLS_ON_POSTGRESQL = 6  # A third each: the stub, a worker, the server.
WORKERS = 3

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="this system knows no kill -9"
)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk() -> None:
    """The served stub flushes for real; nothing is replaced here."""


def test_a_stub_killed_under_load_loses_nothing_and_doubles_nothing(
    tmp_path: Path, effort: Effort
) -> None:
    kills = effort.times(KILLS)

    report = suffer(tmp_path, kills=kills, chance=effort.chance("stub under load"))

    assert report.kills == kills
    # Deaths that find nothing under way prove nothing.
    assert report.kills_with_requests_waiting >= kills // 2
    assert report.answers >= 10 * kills
    assert report.web_answers >= kills
    assert report.visits >= kills // 4
    assert os.listdir(tmp_path / "oqs" / "folder" / "req") == []


def test_on_postgresql_neither_stub_nor_worker_nor_server_takes_anything_along(
    tmp_path: Path, effort: Effort
) -> None:
    pytest.importorskip("psycopg", reason="pip install 'mynabench[postgresql]'")
    kills = effort.times(KILLS_ON_POSTGRESQL)

    try:
        with postgresql_server() as server:
            report = suffer(
                tmp_path,
                kills=kills,
                chance=effort.chance("stub under load on PostgreSQL"),
                postgresql=server,
                workers=WORKERS,
            )
    except PostgreSQLMissingError as error:
        if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
            raise
        pytest.skip(f"the Debian package {error} is missing")

    assert report.kills_with_requests_waiting >= kills // 2
    assert report.answers >= 10 * kills
    assert report.web_answers >= kills
    assert report.visits >= kills // 4
