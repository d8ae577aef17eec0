"""Personas' cards held to a reader that is this very process."""

from __future__ import annotations

from collections.abc import Callable

from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.store import CardDrawer, StoredCard

from ..ports import Capability, CardConnection, TransportError
from .drawer import take_card


class VirtualCardConnection:
    """A virtual card while it is held to the reader; once gone, it stays gone.

    A bug in the emulator comes through as the exception it is.
    """

    def __init__(self, card: VirtualCard, *, commands_left: int | None = None) -> None:
        """Connect to *card*; it is pulled away after *commands_left* commands."""
        self._card = card
        self._commands_left = commands_left
        self._present = True

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self._card.atr

    def transmit(self, command: bytes) -> bytes:
        """Exchange one APDU; raises `TransportError` when the card is away."""
        if self._commands_left == 0:
            self.close()
        self._require_card()
        if self._commands_left is not None:
            self._commands_left -= 1
        return self._card.transmit(command)

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


class VirtualCardHolder:
    """Cards of a drawer, in process; nothing to install and nothing to wait for."""

    capabilities = frozenset(
        {Capability.SET_TRIES, Capability.EXPENDABLE, Capability.TEAR}
    )

    def __init__(
        self, drawer: CardDrawer, *, people: Callable[[str], Persona], pki: PKI
    ) -> None:
        """Take cards from *drawer*; *people* finds a persona by name, *pki* issues."""
        self._drawer = drawer
        self._people = people
        self._pki = pki
        self._held: tuple[str, StoredCard] | None = None
        self._connection: VirtualCardConnection | None = None
        self._tear_after: int | None = None

    def present(self, persona: str) -> CardConnection:
        """Hold that persona's card to the reader, in place of any other.

        Raises `BenchUnavailable` when the card is in another reader or its files
        are damaged.
        """
        self.remove()
        stored = self._take_out(persona)
        self._held = persona, stored
        stored.card.power_on()
        self._connection = VirtualCardConnection(
            stored.card, commands_left=self._tear_after
        )
        self._tear_after = None
        return self._connection

    def remove(self) -> None:
        """Take the card away and put it back into the drawer."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._held is not None:
            self._held[1].close()
            self._held = None

    def tear_after(self, commands: int) -> None:
        """Pull the next presented card before the command after *commands*."""
        if commands < 0:
            raise ValueError(f"expected 0 or more commands, got {commands}")
        self._tear_after = commands

    def reset_tries(self, persona: str) -> None:
        """Fill the retry counters of that persona's card."""
        if self._held is not None and self._held[0] == persona:
            self._held[1].reset_tries()
            return
        stored = self._take_out(persona)
        try:
            stored.reset_tries()
        finally:
            stored.close()

    def close(self) -> None:
        """Put everything back."""
        self.remove()

    def _take_out(self, persona: str) -> StoredCard:
        return take_card(self._drawer, self._people(persona), self._pki)
