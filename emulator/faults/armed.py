"""Faults that are armed: when each happens, over as many cards as it takes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..commands.names import COMMANDS, CommandPattern, name_of
from .acts import Moment, Patience, act
from .catalogue import Where
from .spelling import Fault

FIRST_AFTER_POWER = "first-6f00"
ONLY_VERIFY = "verify-6983"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEvent:
    """A fault that happened. No data of a command gets here: it may be a PIN."""

    fault: str
    """The fault as it was written."""
    kind: str
    what: str
    """What was done, in Japanese."""
    apdu: int
    """At which command since the card came to the reader; 0 before the first."""
    command: str = ""
    """Which command that was, by its name."""

    @property
    def sentence(self) -> str:
        """The event as one line of a report."""
        where = f"{self.apdu}番目のコマンド {self.command}: " if self.apdu else ""
        return f"{where}{self.what}（{self.fault}）"


Record = Callable[[FaultEvent], None]


class ArmedFault:
    """One fault of a command or its answer, with how often it has happened."""

    def __init__(self, fault: Fault, *, seed: str, record: Record) -> None:
        """Arm *fault*; the same *seed* makes the same choices."""
        if fault.kind.where is Where.CONTENT:
            raise ValueError(f"{fault.text} is a fault of the card's content")
        self.fault = fault
        self._record = record
        self._random = random.Random(f"{seed}/{fault.text}")  # noqa: S311 - chance in a test, no secret.
        self._pattern = _pattern(fault)
        self._after_power = fault.kind.name == FIRST_AFTER_POWER
        self._nth = fault.number("nth") if "nth" in fault.values else 1
        self._times = fault.number("times")
        self._rate = fault.real("rate") if "rate" in fault.values else 1.0
        self._seen = 0
        self._happened = 0

    @property
    def over(self) -> bool:
        """Whether it has happened as often as it was meant to."""
        return bool(self._times) and self._happened >= self._times

    def powered(self) -> None:
        """Take notice that the card got power."""
        if self._after_power:
            self._seen = 0

    def pass_on(
        self,
        command: bytes,
        answer: Callable[[], bytes],
        *,
        number: int,
        begin_anew: Callable[[], None],
        patience: Patience,
    ) -> bytes:
        """Let the command go to *answer*, unless the fault's moment has come."""
        if not self._due(command):
            return answer()

        def happened(what: str) -> None:
            self._happened += 1
            self._record(
                FaultEvent(
                    fault=self.fault.text,
                    kind=self.fault.kind.name,
                    what=what,
                    apdu=number,
                    command=name_of(command),
                )
            )

        return act(
            Moment(
                fault=self.fault,
                command=command,
                answer=answer,
                begin_anew=begin_anew,
                patience=patience,
                random=self._random,
                happened=happened,
            )
        )

    def _due(self, command: bytes) -> bool:
        if not self._pattern.matches(command):
            return False
        self._seen += 1
        if self.over:
            return False
        if self._after_power:
            return self._seen == 1
        if self._seen < self._nth:
            return False
        return self._rate >= 1.0 or self._random.random() < self._rate


def _pattern(fault: Fault) -> CommandPattern:
    if fault.kind.name == ONLY_VERIFY:
        return COMMANDS["VERIFY"]
    return fault.commands() if "on" in fault.values else COMMANDS["any"]


def still_armed(faults: Sequence[ArmedFault]) -> tuple[ArmedFault, ...]:
    """Leave out the faults that will not happen again."""
    return tuple(fault for fault in faults if not fault.over)
