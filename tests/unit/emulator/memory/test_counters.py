"""What survives power loss: on disk before the call returns, never a try too many."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from emulator.memory.counters import COMPACT_ABOVE, CountersDamaged, FileCounters


class PowerLoss(BaseException):
    """The process ends here."""


def test_changes_are_there_for_the_next_process(tmp_path: Path) -> None:
    counters = FileCounters(tmp_path / "counters")

    counters.set_tries_left("a/18", 2)
    counters.set_tries_left("a/18", 1)
    counters.set_value("a/1b", b"NEW123")

    again = FileCounters(tmp_path / "counters")
    assert again.tries_left("a/18") == 1
    assert again.tries_left("a/1b") is None
    assert again.value("a/1b") == b"NEW123"


def test_no_file_appears_before_the_first_change(tmp_path: Path) -> None:
    counters = FileCounters(tmp_path / "counters")

    assert counters.tries_left("a/18") is None
    assert not list(tmp_path.iterdir())


def test_a_change_is_on_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters = FileCounters(tmp_path / "counters")
    synced: list[bytes] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        fsync(descriptor)
        synced.append((tmp_path / "counters").read_bytes())
        assert counters.tries_left("a/18") is None

    monkeypatch.setattr(os, "fsync", note)
    counters.set_tries_left("a/18", 2)

    assert b'"tries": 2' in synced[0]
    assert counters.tries_left("a/18") == 2


def test_a_line_cut_short_was_never_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    counters = FileCounters(path)
    counters.set_tries_left("a/18", 2)
    whole = path.read_bytes()
    counters.set_tries_left("a/18", 1)
    full = path.read_bytes()

    for size in range(len(whole), len(full)):
        path.write_bytes(full[:size])

        again = FileCounters(path)
        assert again.tries_left("a/18") == 2
        again.set_tries_left("a/18", 0)
        assert FileCounters(path).tries_left("a/18") == 0


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            lambda raw: raw.replace(b'"tries": 1', b'"tries": 3'), id="raised"
        ),
        pytest.param(lambda raw: b"\n" + raw, id="empty line"),
        pytest.param(lambda raw: raw[5:], id="beginning lost"),
        pytest.param(lambda raw: b"junk\n", id="junk"),
    ],
)
def test_damage_is_refused_instead_of_guessed(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "counters"
    counters = FileCounters(path)
    counters.set_tries_left("a/18", 2)
    counters.set_tries_left("a/18", 1)

    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # A lambda.

    with pytest.raises(CountersDamaged, match="counters"):
        FileCounters(path)


def test_a_record_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    body = b'{"pin": "a/18", "colour": "red"}'
    path.write_bytes(f"{zlib.crc32(body):08x} ".encode() + body + b"\n")

    with pytest.raises(CountersDamaged, match="colour"):
        FileCounters(path)


def test_it_works_where_a_directory_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has no way to ask for that."""
    monkeypatch.delattr(os, "O_DIRECTORY", raising=False)

    FileCounters(tmp_path / "counters").set_tries_left("a/18", 2)

    assert FileCounters(tmp_path / "counters").tries_left("a/18") == 2


def test_a_long_history_is_shortened_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    counters = FileCounters(path)
    counters.set_value("a/1b", b"NEW123")
    for step in range(COMPACT_ABOVE):
        counters.set_tries_left("a/18", step % 3)
    left = counters.tries_left("a/18")

    again = FileCounters(path)

    assert (again.tries_left("a/18"), again.value("a/1b")) == (left, b"NEW123")
    assert path.read_bytes().count(b"\n") == 2
    assert FileCounters(path).tries_left("a/18") == left


@pytest.mark.parametrize("step", ["open", "unlink", "fsync", "replace"])
def test_a_crash_while_shortening_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "counters"
    counters = FileCounters(path)
    for number in range(COMPACT_ABOVE + 1):
        counters.set_tries_left("a/18", number % 3)
    left = counters.tries_left("a/18")

    def stop(*_: object, **__: object) -> None:
        raise PowerLoss

    with monkeypatch.context() as patch:
        owner = Path if step in ("unlink", "replace") else os
        patch.setattr(owner, step, stop)
        with pytest.raises(PowerLoss):
            FileCounters(path)

    assert FileCounters(path).tries_left("a/18") == left


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no permission bits")
def test_nobody_else_can_read_the_file_a_changed_pin_stands_in(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        FileCounters(tmp_path / "counters").set_value("a/18", b"5678")
    finally:
        os.umask(before)

    assert (tmp_path / "counters").stat().st_mode & 0o777 == 0o600
