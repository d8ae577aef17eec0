"""Which files of misspelt requests are ours, when a transaction comes to nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from oqs_stub.database import Database
from oqs_stub.exchange.misspelt_names import MisspeltNames

from .world import World

NAME = "花子req_1.xml"


def _in_vain(world: World, act: Callable[[], None]) -> None:
    """Do *act* in a transaction that is undone."""
    with suppress(InterruptedError), world.database.begin():
        act()
        raise InterruptedError


def _stored(database: Database) -> bool:
    names = MisspeltNames(database, "folder")
    names.load()
    return NAME in names


def test_a_name_is_written_by_the_next_try_where_the_first_was_undone(
    world: World,
) -> None:
    names = MisspeltNames(world.database, "folder")

    _in_vain(world, lambda: names.add([NAME]))
    assert NAME not in names
    with world.database.begin():
        names.add([NAME])

    assert NAME in names
    assert _stored(world.database)


def test_a_name_is_forgotten_by_the_next_try_where_the_first_was_undone(
    world: World,
) -> None:
    names = MisspeltNames(world.database, "folder")
    names.add([NAME])

    _in_vain(world, lambda: names.keep_only([]))
    assert NAME in names
    names.keep_only([])

    assert NAME not in names
    assert not _stored(world.database)
