"""A thread that goes on until it is told to stop, and keeps what stopped it."""

from __future__ import annotations

import threading


class Steady:
    """What the clients under load have in common; `_work` is each one's own."""

    def __init__(self, name: str, *, stop_seconds: float) -> None:
        self._name = name
        self._stop_seconds = stop_seconds
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.trouble: BaseException | None = None

    def start(self) -> None:
        """Begin to work."""
        self._stopping.clear()
        self._thread = threading.Thread(
            target=self._go_on, name=self._name, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way, whatever comes of it; raises what went wrong."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(self._stop_seconds)
            assert not self._thread.is_alive(), f"the {self._name} hangs"
            self._thread = None
        if self.trouble is not None:
            raise self.trouble

    def abandon(self) -> None:
        """Stop, whatever has happened; nobody asks any more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(self._stop_seconds)

    def _work(self) -> None:
        """Until `_stopping` is set."""
        raise NotImplementedError

    def _go_on(self) -> None:
        try:
            self._work()
        except BaseException as error:  # Told by `stop`.
            self.trouble = error
