"""The requests that were taken in and whose answer is not yet delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
)

from ..database import Database, Instant, metadata
from .incoming import Signature

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
    Column("accepted_at", Instant, nullable=False),
)


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
    """One request on its way: which file it was, and where its answer lies ready."""

    id: int
    request: str  # File name in `req`.
    signature: Signature  # Of the file as it was read.
    kind: JobKind
    staged: str  # File name in `work`; gone once the answer is delivered.


class OpenJobs:
    """The jobs of one folder; what is in here survives any end of the process."""

    def __init__(self, database: Database, folder: str) -> None:
        self._database = database
        self._folder = folder

    def add(
        self,
        *,
        request: str,
        signature: Signature,
        kind: JobKind,
        staged: str,
        now: datetime,
    ) -> OpenJob:
        """Acknowledge a request: from here on its answer will be delivered."""
        with self._database.begin() as connection:
            result = connection.execute(
                insert(_open_jobs).values(
                    folder=self._folder,
                    request=request,
                    size=signature.size,
                    mtime_ns=signature.mtime_ns,
                    kind=kind.value,
                    staged=staged,
                    accepted_at=now,
                )
            )
            key = result.inserted_primary_key
        if key is None:
            raise RuntimeError("the database gave the new job no id")
        return OpenJob(
            id=int(key[0]),
            request=request,
            signature=signature,
            kind=kind,
            staged=staged,
        )

    def all(self) -> list[OpenJob]:
        """Every open job, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_open_jobs)
                .where(_open_jobs.c.folder == self._folder)
                .order_by(_open_jobs.c.id)
            )
            return [
                OpenJob(
                    id=row.id,
                    request=row.request,
                    signature=Signature(row.size, row.mtime_ns),
                    kind=JobKind(row.kind),
                    staged=row.staged,
                )
                for row in rows
            ]

    def close(self, job: OpenJob) -> None:
        """The answer of *job* is in `res`: nothing is left to do."""
        with self._database.begin() as connection:
            connection.execute(delete(_open_jobs).where(_open_jobs.c.id == job.id))
