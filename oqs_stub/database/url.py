"""Where a database is: by URL, or in a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .errors import DatabaseError


def url_of(url_or_path: str | Path) -> URL:
    """The URL of a database that is named by one, or by the path of a file.

    Raises `DatabaseError`.
    """
    if isinstance(url_or_path, str) and "://" in url_or_path:
        try:
            return make_url(url_or_path)
        except (ArgumentError, ValueError) as error:
            raise DatabaseError(
                "データベースのURLとして読めません。"
                "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE の形です。"
            ) from error
    # Taken apart by nobody: a "?" or "#" is part of the name.
    Path(url_or_path).parent.mkdir(parents=True, exist_ok=True)
    return URL.create("sqlite", database=str(url_or_path))


def is_nothing(url: URL) -> bool:
    """Whether it is a file of no bytes, or none: to connect to it would make it one."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or "uri" in url.query:
        return False
    file = Path(name)
    return not file.exists() or (file.is_file() and not file.stat().st_size)
