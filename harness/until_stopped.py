"""Waiting, in a command that serves, until somebody asks it to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class EndAsked:
    """Whether this process was asked to end before anything waited for that.

    What a handler raises then is lost where Python is in a callback, as that of a weak
    reference, or in a finalizer: it drops what those raise.
    """

    came = False


@contextmanager
def stopped_by_signal() -> Iterator[threading.Event]:
    """Give an event that SIGINT (Ctrl-C) and SIGTERM set.

    To be entered before anybody is told that Ctrl-C ends the command: some are quick.
    Outside the main thread, where Python allows no handlers, nothing sets it.
    """
    stop = threading.Event()
    if EndAsked.came:
        stop.set()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_signal(number: int, frame: FrameType | None) -> None:
        # In another thread: this one may hold the event's lock right now.
        threading.Thread(target=stop.set).start()

    before = {
        number: signal.signal(number, on_signal)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def until_stopped(
    stop: threading.Event, while_true: Callable[[], bool] = lambda: True
) -> bool:
    """Return True when *stop* is set, False when *while_true* no longer holds."""
    # Waiting in slices lets the interpreter run the handler on every system.
    while not stop.wait(0.5):
        if not while_true():
            return False
    return True
