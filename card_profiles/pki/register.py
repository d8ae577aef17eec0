"""The CAs' register on disk: keys, issued serial numbers, revocations; in SQLite.

Several processes may share a directory: every change is one durable transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE_NAME: Final = "pki.sqlite3"
SCHEMA_VERSION: Final = 2
LOCK_SECONDS: Final = 30.0
MOST_RENEWALS: Final = 100  # Of one certificate; more would be a circle.

_TABLES_OF_VERSION_1 = (
    "CREATE TABLE authority (kind TEXT PRIMARY KEY, certificate BLOB NOT NULL,"
    " key BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE issued (kind TEXT NOT NULL, serial TEXT NOT NULL,"
    " PRIMARY KEY (kind, serial)) WITHOUT ROWID",
    "CREATE TABLE revoked (kind TEXT NOT NULL, serial TEXT NOT NULL,"
    " at TEXT NOT NULL, PRIMARY KEY (kind, serial)) WITHOUT ROWID",
)
_ADDED_IN_VERSION_2 = (
    "CREATE TABLE card_key (name TEXT PRIMARY KEY, key BLOB NOT NULL,"
    " public BLOB NOT NULL, certificate BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE renewed (kind TEXT NOT NULL, serial TEXT NOT NULL,"
    " earlier TEXT NOT NULL, PRIMARY KEY (kind, serial)) WITHOUT ROWID",
)
_MISSING_SINCE = {
    0: _TABLES_OF_VERSION_1 + _ADDED_IN_VERSION_2,
    1: _ADDED_IN_VERSION_2,
}
"""What a register lacks, by the version it was written by; 0 is an empty file."""

_REMEDIES = {
    sqlite3.SQLITE_FULL: "ディスクの空きを増やしてください。",
    sqlite3.SQLITE_READONLY: "書き込みの権限を確かめてください。",
    sqlite3.SQLITE_BUSY: "同じ場所を使うほかのプログラムを確かめてください。",
}
_OTHERWISE = "壊れている場合はフォルダーごと削除してやり直してください。"


class PKIError(Exception):
    """The test PKI on disk cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class StoredAuthority:
    """A CA as it is kept: certificate and PKCS #8 key, both DER."""

    certificate: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A key of the cards' data as it is kept; CAs have an empty certificate."""

    key: bytes = field(repr=False)  # PKCS #8, DER.
    public: bytes  # As a card's key block.
    certificate: bytes  # A CVC.


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

    def card_keys(self) -> dict[str, StoredKey]:
        """Return the keys of the cards' data by name; none before the first use."""
        with self._transaction() as connection:
            return _card_keys(connection)

    def keep(self, keys: Mapping[str, StoredKey]) -> dict[str, StoredKey]:
        """Keep *keys* unless another process was first; return those kept."""
        with self._transaction() as connection:
            if not _card_keys(connection):
                connection.executemany(
                    "INSERT INTO card_key VALUES (?, ?, ?, ?)",
                    [
                        (name, kept.key, kept.public, kept.certificate)
                        for name, kept in keys.items()
                    ],
                )
            return _card_keys(connection)

    def record_issued(self, kind: str, serial_number: int, *, in_force: bool) -> None:
        """Remember that a certificate of this serial number exists.

        *in_force* forgets that an earlier one of the same number was revoked.
        """
        serial = f"{serial_number:x}"
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO issued VALUES (?, ?)", (kind, serial)
            )
            if in_force:
                connection.execute(
                    "DELETE FROM revoked WHERE kind = ? AND serial = ?", (kind, serial)
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

    def record_renewed(self, kind: str, serial_number: int, *, earlier: int) -> None:
        """Remember which certificate of the same holder another one replaced."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO renewed VALUES (?, ?, ?)",
                (kind, f"{serial_number:x}", f"{earlier:x}"),
            )

    def earlier(self, kind: str, serial_number: int) -> tuple[int, ...]:
        """Return the holder's earlier serial numbers, the latest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "WITH RECURSIVE line(serial, step) AS (VALUES (?, 0) UNION"
                " SELECT renewed.earlier, step + 1 FROM renewed JOIN line"
                " ON renewed.kind = ? AND renewed.serial = line.serial"
                " WHERE step < ?)"
                " SELECT serial FROM line WHERE step > 0 ORDER BY step",
                (f"{serial_number:x}", kind, MOST_RENEWALS),
            ).fetchall()
        return tuple(int(serial, 16) for (serial,) in rows)

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
                    if connection.in_transaction:  # SQLite ended it: no space, say.
                        connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise PKIError(
                f"{self.path}: 試験用認証局の記録を読み書きできません: {error}。"
                f"{_remedy(error)}"
            ) from error


def _remedy(error: sqlite3.Error) -> str:
    code: int = getattr(error, "sqlite_errorcode", 0)  # Python's own errors have none.
    return _REMEDIES.get(code & 0xFF, _OTHERWISE)  # The part that says the kind.


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of an empty register, and add to those of an older program."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == SCHEMA_VERSION:
        return
    if version not in _MISSING_SINCE:
        raise PKIError(
            f"{path}: 試験用認証局の記録は版 {version} ですが、読めるのは"
            f"版 {SCHEMA_VERSION} までです。別のフォルダーを指定してください。"
        )
    for statement in _MISSING_SINCE[version]:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def _authorities(connection: sqlite3.Connection) -> dict[str, StoredAuthority]:
    rows = connection.execute("SELECT kind, certificate, key FROM authority").fetchall()
    return {kind: StoredAuthority(certificate, key) for kind, certificate, key in rows}


def _card_keys(connection: sqlite3.Connection) -> dict[str, StoredKey]:
    rows = connection.execute("SELECT name, key, public, certificate FROM card_key")
    return {
        name: StoredKey(key=key, public=public, certificate=certificate)
        for name, key, public, certificate in rows
    }


def _written(moment: datetime) -> str:
    """Return UTC in a form whose text order is the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
