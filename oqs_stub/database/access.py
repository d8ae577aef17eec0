"""What else may happen in the database during a transaction.

There are four accesses, with the same promises on both kinds of database:

- `ALONE`: no other transaction writes from its beginning to its end, so whatever it
  has read still holds when it writes. Right for everything, and the default.
- `BESIDE`: at the same time as others of its kind, never as one that is `ALONE`. For
  the hot path: what it writes must stand by itself (a row added, or one replaced by
  `upsert`), whatever the others write.
- `READING`: one consistent look at what has been committed; it waits for nobody.
- `GLANCING`: as `READING`, but each statement sees what is committed by then. For
  whoever asks for one thing; in a file it costs half as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

URL_FORM = "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
"""How a PostgreSQL database is named."""


class Access(StrEnum):
    """What else may happen during a transaction; see above."""

    ALONE = "alone"
    BESIDE = "beside"
    READING = "reading"
    GLANCING = "glancing"

    @property
    def writes(self) -> bool:
        """Whether anything can be written in it."""
        return self in (Access.ALONE, Access.BESIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How one process opens a database."""

    alone: bool = False  # Nobody may serve it meanwhile.
    longest_silence: float | None = None  # Seconds until a server counts as away.


DEFAULT = Opening()


class InUseError(OperationalError):
    """Somebody else uses the database in a way that does not go with ours."""

    def __init__(self) -> None:
        super().__init__("", None, _LockNotAvailable())


class _LockNotAvailable(Exception):  # noqa: N818 - the condition's name in PostgreSQL.
    sqlstate = "55P03"


class UnusableError(Exception):
    """This database cannot be used; the message (Japanese) says what to do."""
