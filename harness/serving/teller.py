"""What a card is asked and answers, told in words as it happens."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..trace.card_place import CardPlace
from ..trace.mask import hidden
from ..trace.masked import Masked
from ..trace.meaning import describe
from ..trace.transcript import (
    COMMAND,
    RESPONSE,
    Power,
    command_text,
    response_text,
)

_POWER_WORDS = {
    Power.ON: "電源が入った（コールドリセット）",
    Power.OFF: "電源が切れた",
    Power.RESET: "ウォームリセット",
}


class Teller:
    """Tells each exchange in three lines: its meaning, the command, the answer.

    PINs, keys and personal files are hidden, as in every other trace.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        label: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        begun: float | None = None,
    ) -> None:
        """Tell through *say*, each exchange under *label*.

        Times count from *begun* on the *clock*, by default from now.
        """
        self._say = say
        self._label = label
        self._clock = clock
        self._begun = clock() if begun is None else begun
        self._place = CardPlace()

    def power(self, power: Power) -> None:
        """Tell of a power event."""
        self._place = CardPlace()
        self._say(f"{self._head()} {_POWER_WORDS[power]}")

    def exchange(self, command: bytes, response: bytes, *, ms: float) -> None:
        """Tell one exchange, which took *ms* milliseconds."""
        in_command, in_response = hidden(
            command, response, at=self._place, fictitious=True
        )
        meaning = describe(command, response, at=self._place)
        self._say(f"{self._head()} {meaning} [{ms:.1f} ms]")
        self._say(f"  {COMMAND}{command_text(Masked.of(command, in_command))}")
        self._say(f"  {RESPONSE}{response_text(Masked.of(response, in_response))}")
        self._place = self._place.after(command, response)

    def _head(self) -> str:
        return f"{self._clock() - self._begun:9.3f} s  {self._label} "
