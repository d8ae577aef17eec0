"""The faults of the national side as people write them: `NAME[:key=value,…]`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from card_profiles.fault_parameters import FaultError
from card_profiles.fault_spelling import Spelling, WrittenFault

from .catalogue import CATALOGUE, FaultKind
from .profiles import PROFILES


@dataclass(frozen=True, slots=True)
class Fault(WrittenFault[FaultKind]):
    """One fault of the national side, wholly specified."""

    def __post_init__(self) -> None:
        """Refuse times that do not go together. Raises `FaultError`."""
        start, end = self.time("from"), self.time("to")
        if start is not None and end is not None and end <= start:
            raise FaultError(f"障害 {self.text}: to は from より後にしてください。")
        cut, every = self.span("cut"), self.span("every")
        if (cut is None) != (every is None):
            raise FaultError(f"障害 {self.text}: cut と every は一緒に書いてください。")
        if cut is not None and every is not None and cut >= every:
            raise FaultError(f"障害 {self.text}: cut は every より短くしてください。")

    def words(self, name: str) -> tuple[str, ...]:
        """A parameter that is some words; none where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, tuple):
            raise self._other(name)
        return found or ()

    def time(self, name: str) -> datetime | None:
        """A parameter that is a moment; None where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, datetime):
            raise self._other(name)
        return found

    def span(self, name: str) -> timedelta | None:
        """A parameter that is a span of time; None where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, timedelta):
            raise self._other(name)
        return found


_SPELLING = Spelling(CATALOGUE, PROFILES, Fault)

parse_faults = _SPELLING.read
kinds_named = _SPELLING.kinds_named
