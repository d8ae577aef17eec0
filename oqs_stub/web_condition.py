"""Whether マイナ在宅受付Web is up: maintenance, a blocked line, a busy validation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Integer, String, Table, delete, insert, select

from .database import Database, Instant, metadata
from .reasons import Reason

_condition = Table(
    "web_condition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("condition", String(16), nullable=False),
    Column("since", Instant),
    Column("until", Instant),
)


class Condition(StrEnum):
    """How the pages fare; what is not OPEN is for tests to switch on."""

    OPEN = "open"
    MAINTENANCE = "maintenance"  # The pages and the app's gate say so.
    LINE_BLOCKED = "line-blocked"  # OQC-OWSE0900000, as on a closed Wi-Fi.
    BUSY = "busy"  # The pages work; no 電子証明書 can be checked.


_PAGE_REASONS = {
    Condition.MAINTENANCE: Reason.MAINTENANCE,
    Condition.LINE_BLOCKED: Reason.CONNECTION_ERROR,
}
_CARD_REASONS = {**_PAGE_REASONS, Condition.BUSY: Reason.CERTIFICATE_CHECK_BUSY}


class WebCondition:
    """The condition of one stub's pages, the same for all of its workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self,
        condition: Condition,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Be so from now on, or from *since*, or up to *until*."""
        with self._database.begin() as connection:
            connection.execute(delete(_condition))
            if condition is not Condition.OPEN:
                connection.execute(
                    insert(_condition).values(
                        id=1, condition=condition.value, since=since, until=until
                    )
                )

    def at(self, now: datetime) -> Condition:
        """How the pages fare at the time *now*."""
        with self._database.read() as connection:
            row = connection.execute(select(_condition)).one_or_none()
        if (
            row is None
            or (row.since is not None and now < row.since)
            or (row.until is not None and now >= row.until)
        ):
            return Condition.OPEN
        return Condition(row.condition)

    def hinders_pages(self, now: datetime) -> Reason | None:
        """Why no page can be shown now, or None."""
        return _PAGE_REASONS.get(self.at(now))

    def hinders_cards(self, now: datetime) -> Reason | None:
        """Why no card can be taken now, or None."""
        return _CARD_REASONS.get(self.at(now))
