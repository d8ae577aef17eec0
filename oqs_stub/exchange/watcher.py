"""Being told that something happened in `req`, where the system can tell."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from watchfiles import watch

logger = logging.getLogger(__name__)

_DEBOUNCE_MS = 20
_STEP_MS = 5
_LOOK_MS = 500  # How often the native part looks whether to stop.
_STOP_SECONDS = 5.0
_RETRY_SECONDS = 1.0


class Watcher:
    """Sets an event after each change in a folder.

    A folder that cannot be watched (some shares) is no error: whoever waits for the
    event looks by himself from time to time anyway.
    """

    def __init__(self, folder: Path, wake: threading.Event) -> None:
        self._folder = folder
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._watch, name=f"watch {folder}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopping.set()
        self._thread.join(timeout=_STOP_SECONDS)

    def _watch(self) -> None:
        told = False
        while not self._stopping.is_set():
            try:
                self._watch_until_stopped()
            except (OSError, RuntimeError) as error:
                # Also for a file whose name is no text; the next one may be better.
                if not told:
                    logger.warning(
                        "%s: 変更の通知を受けられません（%s）。"
                        "通知を待たずに、繰り返し見に行きます。",
                        self._folder,
                        error,
                    )
                    told = True
                self._wake.set()
                self._stopping.wait(_RETRY_SECONDS)

    def _watch_until_stopped(self) -> None:
        for _ in watch(
            self._folder,
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=False,
            stop_event=self._stopping,
            recursive=False,
            raise_interrupt=False,
        ):
            self._wake.set()
