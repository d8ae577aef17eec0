"""A PIN on the card: presenting it, changing it, and never a try too many."""

from __future__ import annotations

import hmac

from .counters import CounterStore
from .filesystem import PINFile
from .iso7816 import SW, CardError, tries_left

MAX_PIN_LENGTH = 16  # Beyond it, 6700 and no try is spent [D].


class PIN:
    """One PIN with its durable retry counter."""

    def __init__(self, file: PINFile, *, name: str, counters: CounterStore) -> None:
        self._file = file
        self._name = name
        self._counters = counters

    @property
    def tries_left(self) -> int:
        """How many tries are left; 0 when blocked."""
        stored = self._counters.tries_left(self._name)
        return self._file.initial_tries if stored is None else stored

    def present(self, value: bytes) -> None:
        """Compare *value*; raises `CardError` 63Cx (wrong) or 6984 (blocked).

        A spent try is stored before this returns or raises. The right value on a
        full counter stores nothing.
        """
        if len(value) > MAX_PIN_LENGTH:
            raise CardError(
                SW.WRONG_LENGTH,
                f"a PIN has up to {MAX_PIN_LENGTH} bytes, not {len(value)}",
            )
        left = self.tries_left
        if left == 0:
            raise CardError(SW.REFERENCE_DATA_NOT_USABLE, "the PIN is blocked")
        if not hmac.compare_digest(value, self._value()):
            self._counters.set_tries_left(self._name, left - 1)
            raise CardError(tries_left(left - 1), "wrong PIN")
        self.reset_tries()

    def change(self, value: bytes) -> None:
        """Store a new value; raises `CardError` 6A80 when the PIN's rule forbids it."""
        if not self._file.rule.allows(value):
            raise CardError(
                SW.WRONG_DATA,
                f"a new value has {self._file.rule.shortest} to "
                f"{self._file.rule.longest} characters of its alphabet",
            )
        self._counters.set_value(self._name, value)

    def reset_tries(self) -> None:
        """Fill the counter, as a right PIN does and as the 市区町村窓口 can.

        A full counter is not written.
        """
        if self.tries_left < self._file.limit:
            self._counters.set_tries_left(self._name, self._file.limit)

    def _value(self) -> bytes:
        changed = self._counters.value(self._name)
        return self._file.value if changed is None else changed
