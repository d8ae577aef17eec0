"""A PostgreSQL database is opened, brought up to date, or refused with the reason."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from card_profiles.dates import JST
from oqs_stub import stub
from oqs_stub.database import SCHEMA_VERSION, Database, DatabaseError
from oqs_stub.database import postgresql as postgresql_engine
from oqs_stub.database.access import Access
from oqs_stub.database.trouble import NOT_NOW
from oqs_stub.service.jobs import Jobs
from tests.postgresql_server import PostgreSQLServer

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
WAIT = 120.0
BEGIN_OF_ANOTHER_SERVER = dict.fromkeys(Access, "BEGIN; SELECT nowhere()")
"""What no server knows; one of version 10 does not know ours."""
OLD_JOBS = (
    "DROP TABLE institution_changes",
    "DROP TABLE bulk_jobs",
    "CREATE TABLE bulk_jobs (id SERIAL PRIMARY KEY,"
    " reception_number VARCHAR(20) NOT NULL UNIQUE,"
    " institution_code VARCHAR(10) NOT NULL, file_identifier VARCHAR(50),"
    " first DATE NOT NULL, last DATE NOT NULL,"
    " received_at VARCHAR(27) NOT NULL, polls INTEGER NOT NULL)",
    "INSERT INTO bulk_jobs (reception_number, institution_code, first, last,"
    " received_at, polls) VALUES ('20260410000000000001', '9930000014',"
    " '2026-04-01', '2026-04-30', '2026-04-10T01:00:00.000000Z', 0)",
    "DROP INDEX consents_of_person",
    "ALTER TABLE consents ADD COLUMN day DATE",
    "ALTER TABLE consents DROP COLUMN withdrawn",
    "ALTER TABLE consents DROP COLUMN visit",
    "ALTER TABLE card_checks DROP COLUMN visit",
    "UPDATE schema_version SET version = 1",
)


def _open(url: str) -> bool:
    """Open it as another process does, with every table of the stub."""
    assert stub.Stub  # Its import brings the tables.
    database = Database(url)
    database.close()
    return database.created


def test_processes_that_start_together_make_the_tables_once(url: str) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        created = list(processes.map(_open, [url] * 4, timeout=WAIT))

    assert sorted(created) == [False, False, False, True]


def test_a_bare_scheme_is_a_url_too(url: str) -> None:
    assert _open(url.replace("postgresql+psycopg:", "postgresql:"))


def test_a_connection_that_is_out_when_it_is_closed_ends_on_its_return(
    url: str,
) -> None:
    database = Database(url)
    with database.read() as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        driver = connection.connection.driver_connection
        database.close()

    assert driver is not None
    assert driver.closed
    with database.read() as connection:
        again = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    database.close()
    assert again != number


def test_what_was_committed_is_on_disk_whatever_the_role_prefers(
    server: PostgreSQLServer, url: str
) -> None:
    server.execute("ALTER ROLE mynabench SET synchronous_commit = off")
    try:
        database = Database(url)
        with database.read() as connection:
            shown = connection.execute(text("SHOW synchronous_commit")).scalar_one()
        database.close()
    finally:
        server.execute("ALTER ROLE mynabench RESET synchronous_commit")

    assert shown == "on"


@pytest.mark.parametrize("access", ["begin", "begin_beside"])
def test_a_writer_sees_what_was_committed_before_its_turn_whatever_the_role_prefers(
    server: PostgreSQLServer, url: str, access: str
) -> None:
    server.execute(
        "ALTER ROLE mynabench SET default_transaction_isolation = 'repeatable read'"
    )
    try:
        database = Database(url)
        with getattr(database, access)() as connection:
            shown = connection.execute(text("SHOW transaction_isolation")).scalar_one()
        database.close()
    finally:
        server.execute("ALTER ROLE mynabench RESET default_transaction_isolation")

    assert shown == "read committed"


def test_texts_are_in_the_order_of_their_code_points(url: str) -> None:
    database = Database(url)
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE seen AS SELECT * FROM people"))
        for name in ("b", "B", "a", "あ", "-"):
            connection.execute(
                text(
                    "INSERT INTO people (person_id, auth_serial,"
                    " insurance_use_registered, person, dispensings)"
                    " VALUES (:name, :name, true, '', '')"
                ),
                {"name": name},
            )
        names = connection.execute(
            text("SELECT person_id FROM people ORDER BY person_id")
        ).scalars()
        assert list(names) == sorted(("b", "B", "a", "あ", "-"))
    database.close()


def test_what_nobody_can_be_called_is_not_found_and_no_error(url: str) -> None:
    database = Database(url)
    with database.read() as connection:
        found = connection.execute(
            text("SELECT count(*) FROM people WHERE person_id = :name"), {"name": "a\0"}
        ).scalar_one()
    database.close()

    assert found == 0


def test_a_database_of_version_1_comes_up_to_date_and_numbers_go_on(url: str) -> None:
    Database(url).close()
    database = Database(url)
    with database.begin() as connection:
        for statement in OLD_JOBS:
            connection.execute(text(statement))
    database.close()

    database = Database(url)
    jobs = Jobs(database)
    old = jobs.poll(
        "20260410000000000001", institution_code="9930000014", message="OQSmuhvq"
    )
    new = jobs.accept(
        institution_code="9930000014",
        message="OQSmuhvq",
        file_identifier=None,
        request="{}",
        now=NOON,
    )
    database.close()

    assert old is not None
    assert new.reception_number == "20260410000000000002"


def test_a_newer_database_is_refused(url: str) -> None:
    database = Database(url)
    with database.begin() as connection:
        connection.execute(
            text("UPDATE schema_version SET version = :v"), {"v": SCHEMA_VERSION + 1}
        )
    database.close()

    with pytest.raises(DatabaseError, match="mynabenchを更新"):
        Database(url)


def test_the_tables_of_another_program_are_left_alone(
    server: PostgreSQLServer, url: str
) -> None:
    schema = url.rpartition("%3D")[2]
    server.execute(f"CREATE TABLE {schema}.theirs (x int)")

    with pytest.raises(DatabaseError, match="ほかのプログラムのもの"):
        Database(url)


def test_a_server_that_is_not_there_is_said_so_without_the_password() -> None:
    with pytest.raises(DatabaseError, match="接続できません") as caught:
        Database("postgresql+psycopg://me:secret@127.0.0.1:1/nowhere")

    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_there_is_said_so(url: str) -> None:
    with pytest.raises(DatabaseError, match="接続できません"):
        Database(url.replace("@/postgres", "@/nowhere"))


def test_a_database_of_another_encoding_is_refused(server: PostgreSQLServer) -> None:
    server.execute(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
        " LOCALE_PROVIDER libc"
    )

    with pytest.raises(DatabaseError, match="LATIN1"):
        Database(server.url("latin"))


def test_an_older_server_is_refused_before_anything_it_lacks_is_asked_of_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "_OLDEST_POSTGRESQL", 99)
    monkeypatch.setattr(postgresql_engine, "_BEGIN", BEGIN_OF_ANOTHER_SERVER)

    with pytest.raises(DatabaseError, match="99 以上を使ってください"):
        Database(url)


def test_a_transaction_that_cannot_begin_says_whose_fault_it_is(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(url)
    with monkeypatch.context() as patch:
        patch.setattr(postgresql_engine, "_BEGIN", BEGIN_OF_ANOTHER_SERVER)
        with pytest.raises(ProgrammingError, match="nowhere") as caught:
            database.begin().__enter__()
    assert not isinstance(caught.value, NOT_NOW)

    with database.begin():
        pass  # And it can go on.
    database.close()


def test_a_user_who_may_make_no_tables_is_refused(
    server: PostgreSQLServer, url: str
) -> None:
    server.execute("CREATE ROLE guest LOGIN")

    with pytest.raises(DatabaseError, match="表を作れる利用者"):
        Database(url.replace("mynabench@", "guest@"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("mysql://h/d", "SQLite か PostgreSQL", id="another-kind"),
        pytest.param("postgresql+asyncpg://h/d", "psycopg だけ", id="another-driver"),
        pytest.param("postgresql+psycopg://h:x/d", "読めません", id="no-url"),
    ],
)
def test_another_url_is_refused(url: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words):
        Database(url)


def test_without_the_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(DatabaseError, match=r"mynabench\[postgresql\]"):
        Database("postgresql://localhost/any")
