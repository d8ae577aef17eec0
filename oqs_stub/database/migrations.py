"""Bringing the database of an older version up to date, without losing anything.

Each step knows the tables as they were in its own time, never as they are today;
tables that are merely new need no step.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    text,
)

SCHEMA_VERSION = 3
"""Raised by one whenever a table changes shape."""


def migrate(connection: Connection, *, since: int) -> None:
    """Take the tables from version *since* to `SCHEMA_VERSION`, step by step.

    Raises KeyError for a version from which there is no way.
    """
    for version in range(since, SCHEMA_VERSION):
        _STEPS[version](connection)
    connection.execute(
        text("UPDATE schema_version SET version = :version"),
        {"version": SCHEMA_VERSION},
    )


def can_migrate(version: int) -> bool:
    """Whether a database of that version can be brought up to date."""
    return version in _STEPS


def _from_1(connection: Connection) -> None:
    """Receptions know which message they are of; kinds are cancelled one by one."""
    jobs = connection.execute(text("SELECT * FROM bulk_jobs ORDER BY id")).mappings()
    rows = [  # Without their ids: the running number must go on behind them.
        {
            "reception_number": job["reception_number"],
            "institution_code": job["institution_code"],
            "message": "OQSmuhvq",  # The only list that version 1 knew.
            "file_identifier": job["file_identifier"],
            "request": json.dumps(
                {
                    "QualificationConfirmSearchInfo": {
                        "ConsentDateFrom": _digits(job["first"]),
                        "ConsentDateTo": _digits(job["last"]),
                        "MedicalTreatmentFlag": "2",
                    }
                }
            ),
            "received_at": job["received_at"],
            "polls": job["polls"],
        }
        for job in jobs.all()
    ]
    connection.execute(text("DROP TABLE bulk_jobs"))
    table = Table(
        "bulk_jobs",
        MetaData(),
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("reception_number", String(20), nullable=False, unique=True),
        Column("institution_code", String(10), nullable=False),
        Column("message", String(8), nullable=False),
        Column("file_identifier", String(50)),
        Column("request", Text, nullable=False),
        Column("received_at", String(27), nullable=False),
        Column("polls", Integer, nullable=False),
    )
    table.create(connection)
    if rows:
        connection.execute(insert(table), rows)
    connection.execute(  # 往診 could not be marked before.
        text(
            "ALTER TABLE card_checks ADD COLUMN visit VARCHAR(11) NOT NULL"
            " DEFAULT 'visit'"
        )
    )
    _let_consents_share_a_day(connection)
    # Receptions under way end after minutes; nobody's browser can be asked whether it
    # began one of them.
    connection.execute(text("DROP TABLE reception_sessions"))
    _keep_answers(connection)
    _end_logins(connection)


def _let_consents_share_a_day(connection: Connection) -> None:
    """往診 beside 訪問診療, several 受診予定日: a day is not one consent's alone."""
    connection.execute(text("DROP INDEX consents_by_time"))
    connection.execute(text("ALTER TABLE consents RENAME TO consents_before"))
    table = Table(
        "consents",
        MetaData(),
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("person_id", String(64), nullable=False),
        Column("institution_code", String(10), nullable=False),
        Column("category", String(1), nullable=False),
        Column("kinds", String(40), nullable=False),
        Column("prescription", String(1)),
        Column("given_at", String(27), nullable=False),
        Column("channel", String(40), nullable=False),
        Column("examination_date", Date),
        Column("lapsed_at", String(27)),
        Column("lapse_reason", String(1)),
        Column("withdrawn", Text),
        Column("visit", String(11), nullable=False),
        Index(
            "consents_of_person",
            "person_id",
            "institution_code",
            "category",
            "given_at",
        ),
        Index("consents_by_time", "institution_code", "category", "given_at"),
        sqlite_autoincrement=True,
    )
    table.create(connection)
    connection.execute(  # Without their ids: the running number must go on behind.
        text(
            "INSERT INTO consents (person_id, institution_code, category, kinds,"
            " prescription, given_at, channel, examination_date, lapsed_at,"
            " lapse_reason, visit)"
            " SELECT person_id, institution_code, category, kinds,"
            " prescription, given_at, channel, examination_date, lapsed_at,"
            " lapse_reason, 'visit' FROM consents_before ORDER BY id"
        )
    )
    connection.execute(text("DROP TABLE consents_before"))


def _end_logins(connection: Connection) -> None:
    """Whoever was logged in logs in again: the table told everybody by what."""
    connection.execute(text("DROP TABLE terminal_logins"))
    Table(
        "terminal_logins",
        MetaData(),
        Column("token_hash", String(64), primary_key=True),
        Column("institution_code", String(10), nullable=False),
        Column("account", String(20), nullable=False),
        Column("started_at", String(27), nullable=False),
    ).create(connection)


def _keep_answers(connection: Connection) -> None:
    """Answers on their way lie in the database, no longer in files of `work`.

    The file was gone once its answer was delivered, so a job without it is over.
    """
    jobs = connection.execute(text("SELECT * FROM exchange_jobs ORDER BY id"))
    rows = []
    for job in jobs.mappings().all():
        staged = Path(job["folder"]) / "work" / job["staged"]
        if staged.is_file():
            row = dict(job) | {"answer": staged.read_bytes()}
            del row["id"]  # The running number must go on behind it.
            rows.append(row)
    connection.execute(text("DROP TABLE exchange_jobs"))
    table = Table(
        "exchange_jobs",
        MetaData(),
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("folder", String(1024), nullable=False),
        Column("request", String(255), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("mtime_ns", BigInteger, nullable=False),
        Column("kind", String(10), nullable=False),
        Column("staged", String(255), nullable=False),
        Column("answer", LargeBinary, nullable=False),
        Column("accepted_at", String(27), nullable=False),
        Index("exchange_jobs_by_token", "staged"),
    )
    table.create(connection)
    if rows:
        connection.execute(insert(table), rows)


def _from_2(connection: Connection) -> None:
    """限度額 and 6情報 may be asked for; 再照会 of several knows who was ticked."""
    there = set(inspect(connection).get_table_names())
    for table, column in (
        ("consents", "gives_limit BOOLEAN NOT NULL DEFAULT TRUE"),
        ("consents", "clinical TEXT"),
        ("bulk_jobs", "picked TEXT"),
        (  # Younger than version 1, which comes this way without it.
            "institution_changes",
            "asks_clinical_information BOOLEAN NOT NULL DEFAULT FALSE",
        ),
    ):
        if table in there:
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column}"))


def _digits(day: object) -> str:
    """YYYYMMDD of a day that comes as YYYY-MM-DD, or as a date."""
    return str(day).replace("-", "")


_STEPS: Mapping[int, Callable[[Connection], None]] = {1: _from_1, 2: _from_2}
