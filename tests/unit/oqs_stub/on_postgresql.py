"""The same tests on PostgreSQL: with MYNABENCH_TEST_DATABASE=postgresql.

Every SQLite file a test names becomes a schema of its own on one real server; the
same file is the same schema. Tests marked "sqlite" are about such files themselves.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from oqs_stub.database import database
from tests.postgresql_server import PostgreSQLMissingError, postgresql_server

CHOSEN = os.environ.get("MYNABENCH_TEST_DATABASE") == "postgresql"


def skip_what_is_about_sqlite(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what cannot be asked of PostgreSQL."""
    if not CHOSEN:
        return
    for item in items:
        if item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="about SQLite's own files"))


@contextmanager
def in_place_of_sqlite() -> Iterator[None]:
    """Let `Database` open schemas of a server where a test names SQLite files."""
    if not CHOSEN:
        yield
        return
    try:
        with postgresql_server() as server, pytest.MonkeyPatch.context() as patch:
            number = itertools.count()

            def url_of(url_or_path: str | Path) -> URL:
                name = str(url_or_path)
                if "://" in name:
                    if not name.startswith("sqlite:"):
                        return make_url(name)
                    name = str(next(number))  # Memory: nobody has seen it before.
                schema = "s" + hashlib.sha256(name.encode()).hexdigest()[:20]
                return make_url(server.create_schema(schema))

            patch.setattr(database, "url_of", url_of)
            yield
    except PostgreSQLMissingError as error:
        if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
            raise
        pytest.skip(f"the Debian package {error} is missing")


def address_of(path: Path) -> str | Path:
    """What another process must open to find what is at *path* in this one."""
    if not CHOSEN:
        return path
    url: URL = vars(database)["url_of"](path)  # As patched above.
    return url.render_as_string(hide_password=False)
