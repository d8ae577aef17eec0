"""A short ordeal on PostgreSQL; tests/fuzz/durability has the long one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql_server import PostgreSQLServer, postgresql_server
from tests.under_load.ordeal import Death, suffer


@pytest.fixture
def own_server(server: PostgreSQLServer) -> Iterator[PostgreSQLServer]:
    """One that no other test uses: it is killed. (The other says if there is any.)"""
    del server
    with postgresql_server() as own:
        yield own


def test_whoever_is_killed_under_load_nothing_acknowledged_is_lost_or_doubled(
    own_server: PostgreSQLServer, tmp_path: Path
) -> None:
    chance = random.Random(20261121)  # noqa: S311 - chance, no secret.

    report = suffer(
        tmp_path, kills=len(Death), chance=chance, postgresql=own_server, workers=2
    )

    assert report.kills == len(Death)
    assert report.answers > 20
    assert report.web_answers > 0
