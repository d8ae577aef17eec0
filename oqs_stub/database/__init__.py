"""Where the stub keeps what it has acknowledged: one database of either kind."""

from .database import Database
from .errors import (
    DatabaseAwayError,
    DatabaseEmptyError,
    DatabaseError,
    DatabaseInUseError,
)
from .instant import Instant
from .migrations import SCHEMA_VERSION
from .schema import metadata

__all__ = [
    "SCHEMA_VERSION",
    "Database",
    "DatabaseAwayError",
    "DatabaseEmptyError",
    "DatabaseError",
    "DatabaseInUseError",
    "Instant",
    "metadata",
]
