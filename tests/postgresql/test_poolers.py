"""Behind a pooler: whole sessions are as good as none, torn ones are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oqs_stub.database import Database, DatabaseError, DatabaseInUseError
from oqs_stub.database.access import Opening
from tests.postgresql_server import PostgreSQLServer

from .pooler import pooling
from .serving import until

ALONE = Opening(alone=True)
LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"


@pytest.fixture
def sessions(server: PostgreSQLServer) -> Iterator[str]:
    with pooling(server, "session") as url:
        yield url


def test_a_pooler_that_tears_sessions_is_refused_and_no_lock_is_left(
    server: PostgreSQLServer,
) -> None:
    with pooling(server, "transaction") as url:
        with pytest.raises(DatabaseError, match="session にするか"):
            Database(url)

        # The pooler may still be at the end of the last session.
        until(lambda: server.execute(LOCKS) == [(0,)], "every lock to be gone")


def test_a_pooler_that_leaves_sessions_whole_is_as_none(
    server: PostgreSQLServer, sessions: str
) -> None:
    database = Database(sessions)

    with pytest.raises(DatabaseInUseError):
        Database(sessions, ALONE)
    database.close()
    until(lambda: server.execute(LOCKS) == [(0,)], "the pooler to let go of the lock")
    Database(sessions, ALONE).close()


@pytest.fixture
def careless(server: PostgreSQLServer) -> Iterator[None]:
    """A role that says what is not on disk yet to be there."""
    server.execute("ALTER ROLE mynabench SET synchronous_commit = off")
    yield
    server.execute("ALTER ROLE mynabench RESET synchronous_commit")


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("way", ["url", "sessions"])
def test_what_is_said_to_be_on_disk_is_there_whatever_the_role_prefers(
    request: pytest.FixtureRequest, way: str
) -> None:
    database = Database(request.getfixturevalue(way))

    with database.read() as connection:
        settings = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("synchronous_commit", "lock_timeout")
        ]

    database.close()
    assert settings == ["on", "10s"]
