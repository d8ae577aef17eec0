"""The process in which `mynabench run` lets pytest run the features.

Started with SIGINT held back, it hears of Ctrl-C only once it can tell of it.
"""

from __future__ import annotations

import signal
import sys

INTERRUPTED = 2  # pytest's own status.


def main() -> int:
    """Run pytest with the program's arguments; return its status."""
    try:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        import pytest

        return int(pytest.main(sys.argv[1:]))
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
