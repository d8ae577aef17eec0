"""What holders of a drawer's cards do alike, whatever reader they hold them to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from card_profiles.model import Persona
from emulator.drawer.store import CardDrawer, StoredCard
from emulator.faults import Fault, parse_faults
from emulator.issuing.authorities import Authorities

from ..card_conditions import ConditionsInForce
from ..ports import Capability
from .drawer import take_card


class DrawerHolder(ABC):
    """Finds personas, takes their cards out of the drawer and mends them."""

    capabilities = frozenset(
        {
            Capability.SET_TRIES,
            Capability.EXPENDABLE,
            Capability.TEAR,
            Capability.CARD_FAULTS,
        }
    )

    def __init__(
        self,
        drawer: CardDrawer,
        *,
        people: Callable[[str], Persona],
        pki: Authorities,
        conditions: ConditionsInForce | None = None,
    ) -> None:
        """Take cards from *drawer*; *people* finds a persona by name, *pki* issues.

        Cards are met under *conditions*, by default as they are.
        """
        self._drawer = drawer
        self._people = people
        self._pki = pki
        self._conditions = conditions or ConditionsInForce()
        self._tear_after: int | None = None

    def tear_after(self, commands: int) -> None:
        """Pull the next presented card once it has answered *commands* APDUs."""
        if commands < 0:
            raise ValueError(f"expected 0 or more commands, got {commands}")
        self._tear_after = commands

    def arm_fault(self, fault: str) -> None:
        """Let cards presented from now on have that fault. Raises `ValueError`."""
        self._conditions.arm(fault)

    def clear_faults(self) -> None:
        """Let cards presented from now on have no fault."""
        self._conditions.clear()

    def set_timing(self, timing: str) -> None:
        """Let cards presented from now on take that time. Raises `ValueError`."""
        self._conditions.pace(timing)

    def reset_tries(self, persona: str) -> None:
        """Fill the retry counters of that persona's card, as the 市区町村窓口 does."""
        person = self._people(persona)
        held = self._held_card(person)
        if held is not None:
            held.reset_tries()
            return
        with self._take_out(person) as stored:
            stored.reset_tries()

    @abstractmethod
    def _held_card(self, person: Persona) -> StoredCard | None:
        """Return that person's card if it is in the reader."""

    def _take_out(
        self, person: Persona, *, conditions: ConditionsInForce | None = None
    ) -> StoredCard:
        return take_card(
            self._drawer, person, self._pki, conditions=conditions, people=self._people
        )

    def _take_tear(self) -> tuple[Fault, ...]:
        """Return how this one card is to be torn; the next one stays."""
        commands, self._tear_after = self._tear_after, None
        if commands is None:
            return ()
        return parse_faults(f"pulled:nth={commands + 1},when=before")
