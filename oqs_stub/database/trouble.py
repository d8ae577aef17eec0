"""What is wrong where the database, or the disk, cannot be used for a while.

None of it is the fault of what was asked: the same may succeed a moment later, and
whatever was acknowledged before is safe.
"""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

NOT_NOW = (OSError, OperationalError, NoConnectionError)
"""What the disk or the database raises then; the engines raise nothing else for it,
and none of these for a fault of a statement of ours."""


class Trouble(StrEnum):
    """Why nothing can be read or written; the value is what a person is told."""

    AWAY = "データベースに届きません"
    FULL = "ディスクがいっぱいです"
    LOCKED = "データベースが、ほかの処理でふさがっています"
    READ_ONLY = "データベースに書き込めません（読み取り専用です）"
    FILES = "データを置いた場所のファイルを使えません"

    @property
    def sentence(self) -> str:
        """The same with what is certain, and what will be."""
        return f"{self}。確認できた登録や応答は失われていません。直りしだい続けます。"


_POSTGRESQL = {
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "25P03": Trouble.AWAY,  # Connection ended: idle in a transaction for too long.
    "25P04": Trouble.AWAY,  # Connection ended: a transaction that took too long.
    "40001": Trouble.LOCKED,  # Serialization failure.
    "40P01": Trouble.LOCKED,  # Deadlock.
    "55P03": Trouble.LOCKED,  # Lock not available.
    "57014": Trouble.LOCKED,  # Cancelled: by a time-out, or by hand.
}
_POSTGRESQL_CLASSES = {
    "": Trouble.AWAY,  # No answer at all: no connection, or one that was lost.
    "08": Trouble.AWAY,  # Connection.
    "40": Trouble.LOCKED,  # Rolled back for the sake of another one.
    "53": Trouble.AWAY,  # Out of connections or memory.
    "57": Trouble.AWAY,  # Shut down, starting up.
    "58": Trouble.AWAY,  # The server's own disk.
}
_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR_WRITE: Trouble.FULL,  # A quota, or a limit of the file's size.
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,  # Others were faster, many times.
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_IOERR: Trouble.AWAY,
    sqlite3.SQLITE_PERM: Trouble.AWAY,
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PRIMARY = 0xFF  # The part of SQLite's codes that says the kind.


def trouble_of(error: BaseException) -> Trouble | None:
    """What kind of trouble with the database or a file *error* is; None for any other
    fault."""
    if isinstance(error, OSError):
        return _kind_of_file_trouble(error)
    return database_trouble_of(error)


def database_trouble_of(error: BaseException) -> Trouble | None:
    """As `trouble_of`, of the database alone."""
    if isinstance(error, NoConnectionError):
        return Trouble.LOCKED
    if not isinstance(error, OperationalError):
        return None
    return _kind(error)


def was_waited_for(error: BaseException) -> bool:
    """Whether *error* ends a long wait for others, which need not be begun anew.

    Whoever stood behind the one who waited has waited as well.
    """
    return trouble_of(error) is Trouble.LOCKED


def told_in_log(error: BaseException) -> str:
    """What the log says of trouble: never a statement, whose values are patients'."""
    trouble = trouble_of(error)
    kind = "trouble" if trouble is None else trouble.name
    return f"{kind} ({error})" if isinstance(error, OSError) else kind


def _kind_of_file_trouble(error: OSError) -> Trouble | None:
    """None where the system has no part in it: other things are OSErrors as well."""
    if error.errno is None:
        return None
    return Trouble.FULL if error.errno in _FULL else Trouble.FILES


def _kind(error: DBAPIError) -> Trouble | None:
    """None for what is asked wrongly: no such table, no such column, bad SQL."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code) or _SQLITE.get(code & _PRIMARY)
    state = getattr(error.orig, "sqlstate", None) or ""
    lost = Trouble.AWAY if error.connection_invalidated else None
    return _POSTGRESQL.get(state) or _POSTGRESQL_CLASSES.get(state[:2]) or lost
