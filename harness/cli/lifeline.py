"""The run of `mynabench run` ends with the command, however the command ends.

The command holds one end of a pipe and writes nothing; the run waits at the other. The
system closes what a process held, also of one that was killed and can tell nobody.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CLEARING_SECONDS = 20.0
"""How long a run may take to close its benches and write its report."""

NONE = -1
"""In place of a descriptor, where none can be handed on."""


@contextmanager
def lifeline() -> Iterator[int]:
    """Hold one end for as long as the block lasts; give the other, to be inherited."""
    if sys.platform == "win32":
        yield NONE
        return
    end, held = os.pipe()
    try:
        yield end
    finally:
        os.close(held)
        os.close(end)


def end_with(end: int) -> None:
    """End this process as by SIGTERM when nobody holds the other end any more.

    One that does not end for that is killed: nobody else would do it.
    """
    if end != NONE and sys.platform != "win32":
        threading.Thread(target=_end_with, args=(end,), daemon=True).start()


def _end_with(end: int) -> None:
    os.read(end, 1)
    main = threading.main_thread().ident
    if main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    time.sleep(CLEARING_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
