"""The faults of a card as people write them: `NAME[:key=value,…]`."""

from __future__ import annotations

from dataclasses import dataclass

from card_profiles.fault_spelling import Spelling, WrittenFault

from ..commands.names import CommandPattern
from .catalogue import CATALOGUE, PROFILES, FaultKind


@dataclass(frozen=True, slots=True)
class Fault(WrittenFault[FaultKind]):
    """One fault of a card, wholly specified."""

    def commands(self) -> CommandPattern:
        """Which commands it is about (`on`)."""
        found = self.values["on"]
        if not isinstance(found, CommandPattern):
            raise self._other("on")
        return found


_SPELLING = Spelling(CATALOGUE, PROFILES, Fault)

parse_faults = _SPELLING.read
named_kinds = _SPELLING.kinds_named
