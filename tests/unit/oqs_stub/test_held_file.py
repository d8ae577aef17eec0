"""A lock file that is deleted, or taken by somebody else, while it is held."""

from __future__ import annotations

from pathlib import Path

from oqs_stub.held_file import HeldFile


def test_a_held_file_keeps_others_out_until_it_is_released(tmp_path: Path) -> None:
    ours, other = HeldFile(tmp_path / "lock"), HeldFile(tmp_path / "lock")

    assert ours.take()
    assert not other.take()
    assert not ours.is_lost()
    ours.release()

    assert other.take()
    other.release()


def test_one_that_another_made_anew_and_holds_is_lost(tmp_path: Path) -> None:
    ours, other = HeldFile(tmp_path / "lock"), HeldFile(tmp_path / "lock")
    assert ours.take()

    (tmp_path / "lock").unlink()
    assert other.take()

    assert ours.is_lost()
    assert not other.is_lost()
    ours.release()
    assert not HeldFile(tmp_path / "lock").take()
    other.release()


def test_one_that_was_merely_deleted_is_held_again(tmp_path: Path) -> None:
    ours, other = HeldFile(tmp_path / "lock"), HeldFile(tmp_path / "lock")
    assert ours.take()

    (tmp_path / "lock").unlink()
    assert not ours.is_lost()

    assert not other.take()
    ours.release()


def test_one_whose_folder_is_away_is_not_given_up(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    ours = HeldFile(folder / "lock")
    assert ours.take()

    folder.rename(tmp_path / "away")
    assert not ours.is_lost()
    (tmp_path / "away").rename(folder)

    assert not ours.is_lost()
    assert not HeldFile(folder / "lock").take()
    ours.release()


def test_one_that_cannot_be_taken_anew_is_held_until_it_can(tmp_path: Path) -> None:
    ours = HeldFile(tmp_path / "lock")
    assert ours.take()

    (tmp_path / "lock").unlink()
    (tmp_path / "lock").mkdir()  # Nobody can open that as a file.
    assert not ours.is_lost()
    (tmp_path / "lock").rmdir()

    assert not ours.is_lost()
    assert not HeldFile(tmp_path / "lock").take()
    ours.release()
