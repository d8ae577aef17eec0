"""Why a database cannot be opened, said to whoever starts something with it."""

from __future__ import annotations


class DatabaseError(Exception):
    """The database cannot be used as it stands; the message says what to do."""


class DatabaseEmptyError(DatabaseError):
    """There is nothing in it, and nothing was to be made."""


class DatabaseInUseError(DatabaseError):
    """A stub serves it, or it is being copied."""

    def __init__(self, shown: str) -> None:
        super().__init__(
            f"データベース {shown} は、ほかのスタブか oqs copy が使っています。"
            "それを終了してから、やり直してください。"
        )


class DatabaseAwayError(DatabaseError):
    """The database cannot be reached; trying again later may succeed."""
