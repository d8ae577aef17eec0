"""「端末の再起動」: what applies changed settings where logging in again did not."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, delete, insert, select

from ..database import Database, metadata

_stubborn = Table(
    "terminals_needing_reboot",
    metadata,
    Column("institution_code", String(10), primary_key=True),
)


class TerminalReboot:
    """Which terminals apply changed settings only when they are rebooted.

    All of them with *always*; otherwise those that a test made so.
    """

    def __init__(self, database: Database, *, always: bool = False) -> None:
        self._database = database
        self._always = always

    def needed(self, institution_code: str) -> bool:
        """Whether a new login is not enough there."""
        if self._always:
            return True
        with self._database.read() as connection:
            return (
                connection.execute(
                    select(_stubborn).where(
                        _stubborn.c.institution_code == institution_code
                    )
                ).one_or_none()
                is not None
            )

    def require(self, institution_code: str, *, needed: bool) -> None:
        """Let that institution's terminal need a reboot, or no longer."""
        with self._database.begin() as connection:
            connection.execute(
                delete(_stubborn).where(
                    _stubborn.c.institution_code == institution_code
                )
            )
            if needed:
                connection.execute(
                    insert(_stubborn).values(institution_code=institution_code)
                )
