"""A real PostgreSQL server for these tests, and an empty schema on it for each."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest

from tests.postgresql_server import (
    PostgreSQLMissingError,
    PostgreSQLServer,
    postgresql_server,
)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSQLServer]:
    try:
        with postgresql_server() as server:
            yield server
    except PostgreSQLMissingError as error:
        if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
            raise
        pytest.skip(f"the Debian package {error} is missing")


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def url(server: PostgreSQLServer, _numbers: Iterator[int]) -> str:
    """The URL of a database of its own: an empty schema."""
    return server.create_schema(f"test_{next(_numbers)}")
