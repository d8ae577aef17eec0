"""A stub moves from SQLite to PostgreSQL and back, and goes on as if it had not."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from oqs_stub.clock import SettableClock
from oqs_stub.database import Database, metadata
from oqs_stub.stub import Stub, StubConfig

from .serving import NOON

WAIT = 120.0


def content(place: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row there is, table by table."""
    database = Database(place)
    with database.read() as connection:
        found = {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(table))), key=repr
            )
            for table in metadata.sorted_tables
        }
    database.close()
    return found


def copy(source: str, target: str, *more: str) -> subprocess.CompletedProcess[str]:
    """`mynabench oqs copy` as it is typed."""
    command = [sys.executable, "-m", "harness.cli", "oqs", "copy", *more]
    return subprocess.run(
        [*command, "--from", source, "--to", target],
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT,
    )


def test_a_stub_moves_there_and_back_and_its_numbers_go_on(
    url: str, tmp_path: Path
) -> None:
    config = StubConfig(state_dir=tmp_path, clock=SettableClock(NOON))
    stub = Stub(config)
    stub.people.lose_coverage("hanako", on=NOON.date(), reason="99")
    urls = [stub.institutions.all()[0].code]
    stub.close()
    here = f"sqlite:///{config.database_place}"

    moved = copy(here, url)

    assert moved.returncode == 0, moved.stderr
    assert "件数を確かめました" in moved.stdout
    assert content(url) == content(here)

    there = Stub(dataclasses.replace(config, database=url))
    lines = len(there.ledger.entries())
    there.people.lose_coverage("taro", on=NOON.date(), reason="99")
    assert [there.institutions.all()[0].code] == urls
    assert len(there.ledger.entries()) == lines + 1
    there.close()

    refused = copy(url, here)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    back = copy(url, here, "--replace")
    assert back.returncode == 0, back.stderr
    assert content(here) == content(url)


def test_an_empty_schema_stays_empty_when_it_is_named_as_the_source(
    url: str, tmp_path: Path
) -> None:
    refused = copy(url, f"sqlite:///{tmp_path / 'there.sqlite3'}")

    assert refused.returncode == 1
    assert "写す元を確かめてください" in refused.stderr
    database = Database(url)
    assert database.created  # There was nothing in it before.
    database.close()


def test_a_server_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    stub = Stub(StubConfig(state_dir=tmp_path, clock=SettableClock(NOON)))
    stub.close()

    failed = copy(
        f"sqlite:///{stub.config.database_place}", "postgresql://me@127.0.0.1:1/no"
    )

    assert failed.returncode == 3
    assert "接続できません" in failed.stderr


def test_a_database_that_a_stub_has_open_is_neither_copied_nor_copied_over(
    url: str, tmp_path: Path
) -> None:
    config = StubConfig(state_dir=tmp_path, database=url, clock=SettableClock(NOON))
    stub = Stub(config)
    file = f"sqlite:///{tmp_path / 'there.sqlite3'}"

    from_it = copy(url, file)
    stub.close()
    moved = copy(url, file)
    stub = Stub(config)
    over_it = copy(file, url, "--replace")
    stub.close()

    assert (from_it.returncode, moved.returncode, over_it.returncode) == (3, 0, 3)
    for refused in (from_it, over_it):
        assert "ほかのスタブか oqs copy が使っています" in refused.stderr
