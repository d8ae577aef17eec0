"""Waiting, in a command that serves, until somebody asks it to stop."""

from __future__ import annotations

import signal
import threading


def until_stopped() -> None:
    """Return after SIGINT (Ctrl-C) or SIGTERM; call it from the main thread."""
    stopped = threading.Event()
    previous = {
        number: signal.signal(number, lambda *_: stopped.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        # Waiting in slices lets the interpreter run the handler on every system.
        while not stopped.wait(0.5):
            pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
