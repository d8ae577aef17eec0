"""Waiting that ends early when somebody wants all of it to stop."""

from __future__ import annotations

import threading
import time
from typing import Final

SLICE_SECONDS: Final = 0.2  # On some systems a signal is heard only between waits.


def wait_unless(stop: threading.Event, seconds: float) -> bool:
    """Wait so long, unless *stop* is set; tell whether the time has passed."""
    deadline = time.monotonic() + seconds
    while not stop.is_set():
        left = deadline - time.monotonic()
        if left <= 0:
            return True
        stop.wait(min(left, SLICE_SECONDS))
    return False
