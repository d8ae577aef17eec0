"""A card in a vpcd reader, held there by a thread until it is taken out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from .events import Event, ignore
from .vpcd import PluggableCard, serve

_UNPLUG_SECONDS = 20.0  # On a busy machine, too.


class PluggedCard:
    """One card in one reader. Use it as a context, or call `unplug`."""

    def __init__(
        self,
        card: PluggableCard,
        host: str,
        port: int,
        *,
        on_event: Callable[[Event], None] = ignore,
        time_limit: float = 30.0,
    ) -> None:
        """Start to plug the card in; only the reader can say when it is seen."""
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(
            target=self._serve,
            args=(card, host, port, on_event, time_limit),
            name=f"vpcd-card-{port}",
            daemon=True,
        )
        self._thread.start()

    def wait_until_out(self, seconds: float) -> bool:
        """Wait for a card that is torn out or fails; tell whether it is out."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def unplug(self) -> None:
        """Take the card out; raise what went wrong in it, a bug of ours included.

        Raises `TimeoutError` when the card hangs in a command and cannot be stopped.
        """
        self._stop.set()
        if not self.wait_until_out(_UNPLUG_SECONDS):
            raise TimeoutError(
                f"the card did not leave {self._thread.name} within "
                f"{_UNPLUG_SECONDS:g} s: it hangs in a command"
            )
        error, self._error = self._error, None
        if error is not None:
            raise error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.unplug()

    def _serve(
        self,
        card: PluggableCard,
        host: str,
        port: int,
        on_event: Callable[[Event], None],
        time_limit: float,
    ) -> None:
        try:
            serve(
                card,
                host,
                port,
                stop=self._stop,
                on_event=on_event,
                time_limit=time_limit,
            )
        except BaseException as error:  # Raised again by `unplug`.
            self._error = error
