"""The CAs' register on disk: keys, issued serial numbers, revocations; in SQLite.

Several processes may share a directory: every change is one durable transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE_NAME: Final = "pki.sqlite3"
SCHEMA_VERSION: Final = 1
LOCK_SECONDS: Final = 30.0

_SCHEMA = (
    "CREATE TABLE authority (kind TEXT PRIMARY KEY, certificate BLOB NOT NULL,"
    " key BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE issued (kind TEXT NOT NULL, serial TEXT NOT NULL,"
    " PRIMARY KEY (kind, serial)) WITHOUT ROWID",
    "CREATE TABLE revoked (kind TEXT NOT NULL, serial TEXT NOT NULL,"
    " at TEXT NOT NULL, PRIMARY KEY (kind, serial)) WITHOUT ROWID",
)


class PKIError(Exception):
    """The test PKI on disk cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class StoredAuthority:
    """A CA as it is kept: certificate and PKCS #8 key, both DER."""

    certificate: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Register:
    """The register in one directory. Holds no open file between calls."""

    path: Path

    @classmethod
    def in_directory(cls, directory: Path) -> Register:
        """Return the register of *directory*, making the directory if need be."""
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PKIError(
                f"{directory}: 試験用認証局のフォルダーを作れません: {error}"
            ) from error
        return cls(directory / FILE_NAME)

    def authorities(self) -> dict[str, StoredAuthority]:
        """Return the CAs by kind; empty in a fresh directory."""
        with self._transaction() as connection:
            return _authorities(connection)

    def create(
        self, authorities: Mapping[str, StoredAuthority]
    ) -> dict[str, StoredAuthority]:
        """Keep *authorities* unless another process was first; return those kept."""
        with self._transaction() as connection:
            if not _authorities(connection):
                connection.executemany(
                    "INSERT INTO authority VALUES (?, ?, ?)",
                    [
                        (kind, ca.certificate, ca.key)
                        for kind, ca in authorities.items()
                    ],
                )
            return _authorities(connection)

    def record_issued(self, kind: str, serial_number: int) -> None:
        """Remember that a certificate of this serial number exists."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO issued VALUES (?, ?)",
                (kind, f"{serial_number:x}"),
            )

    def is_issued(self, kind: str, serial_number: int) -> bool:
        """Tell whether this serial number was ever issued."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT 1 FROM issued WHERE kind = ? AND serial = ?",
                (kind, f"{serial_number:x}"),
            ).fetchone()
        return row is not None

    def record_revoked(self, kind: str, serial_number: int, *, at: datetime) -> None:
        """Remember a revocation; of two for one serial number the earlier stands."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO revoked VALUES (?, ?, ?) ON CONFLICT (kind, serial)"
                " DO UPDATE SET at = min(at, excluded.at)",
                (kind, f"{serial_number:x}", _written(at)),
            )

    def revoked(self, kind: str) -> dict[int, datetime]:
        """Return every revocation, past and planned, by serial number."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT serial, at FROM revoked WHERE kind = ? ORDER BY at, serial",
                (kind,),
            ).fetchall()
        return {int(serial, 16): datetime.fromisoformat(at) for serial, at in rows}

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one write transaction; commit when it ends well."""
        try:
            with closing(
                sqlite3.connect(self.path, timeout=LOCK_SECONDS, isolation_level=None)
            ) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    _prepare(connection, self.path)
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise PKIError(
                f"{self.path}: 試験用認証局の記録を読み書きできません: {error}。"
                "壊れている場合はフォルダーごと削除してやり直してください。"
            ) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == SCHEMA_VERSION:
        return
    if version != 0:
        raise PKIError(
            f"{path}: 試験用認証局の記録は版 {version} ですが、読めるのは"
            f"版 {SCHEMA_VERSION} だけです。別のフォルダーを指定してください。"
        )
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def _authorities(connection: sqlite3.Connection) -> dict[str, StoredAuthority]:
    rows = connection.execute("SELECT kind, certificate, key FROM authority").fetchall()
    return {kind: StoredAuthority(certificate, key) for kind, certificate, key in rows}


def _written(moment: datetime) -> str:
    """Return UTC in a form whose text order is the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
