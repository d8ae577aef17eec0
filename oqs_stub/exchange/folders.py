"""The folders themselves: made, tried out and held while the stub serves them."""

from __future__ import annotations

import os
from pathlib import Path

from card_profiles.machine_words import system_reason

from ..held_file import HeldFile

_PROBE = ".mynabench-probe"
_LOCK = ".lock"


class FolderError(Exception):
    """The folders cannot be used; the message (Japanese) says which and what to do."""


class ExchangeFolders:
    """`req`, `res` and `face` under one folder, and `work`, which is the stub's own.

    The stub opens nothing outside of these.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.req = root / "req"
        self.res = root / "res"
        self.face = root / "face"
        self.work = root / "work"
        self._lock = HeldFile(self.work / _LOCK)

    def open(self) -> None:
        """Make what is missing, try to write, and keep a second stub out.

        Raises `FolderError`.
        """
        for folder in (self.req, self.res, self.face, self.work):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                _try_writing(folder)
            except OSError as error:
                raise FolderError(
                    f"フォルダ {folder} に書き込めません（{system_reason(error)}）。"
                    "場所とアクセス権を確かめるか、別のフォルダを指定してください。"
                ) from error
        if not self._lock.take():
            raise FolderError(
                f"フォルダ {self.root} は、ほかのスタブが使っています。"
                "そのスタブを終了するか、別のフォルダを指定してください。"
            )

    def restore(self) -> None:
        """Make `work` again where somebody has removed it with all the rest.

        The other folders, and the root, are left to whoever took them away: it may
        be a share that comes back. Raises OSError.
        """
        self.work.mkdir(exist_ok=True)

    def are_lost(self) -> bool:
        """Whether a second stub has them, since somebody deleted them under us."""
        return self._lock.is_lost()

    def close(self) -> None:
        """Let another stub have the folders."""
        self._lock.release()


def _try_writing(folder: Path) -> None:
    probe = folder / _PROBE
    probe.unlink(missing_ok=True)  # Left by a killed process, or a link of somebody's.
    with open(probe, "xb"):
        pass
    os.unlink(probe)
