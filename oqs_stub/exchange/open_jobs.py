"""The requests that were taken in and whose answer is not yet delivered."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
)

from ..database import Database, Instant, metadata
from ..filenames import ExchangeName, parse_request_name
from ..service.arrival import AT_ONCE, Arrival
from .incoming import Signature
from .misspelt_names import MisspeltNames

_open_jobs = Table(
    "exchange_jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("folder", String(1024), nullable=False),
    Column("request", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("staged", String(255), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Index("exchange_jobs_by_token", "staged"),
)
_ADD = insert(_open_jobs)
_CLOSE = delete(_open_jobs).where(_open_jobs.c.staged == bindparam("token"))


_arrivals = Table(  # Of the few answers that do not simply come.
    "exchange_arrivals",
    metadata,
    Column("token", String(255), primary_key=True),
    Column("arrival", Text, nullable=False),
)
_ARRIVAL = TypeAdapter(Arrival)


class JobKind(StrEnum):
    """What becomes of the request."""

    ANSWER = "answer"
    PDF = "pdf"  # An answer, too, and so is the next.
    ZIP = "zip"
    REJECTION = "rejection"

    @classmethod
    def of(cls, extension: str) -> JobKind:
        """The kind of an answer with that extension."""
        return cls.ANSWER if extension == "xml" else cls(extension)

    @property
    def extension(self) -> str:
        """The extension of the answer's file name."""
        return self.value if self in (JobKind.PDF, JobKind.ZIP) else "xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenJob:
    """One request on its way: which file it was, and what answers it."""

    name: ExchangeName  # Of the request.
    signature: Signature  # Of the file as it was read.
    kind: JobKind
    answer: bytes  # Of a rejection: the line of its `.err`.
    token: str  # Belongs to this job alone; what `work` holds of it is named so.
    arrival: Arrival = AT_ONCE
    result: str = ""  # `Reply.result`; not known of what an earlier process took in.

    @property
    def request(self) -> str:
        """The request's file name in `req`."""
        return self.name.text

    @property
    def target(self) -> str:
        """The file name in `res` under which the answer comes."""
        if self.kind is JobKind.REJECTION:
            return self.name.rejection().text
        return self.name.answer(self.kind.extension).text

    @property
    def names_of_a_misspelt(self) -> tuple[str, ...]:
        """What comes into `res` under names that are none of the interface's."""
        rejected = self.kind is JobKind.REJECTION and self.name.is_misspelt
        return (self.target, self.request) if rejected else ()


def new_token() -> str:
    """A name for what `work` holds of one job; no two are the same."""
    return f"answer-{secrets.token_hex(12)}"


class OpenJobs:
    """The jobs of one folder; what is in here survives any end of the process."""

    def __init__(self, database: Database, folder: str) -> None:
        self._database = database
        self._folder = folder
        self.misspelt = MisspeltNames(database, folder)

    def add(self, jobs: Collection[OpenJob], *, now: datetime) -> None:
        """Acknowledge requests: from here on their answers will be delivered."""
        rows = [
            {
                "folder": self._folder,
                "request": job.request,
                "size": job.signature.size,
                "mtime_ns": job.signature.mtime_ns,
                "kind": job.kind.value,
                "staged": job.token,
                "answer": job.answer,
                "accepted_at": now,
            }
            for job in jobs
        ]
        arrivals = [
            {"token": job.token, "arrival": _ARRIVAL.dump_json(job.arrival).decode()}
            for job in jobs
            if job.arrival != AT_ONCE
        ]
        if rows:
            with self._database.begin() as connection:
                connection.execute(_ADD, rows)
                if arrivals:
                    connection.execute(insert(_arrivals), arrivals)

    def all(self) -> Sequence[OpenJob]:
        """Every open job, oldest first."""
        with self._database.read() as connection:
            arrivals = {
                row.token: _ARRIVAL.validate_json(row.arrival)
                for row in connection.execute(select(_arrivals))
            }
            rows = connection.execute(
                select(_open_jobs)
                .where(_open_jobs.c.folder == self._folder)
                .order_by(_open_jobs.c.id)
            )
            return [
                OpenJob(
                    name=_name(row.request),
                    signature=Signature(row.size, row.mtime_ns),
                    kind=JobKind(row.kind),
                    answer=row.answer,
                    token=row.staged,
                    arrival=arrivals.get(row.staged, AT_ONCE),
                )
                for row in rows
            ]

    def close(self, jobs: Collection[OpenJob]) -> None:
        """The answers of *jobs* are in `res`: nothing is left to do."""
        if jobs:
            with self._database.begin() as connection:
                connection.execute(_CLOSE, [{"token": job.token} for job in jobs])
                self.misspelt.add(
                    [name for job in jobs for name in job.names_of_a_misspelt]
                )
                odd = [job.token for job in jobs if job.arrival != AT_ONCE]
                if odd:
                    connection.execute(
                        delete(_arrivals).where(_arrivals.c.token.in_(odd))
                    )


def _name(request: str) -> ExchangeName:
    name = parse_request_name(request)
    if name is None:
        raise ValueError(f"expected a request's file name, got {request!r}")
    return name
