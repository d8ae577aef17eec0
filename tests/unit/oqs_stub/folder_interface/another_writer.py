"""A second thread that writes to the database while the first is at something."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

LONGEST_WAIT = 60.0


def gets_in(write: Callable[[], object]) -> bool:
    """Whether another thread can write now, however slow the machine is.

    Where this thread holds the lock, the other gives up after ten seconds.
    """
    done: list[bool] = []

    def attempt() -> None:
        with suppress(Exception):  # What the database says of a lock differs.
            write()
            done.append(True)

    other = threading.Thread(target=attempt, daemon=True)
    other.start()
    other.join(LONGEST_WAIT)
    return done == [True]
