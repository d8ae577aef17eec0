"""A card holder whose cards write down, masked, what goes through them."""

from __future__ import annotations

from ..journal import Journal
from ..ports import Capability, CardConnection, CardHolder
from .recording_card import RecordingCard


class RecordingHolder:
    """Pass everything on to another holder; wrap each card that it presents."""

    capabilities: frozenset[Capability]

    def __init__(
        self, holder: CardHolder, journal: Journal, *, fictitious: bool = False
    ) -> None:
        """Record the cards of *holder*; say whether their owners are *fictitious*."""
        self._holder = holder
        self._journal = journal
        self._fictitious = fictitious
        self.capabilities = holder.capabilities

    def present(self, persona: str) -> CardConnection:
        """Hold that persona's card to the reader; its commands enter the journal."""
        connection = self._holder.present(persona)
        self._journal.atr = connection.atr
        return RecordingCard(connection, self._journal, fictitious=self._fictitious)

    def remove(self) -> None:
        """Take the card away."""
        self._holder.remove()

    def tear_after(self, commands: int) -> None:
        """Pull the next presented card after *commands* APDUs."""
        self._holder.tear_after(commands)

    def arm_fault(self, fault: str) -> None:
        """Give cards presented from now on a fault."""
        self._holder.arm_fault(fault)

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._holder.clear_faults()

    def set_timing(self, timing: str) -> None:
        """Let cards presented from now on take their time."""
        self._holder.set_timing(timing)

    def reset_tries(self, persona: str) -> None:
        """Fill the retry counters of that persona's card."""
        self._holder.reset_tries(persona)

    def close(self) -> None:
        """Put every card back."""
        self._holder.close()
