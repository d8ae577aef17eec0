"""Names on disk: a file that is safe in a directory that is not would be lost."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from emulator.memory import counters as module
from emulator.memory.counters import (
    CountersDamaged,
    FileCounters,
    make_directory_durably,
)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The directories that were brought to disk, in order."""
    directories: list[Path] = []
    monkeypatch.setattr(module, "sync_directory", directories.append)
    return directories


def test_the_name_of_a_file_that_another_process_made_is_brought_to_disk(
    tmp_path: Path, synced: list[Path]
) -> None:
    """That process may have been killed between the file and its directory."""
    FileCounters(tmp_path / "counters").set_tries_left("a/18", 2)
    synced.clear()

    counters = FileCounters(tmp_path / "counters")
    counters.set_tries_left("a/18", 1)
    counters.set_tries_left("a/18", 0)

    assert synced == [tmp_path]


def test_each_directory_that_is_made_is_on_disk_in_the_one_above(
    tmp_path: Path, synced: list[Path]
) -> None:
    make_directory_durably(tmp_path / "cards" / "hanako")

    assert (tmp_path / "cards" / "hanako").is_dir()
    assert synced[-2:] == [tmp_path, tmp_path / "cards"]


def test_a_directory_that_is_there_is_brought_to_disk_as_well(
    tmp_path: Path, synced: list[Path]
) -> None:
    (tmp_path / "hanako").mkdir()

    make_directory_durably(tmp_path / "hanako")

    assert synced == [tmp_path]


def test_a_directory_whose_parent_cannot_be_read_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(directory: Path) -> None:
        raise PermissionError(directory)

    (tmp_path / "hanako").mkdir()
    monkeypatch.setattr(module, "sync_directory", refused)

    make_directory_durably(tmp_path / "hanako")


def test_a_line_that_checks_and_is_no_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    body = b"no record at all"
    path.write_bytes(f"{zlib.crc32(body):08x} ".encode() + body + b"\n")

    with pytest.raises(CountersDamaged, match="not a record"):
        FileCounters(path)
