"""How long a card stays that is to be torn out of the reader."""

from __future__ import annotations


class CommandsLeft:
    """Counts down the commands a card still answers; None stays for good."""

    def __init__(self, commands: int | None = None) -> None:
        self._left = commands

    def take(self) -> bool:
        """Take one command; False says that none was left."""
        if self._left is None:
            return True
        if self._left == 0:
            return False
        self._left -= 1
        return True
