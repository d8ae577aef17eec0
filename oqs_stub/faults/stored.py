"""Faults as they were stored, perhaps by a version that took what this one refuses."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from card_profiles.fault_parameters import FaultError

from .occasion import is_in_force, is_over
from .spelling import Fault, parse_faults

logger = logging.getLogger(__name__)


class FaultUnknownError(LookupError):
    """No fault of that id is armed."""

    def __init__(self, fault_id: int) -> None:
        super().__init__(f"番号 {fault_id} の障害は仕込まれていません。")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmedFault:
    """A fault in force, and how often it has happened."""

    id: int
    fault: Fault
    seed: str
    origin: str
    armed_at: datetime
    seen: int
    happened: int

    @property
    def over(self) -> bool:
        """Whether it has happened as often as it was meant to."""
        return is_over(self.fault, happened=self.happened)

    def in_force(self, now: datetime) -> bool:
        """Whether it can happen at that time."""
        return not self.over and is_in_force(self.fault, now=now, seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableFault:
    """A stored fault that never happens, since nobody can read it any more."""

    id: int
    text: str
    why: str
    armed_at: datetime

    @property
    def what_to_do(self) -> str:
        """How to get rid of it and have what was meant."""
        return (
            "この版では読めないため起きません。"
            f"番号 {self.id} を取り除き、いまの書き方で仕込み直してください。"
        )


def why_unreadable(text: str) -> str | None:
    """What is wrong with a stored fault; None for one that can be read."""
    try:
        parse_faults(text)
    except FaultError as error:
        return str(error)
    return None


class StoredFaults:
    """Reads them; says of each that it cannot read so once."""

    def __init__(self) -> None:
        self._told: set[int] = set()

    def read(self, fault_id: int, text: str) -> Fault | None:
        """The fault of that text; None where there is none such any more."""
        try:
            return parse_faults(text)[0]
        except FaultError:
            if fault_id not in self._told:
                self._told.add(fault_id)
                # Not its text: a patient may be named there.
                logger.warning(
                    "番号 %d の障害は、この版では読めないため起きません。"
                    "解除して、仕込み直してください。",
                    fault_id,
                )
            return None
