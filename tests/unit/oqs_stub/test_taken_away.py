"""The files of a stub that are deleted, copied or served by another meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database, DatabaseError, DatabaseInUseError, metadata
from oqs_stub.database.access import Opening
from oqs_stub.database.trouble import Trouble, trouble_of
from oqs_stub.database_copy import copy_database
from oqs_stub.server import ServerError, StubServer
from oqs_stub.stub import Stub, StubConfig
from tests.taken_away import delete

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
pytestmark = pytest.mark.sqlite

OpenStub = Callable[..., Stub]


@pytest.fixture
def open_stub() -> Iterator[OpenStub]:
    """Open a stub without people on a state directory; all are closed in the end."""
    with ExitStack() as opened:

        def open_one(
            state: Path, *, folder: Path | None = None, workers: int = 1
        ) -> Stub:
            config = StubConfig(
                state_dir=state,
                folder=folder,
                people=(),
                clock=SettableClock(NOON),
                workers=workers,
            )
            return opened.enter_context(closing(Stub(config)))

        yield open_one


def _place(stub: Stub) -> str:
    return f"sqlite:///{stub.config.database_place}"


def test_nothing_is_written_to_a_database_that_was_deleted(tmp_path: Path) -> None:
    database = Database(tmp_path / "one.sqlite3")

    (tmp_path / "one.sqlite3").unlink()

    assert database.is_lost
    with pytest.raises(OperationalError) as raised, database.begin():
        pass
    assert trouble_of(raised.value) is Trouble.AWAY
    database.close()


def test_a_database_that_comes_back_is_used_again(tmp_path: Path) -> None:
    file = tmp_path / "one.sqlite3"
    database = Database(file)

    file.rename(tmp_path / "away")
    assert database.is_lost
    (tmp_path / "away").rename(file)

    assert not database.is_lost
    with database.read() as connection:
        connection.execute(select(metadata.tables["people"]))
    database.close()


def test_a_database_in_memory_is_never_lost() -> None:
    database = Database("sqlite://")

    assert not database.is_lost
    database.claim()
    database.close()


def test_the_server_says_that_its_database_was_deleted(
    open_stub: OpenStub, tmp_path: Path
) -> None:
    stub = open_stub(tmp_path / "state", folder=tmp_path / "folder")
    with StubServer(stub) as server:
        assert (server.alive, server.lost) == (True, "")

        delete(tmp_path / "state")

        assert not server.alive
        assert "oqs.sqlite3 が、動いている間に消されたか" in server.lost


def test_the_server_says_that_another_stub_has_its_folders(
    open_stub: OpenStub, tmp_path: Path
) -> None:
    stub = open_stub(tmp_path / "state", folder=tmp_path / "folder")
    other = open_stub(tmp_path / "other", folder=tmp_path / "folder")
    with StubServer(stub) as server:
        delete(tmp_path / "folder")
        with StubServer(other) as second:
            assert not server.alive
            assert "ほかのスタブが使い始めました" in server.lost
            assert second.alive


def test_a_second_stub_on_the_same_database_is_refused(
    open_stub: OpenStub, tmp_path: Path
) -> None:
    stub, other = open_stub(tmp_path), open_stub(tmp_path, folder=tmp_path / "other")

    with StubServer(stub), pytest.raises(DatabaseInUseError, match="ほかのスタブ"):
        other.database.claim()

    with StubServer(other):
        pass


@pytest.mark.parametrize("served", ["source", "target"])
def test_a_served_database_is_neither_copied_nor_copied_over(
    open_stub: OpenStub, tmp_path: Path, served: str
) -> None:
    stubs = {name: open_stub(tmp_path / name) for name in ("source", "target")}
    before = len(stubs["target"].ledger.entries())

    with (
        StubServer(stubs[served]),
        pytest.raises(DatabaseInUseError, match="終了してから"),
    ):
        copy_database(_place(stubs["source"]), _place(stubs["target"]), replacing=True)

    assert len(stubs["target"].ledger.entries()) == before
    for stub in stubs.values():
        stub.close()
    copy_database(_place(stubs["source"]), _place(stubs["target"]), replacing=True)


def test_the_claim_is_made_anew_where_its_file_was_deleted(
    open_stub: OpenStub, tmp_path: Path
) -> None:
    stub, other = open_stub(tmp_path), open_stub(tmp_path)
    with StubServer(stub) as server:
        Path(f"{stub.config.database_place}.lock").unlink()

        assert (server.alive, server.lost) == (True, "")
        with pytest.raises(DatabaseInUseError):
            other.database.claim()


def test_the_server_says_that_another_stub_has_its_database(
    open_stub: OpenStub, tmp_path: Path
) -> None:
    stub = open_stub(tmp_path, folder=tmp_path / "one")
    other = open_stub(tmp_path, folder=tmp_path / "other")
    with StubServer(stub) as server:
        Path(f"{stub.config.database_place}.lock").unlink()
        with StubServer(other) as second:
            assert not server.alive
            assert "oqs.sqlite3 を、ほかのスタブが使い始めました" in server.lost
            assert second.alive


def test_a_start_that_is_refused_keeps_no_claim(
    open_stub: OpenStub, tmp_path: Path
) -> None:
    stub, other = open_stub(tmp_path, workers=2), open_stub(tmp_path)

    with pytest.raises(ServerError, match="--workers"):
        StubServer(stub).start()

    with StubServer(other):
        pass


def test_a_database_that_cannot_be_claimed_is_told_with_the_reason(
    tmp_path: Path,
) -> None:
    (tmp_path / "one.sqlite3.lock").mkdir()
    database = Database(tmp_path / "one.sqlite3")

    with pytest.raises(DatabaseError, match=r"one\.sqlite3\.lock .*（.+）"):
        database.claim()
    with pytest.raises(DatabaseError, match=r"one\.sqlite3\.lock "):
        Database(tmp_path / "one.sqlite3", Opening(alone=True))
    database.close()
