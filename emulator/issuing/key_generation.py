"""RSA keys made ahead on all cores, while the cards they go into are made on one."""

from __future__ import annotations

import os
import queue
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS = 2048
_AHEAD_A_CORE = 8
"""Keys kept waiting for each core: enough that a slow card lets no core rest."""


class KeySource(Protocol):
    """Whoever makes a card calls it once for each key."""

    def __call__(self) -> RSAPrivateKey: ...


def new_key() -> RSAPrivateKey:
    """Generate an RSA-2048 key, in 30 ms or so; no library can do that from a seed."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Not everywhere.
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


class KeyGenerator:
    """Makes as many keys as it is told to expect, ahead and on all cores.

    Generating leaves the interpreter free, so threads suffice. Use it as a context:
    leaving it drops what nobody took.
    """

    def __init__(self, *, workers: int | None = None) -> None:
        self._workers = workers or cores()
        self._threads: Executor | None = None
        self._ready: queue.SimpleQueue[RSAPrivateKey | BaseException] = (
            queue.SimpleQueue()
        )
        self._to_start = 0
        self._underway = 0

    def expect(self, keys: int) -> None:
        """Begin to make *keys* more."""
        self._to_start += keys
        self._start()

    def __call__(self) -> RSAPrivateKey:
        """Return the next key; one that nobody expected is made here and now."""
        if not self._underway:
            return new_key()
        ready = self._ready.get()
        self._underway -= 1
        self._start()
        if isinstance(ready, BaseException):
            raise ready
        return ready

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._to_start = 0
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
            self._threads = None

    def _start(self) -> None:
        while self._to_start and self._underway < self._workers * _AHEAD_A_CORE:
            if self._threads is None:
                self._threads = _threads(self._workers)
            self._to_start -= 1
            self._underway += 1
            self._threads.submit(self._make)

    def _make(self) -> None:
        try:
            self._ready.put(new_key())
        except BaseException as error:  # Raised again where the key is awaited.
            self._ready.put(error)


def _threads(workers: int) -> Executor:
    from concurrent.futures import ThreadPoolExecutor  # No card in use needs it.

    return ThreadPoolExecutor(workers, "rsa-key")
