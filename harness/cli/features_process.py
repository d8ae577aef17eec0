"""The process in which `mynabench run` lets pytest run the features.

Started with the signals that end it held back, it hears of them only once it can tell.
"""

from __future__ import annotations

import signal
import sys

from .lifeline import end_with
from .signals import ended_by_sigterm

INTERRUPTED = 2  # pytest's own status.


def main() -> int:
    """Run pytest with the program's arguments but the first; return its status.

    The first is the descriptor at which it hears that the command is gone.
    """
    end, *arguments = sys.argv[1:]
    try:
        with ended_by_sigterm():
            if sys.platform != "win32":
                endings = {signal.SIGINT, signal.SIGTERM}
                signal.pthread_sigmask(signal.SIG_UNBLOCK, endings)
            end_with(int(end))
            import pytest

            return int(pytest.main(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
