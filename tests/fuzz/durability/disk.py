"""What a disk holds after power loss: only what a program has asked to be there.

Killing a process leaves its writes with the operating system; they reach the disk all
the same. So a model of the disk looks on: a file's content counts from `fsync` of the
file, and its name from `fsync` of the directory. Nothing else does.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

_FILES, _DIRECTORIES, _ROOT = "files", "directories", "root"


class StableStorage:
    """Notes in the directory *notes* what of *root* is on disk, from now on.

    One process at a time. What is there when it begins counts as being on disk,
    unless *notes* are there already from a process before.
    """

    def __init__(self, root: Path, notes: Path) -> None:
        self._notes = notes
        self._held: list[int] = []  # So that no number of a file is used twice.
        if not notes.exists():
            (notes / _FILES).mkdir(parents=True)
            (notes / _DIRECTORIES).mkdir()
            (notes / _ROOT).write_text(str(root.stat().st_ino))
            for directory, _, names in os.walk(root):
                for name in (".", *names):
                    self._note_path(Path(directory) / name)

    def watch(self) -> None:
        """Take the place of `os.fsync` in this process."""
        os.fsync = self._note  # Nothing waits for the real disk, which is slow.

    def _note_path(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        self._note(descriptor)
        os.close(descriptor)

    def _note(self, descriptor: int) -> None:
        self._held.append(os.dup(descriptor))
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            names = {
                entry.name: [entry.inode(), entry.is_dir(follow_symlinks=False)]
                for entry in os.scandir(f"/proc/self/fd/{descriptor}")
            }
            target = self._notes / _DIRECTORIES / str(status.st_ino)
            target.write_text(json.dumps(names))
        else:
            content = Path(f"/proc/self/fd/{descriptor}").read_bytes()
            (self._notes / _FILES / str(status.st_ino)).write_bytes(content)


def after_power_loss(
    root: Path, notes: Path, into: Path, *, arrived: float = 0.0, safe: str = ""
) -> None:
    """Put into the new directory *into* what is left of *root*.

    Of what was appended to a file and not asked to be on disk, the part *arrived* is
    there all the same. The directory *safe* in root looks after itself.
    """
    kept = {entry.name for entry in root.iterdir() if entry.name == safe}
    _restore((notes / _ROOT).read_text(), root, notes, into, arrived=arrived)
    for name in kept:
        shutil.rmtree(into / name, ignore_errors=True)
        shutil.copytree(root / name, into / name)


def _restore(inode: str, now: Path, notes: Path, into: Path, *, arrived: float) -> None:
    into.mkdir()
    listing = notes / _DIRECTORIES / inode
    if not listing.exists():
        return
    for name, (number, is_directory) in json.loads(listing.read_text()).items():
        if is_directory:
            _restore(str(number), now / name, notes, into / name, arrived=arrived)
            continue
        noted = notes / _FILES / str(number)
        content = noted.read_bytes() if noted.exists() else b""
        (into / name).write_bytes(content + _tail(content, now / name, number, arrived))


def _tail(content: bytes, path: Path, inode: int, arrived: float) -> bytes:
    """Give what arrived of an append that nobody waited for."""
    if not arrived or not path.exists() or path.stat().st_ino != inode:
        return b""
    written = path.read_bytes()
    if not written.startswith(content):
        return b""
    return written[len(content) :][: round((len(written) - len(content)) * arrived)]
