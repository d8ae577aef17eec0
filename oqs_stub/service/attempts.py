"""How often a secret may be guessed: failures are counted, then nothing is heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Column, Integer, String, Table, delete, insert, select, update

from ..clock import Clock
from ..database import Database, Instant, metadata

_LONGEST_ID = 20

_attempts = Table(
    "failed_attempts",
    metadata,
    Column("scope", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)


def account_scope(face: str, institution_code: str, account_id: str) -> str:
    """One account of one institution at one face: what is guessed is its password."""
    return f"{face}:{institution_code[:10]}:{account_id[:_LONGEST_ID]}"


class TooManyAttemptsError(Exception):
    """Nobody is heard in that scope until the window is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRule:
    """How many failures, in which time, close a scope (assumed)."""

    most: int = 10
    window: timedelta = timedelta(minutes=15)


class Attempts:
    """Counts the failures of each scope, such as one account at one face."""

    def __init__(
        self, database: Database, clock: Clock, rule: AttemptRule | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self.rule = rule or AttemptRule()

    def check(self, scope: str) -> None:
        """Raise `TooManyAttemptsError` where the scope is closed at the moment."""
        if self._failures(scope) >= self.rule.most:
            raise TooManyAttemptsError(scope)

    def failed(self, scope: str) -> None:
        """Count one failure; the window begins with the first."""
        with self._database.begin() as connection:
            if self._failures(scope):
                connection.execute(
                    update(_attempts)
                    .where(_attempts.c.scope == scope)
                    .values(failures=_attempts.c.failures + 1)
                )
                return
            over = self._clock.now() - self.rule.window
            connection.execute(
                delete(_attempts).where(
                    (_attempts.c.since <= over) | (_attempts.c.scope == scope)
                )
            )
            connection.execute(
                insert(_attempts).values(
                    scope=scope, failures=1, since=self._clock.now()
                )
            )

    def forget(self, scope: str) -> None:
        """Begin anew: somebody got it right."""
        with self._database.begin() as connection:
            connection.execute(delete(_attempts).where(_attempts.c.scope == scope))

    def _failures(self, scope: str) -> int:
        """The failures that still count."""
        with self._database.read() as connection:
            row = connection.execute(
                select(_attempts).where(_attempts.c.scope == scope)
            ).one_or_none()
        if row is None or self._clock.now() - row.since >= self.rule.window:
            return 0
        return int(row.failures)
