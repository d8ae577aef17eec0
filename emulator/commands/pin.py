"""A PIN on the card: presenting it, changing it, and never a try too many."""

from __future__ import annotations

import hmac

from ..behaviour import DEFAULT, CardBehaviour
from ..iso7816 import SW, CardError, tries_left
from ..memory.counters import CounterStore
from ..memory.filesystem import PINFile


class PIN:
    """One PIN with its durable retry counter."""

    __slots__ = ("_behaviour", "_counters", "_file", "_name")

    def __init__(
        self,
        file: PINFile,
        *,
        name: str,
        counters: CounterStore,
        behaviour: CardBehaviour = DEFAULT,
    ) -> None:
        self._behaviour = behaviour
        self._file = file
        self._name = name
        self._counters = counters

    @property
    def tries_left(self) -> int | None:
        """How many tries are left; 0 when blocked, `None` without a limit."""
        if self._file.limit is None:
            return None
        stored = self._counters.tries_left(self._name)
        return self._file.initial_tries if stored is None else stored

    @property
    def tries_word(self) -> int:
        """The status word that tells the tries left: 63Cx, or 6300 without limit."""
        return _word(self.tries_left)

    def present(self, value: bytes) -> None:
        """Compare *value*; raises `CardError` 63Cx (wrong) or 6984 (blocked).

        A spent try is stored before this returns or raises. The right value on a
        full counter stores nothing.
        """
        if len(value) > self._behaviour.longest_pin:
            raise CardError(
                SW.WRONG_LENGTH,
                f"a PIN has up to {self._behaviour.longest_pin} bytes, "
                f"not {len(value)}",
            )
        left = self.tries_left
        if left == 0:
            raise CardError(self._behaviour.sw_blocked, "the PIN is blocked")
        if not hmac.compare_digest(value, self._value()):
            if left is not None:
                left -= 1
                self._counters.set_tries_left(self._name, left)
            raise CardError(_word(left), "wrong PIN")
        self._fill(left)

    def change(self, value: bytes) -> None:
        """Store a new value; raises `CardError` 6A80 when the PIN's rule forbids it."""
        if not self._file.rule.allows(value):
            raise CardError(
                self._behaviour.sw_change_bad_value,
                f"a new value has {self._file.rule.shortest} to "
                f"{self._file.rule.longest} characters of its alphabet",
            )
        self._counters.set_value(self._name, value)

    def reset_tries(self) -> None:
        """Fill the counter, as the 市区町村窓口 can.

        A full counter is not written; a PIN that was never set stays blocked [D].
        """
        if self._value():
            self._fill(self.tries_left)

    def _fill(self, left: int | None) -> None:
        limit = self._file.limit
        if left is not None and limit is not None and left < limit:
            self._counters.set_tries_left(self._name, limit)

    def _value(self) -> bytes:
        changed = self._counters.value(self._name)
        return self._file.value if changed is None else changed


def _word(left: int | None) -> int:
    return SW.VERIFICATION_FAILED_NO_LIMIT if left is None else tries_left(left)
