"""Files that came into `res` for misspelt requests: ours, though not by their names.

Whatever else lies in `res` under a name that is none of the interface's belongs to
somebody else. Which is which has to survive a restart.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Column, String, Table, bindparam, delete, insert, select

from ..database import Database, metadata

_names = Table(
    "exchange_misspelt",
    metadata,
    Column("folder", String(1024), nullable=False),
    Column("name", String(255), nullable=False),
)
_FORGET = delete(_names).where(
    _names.c.folder == bindparam("whose"), _names.c.name == bindparam("which")
)


class MisspeltNames:
    """The names of one folder's, as long as the files lie there."""

    def __init__(self, database: Database, folder: str) -> None:
        self._database = database
        self._folder = folder
        self._known: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def load(self) -> None:
        """Know what an earlier process brought."""
        with self._database.read() as connection:
            self._known = set(
                connection.scalars(
                    select(_names.c.name).where(_names.c.folder == self._folder)
                )
            )

    def add(self, names: Collection[str]) -> None:
        """These lie in `res` and are ours."""
        new = set(names) - self._known
        if new:
            with self._database.begin() as connection:
                connection.execute(
                    insert(_names),
                    [{"folder": self._folder, "name": name} for name in sorted(new)],
                )
                self._database.commits.afterwards(lambda: self._known.update(new))

    def keep_only(self, present: Collection[str]) -> None:
        """Forget those that are no longer there: the next of that name is not ours."""
        gone = self._known.difference(present)
        if gone:
            with self._database.begin() as connection:
                connection.execute(
                    _FORGET,
                    [{"whose": self._folder, "which": name} for name in sorted(gone)],
                )
                self._database.commits.afterwards(
                    lambda: self._known.difference_update(gone)
                )
