"""A moment as the database keeps it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from card_profiles.dates import JST


class Instant(TypeDecorator[datetime]):
    """A moment, kept as sortable UTC text and read back in Japan Standard Time."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value.isoformat()}")
        return _written(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value).astimezone(JST)


@lru_cache(maxsize=16)
def _written(moment: datetime) -> str:
    """Remembered for the sake of thousands of rows of the same moment."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
