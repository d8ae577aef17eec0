"""Personas' cards held to a reader that is this very process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer, StoredCard
from emulator.link_lost import (
    CardMuteError,
    CardTorn,
    CardWasReset,
    LinkLost,
    ProtocolMismatch,
)
from emulator.reader.vpcd import PluggableCard

from ..card_conditions import ConditionsInForce
from ..ports import CardConnection, Lost, TransportError
from .drawer_holder import DrawerHolder

_LOST: Mapping[type[LinkLost], Lost] = MappingProxyType(
    {
        CardTorn: Lost.REMOVED,
        CardMuteError: Lost.MUTE,
        CardWasReset: Lost.RESET,
        ProtocolMismatch: Lost.PROTOCOL,
    }
)


class VirtualCardConnection:
    """A virtual card while it is held to the reader; once gone, it stays gone.

    A bug in the emulator comes through as the exception it is.
    """

    def __init__(self, card: PluggableCard) -> None:
        """Connect to *card*, which has power."""
        self._card = card
        self._present = True

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self._card.atr

    def transmit(self, command: bytes) -> bytes:
        """Exchange one APDU; raises `TransportError` when the card is lost or away."""
        self._require_card()
        try:
            return self._card.transmit(command)
        except LinkLost as lost:
            if isinstance(lost, CardTorn):
                self.close()
            how = _LOST.get(type(lost), Lost.UNKNOWN)
            raise TransportError(f"{lost} ({lost.pcsc})", lost=how) from lost

    def reset(self) -> None:
        """Warm reset."""
        self._require_card()
        self._card.reset()

    def close(self) -> None:
        """End the connection, as a card does that leaves the field: for good."""
        self._present = False

    def _require_card(self) -> None:
        if not self._present:
            raise TransportError("the card is not held to the reader any more")


class VirtualCardHolder(DrawerHolder):
    """Cards of a drawer, in process; nothing to install and nothing to wait for."""

    def __init__(
        self,
        drawer: CardDrawer,
        *,
        people: Callable[[str], Persona],
        pki: PKI,
        conditions: ConditionsInForce | None = None,
    ) -> None:
        """Take cards from *drawer*; *people* finds a persona by name, *pki* issues.

        Cards are met under *conditions*, by default as they are.
        """
        super().__init__(drawer, people=people, pki=pki, conditions=conditions)
        self._held: tuple[str, StoredCard] | None = None
        self._connection: VirtualCardConnection | None = None

    def present(self, persona: str) -> CardConnection:
        """Hold that persona's card to the reader, in place of any other.

        Raises `BenchUnavailable` when the card is in another reader or its files
        are damaged.
        """
        self.remove()
        person = self._people(persona)
        stored = self._take_out(person, conditions=self._conditions)
        self._held = person.name, stored
        card = self._conditions.around(stored.card, once=self._take_tear())
        card.power_on()
        self._connection = VirtualCardConnection(card)
        return self._connection

    def remove(self) -> None:
        """Take the card away and put it back into the drawer."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._held is not None:
            self._held[1].close()
            self._held = None

    def close(self) -> None:
        """Put everything back."""
        self.remove()

    def _held_card(self, person: Persona) -> StoredCard | None:
        if self._held is not None and self._held[0] == person.name:
            return self._held[1]
        return None
