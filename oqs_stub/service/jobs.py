"""Receptions of list requests: 受付番号, what was asked, how often the result was."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from card_profiles.dates import JST

from ..database import Database, Instant, metadata
from ..database.statements import Statement

_jobs = Table(
    "bulk_jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reception_number", String(20), nullable=False, unique=True),
    Column("institution_code", String(10), nullable=False),
    Column("message", String(8), nullable=False),
    Column("file_identifier", String(50)),
    Column("request", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("picked", Text),
)
_COUNT = Statement(
    update(_jobs).where(_jobs.c.id == bindparam("job")).values(polls=_jobs.c.polls + 1)
)
"""One statement, so that no question is lost to another at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One accepted list request."""

    reception_number: str  # 受付番号, 20 digits.
    institution_code: str
    message: str  # Which list: the file prefix without its step, "OQSmuhvq".
    file_identifier: str | None
    request: str  # What was asked, as that message keeps it (JSON).
    received_at: datetime
    polls: int  # How often the result has been asked for.
    picked: tuple[str, ...] = ()  # `Origin.picked`


class Jobs:
    """The accepted list requests of one stub. None is ever forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(
        self,
        *,
        institution_code: str,
        message: str,
        file_identifier: str | None,
        request: str,
        now: datetime,
        picked: tuple[str, ...] = (),
    ) -> Job:
        """Keep a request under a new 受付番号: the day and a running number."""
        with self._database.begin() as connection:
            key = connection.execute(
                insert(_jobs)
                .values(
                    reception_number=secrets.token_hex(10),  # Until its id is known.
                    institution_code=institution_code,
                    message=message,
                    file_identifier=file_identifier,
                    request=request,
                    received_at=now,
                    polls=0,
                    picked=json.dumps(picked) if picked else None,
                )
                .returning(_jobs.c.id)
            ).scalar_one()
            number = f"{now.astimezone(JST):%Y%m%d}{key:012d}"
            connection.execute(
                update(_jobs).where(_jobs.c.id == key).values(reception_number=number)
            )
        return Job(
            reception_number=number,
            institution_code=institution_code,
            message=message,
            file_identifier=file_identifier,
            request=request,
            received_at=now,
            polls=0,
            picked=picked,
        )

    def poll(
        self, reception_number: str, *, institution_code: str, message: str
    ) -> Job | None:
        """The job of that number, counting this question.

        None where there is none of that institution and that message. In a `look`
        the question is counted at its end: two at the same moment are one to each
        other, and both are counted.
        """
        with self._database.read() as connection:
            row = connection.execute(
                select(_jobs).where(
                    _jobs.c.reception_number == reception_number,
                    _jobs.c.institution_code == institution_code,
                    _jobs.c.message == message,
                )
            ).one_or_none()
        if row is None:
            return None
        self._database.append(_COUNT, {"job": row.id})
        return Job(
            reception_number=row.reception_number,
            institution_code=row.institution_code,
            message=row.message,
            file_identifier=row.file_identifier,
            request=row.request,
            received_at=row.received_at,
            polls=row.polls + 1,
            picked=() if row.picked is None else tuple(json.loads(row.picked)),
        )
