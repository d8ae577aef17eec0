"""Virtual cards held to a virtual reader of a real PC/SC daemon."""

from __future__ import annotations

import logging
from collections.abc import Callable

from card_profiles.model import Persona
from emulator.personalize import Authorities
from emulator.plugged import PluggedCard
from emulator.store import CardDrawer, StoredCard
from emulator.vpcd import CardTorn

from .adopted_pcscd import AdoptedPCSCD
from .drawer_holder import DrawerHolder
from .pcsc_card import PCSCCardConnection, wait_for_card, wait_until_empty
from .pcsc_context import pyscard
from .tearing import CommandsLeft

logger = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_WAIT_SECONDS = 10.0  # pcscd looks every 0.4 s.


class VPCDCardHolder(DrawerHolder):
    """Hands personas' cards to a reader that any PC/SC program on it would see.

    The pcscd behind it is a private one; one holder at a time in a process. A card
    stays in the reader until another one is presented, for coming and going takes
    pcscd half a second; presenting it again is a cold reset.
    """

    def __init__(
        self,
        drawer: CardDrawer,
        pki: Authorities,
        *,
        find: Callable[[str], Persona],
    ) -> None:
        """Start the reader. Raises `BenchUnavailable` naming what must be installed.

        *find* gives the persona of a name.
        """
        pyscard()
        super().__init__(drawer, people=find, pki=pki)
        self._slot: _Slot | None = None
        self._reader = AdoptedPCSCD()

    @property
    def reader(self) -> str:
        """The reader's PC/SC name."""
        return self._reader.pcscd.reader

    def present(self, persona: str) -> PCSCCardConnection:
        """Hold that persona's card to the reader and power it on (cold reset)."""
        person = self._people(persona)
        if self._slot is not None and not self._slot.holds(person.name):
            self.remove()
        if self._slot is None:
            self._slot = self._plug(person)
        self._slot.card.tear_after(self._take_tear())
        return self._slot.connect()

    def remove(self) -> None:
        """Take the card away and wait until the reader has noticed.

        Raises what went wrong inside the emulated card meanwhile, if anything did.
        """
        slot, self._slot = self._slot, None
        if slot is None:
            return
        try:
            slot.unplug()
        finally:
            wait_until_empty(self.reader, seconds=_WAIT_SECONDS)

    def close(self) -> None:
        """Take the card away and stop the reader."""
        try:
            if self._slot is not None:
                slot, self._slot = self._slot, None
                slot.unplug()
        finally:
            self._reader.close()

    def _held_card(self, person: Persona) -> StoredCard | None:
        if self._slot is not None and self._slot.stored_for == person.name:
            return self._slot.stored
        return None

    def _plug(self, person: Persona) -> _Slot:
        stored = self._take_out(person)
        slot = _Slot(
            stored, person.name, reader=self.reader, port=self._reader.pcscd.port
        )
        try:
            wait_for_card(self.reader, seconds=_WAIT_SECONDS)
        except BaseException:
            slot.unplug()
            raise
        return slot


class _Slot:
    """One card in the reader, from the drawer and back."""

    def __init__(
        self, stored: StoredCard, persona: str, *, reader: str, port: int
    ) -> None:
        self.stored = stored
        self.stored_for = persona
        self.card = TearableCard(stored)
        self._reader = reader
        self._connection: PCSCCardConnection | None = None
        self._plugged = PluggedCard(self.card, _HOST, port)

    def holds(self, persona: str) -> bool:
        """Whether that persona's card is in the reader, and has not been torn out."""
        return self.stored_for == persona and not self.card.torn

    def connect(self) -> PCSCCardConnection:
        """Connect with a cold reset, leaving an earlier connection without a card."""
        if self._connection is not None:
            self._connection.close()
        self._connection = PCSCCardConnection(self._reader)
        self._connection.unpower()
        return self._connection

    def unplug(self) -> None:
        """Take the card out of the reader and put it back into the drawer."""
        try:
            if self._connection is not None:
                self._connection.close()
            self._plugged.unplug()
        finally:
            self.stored.close()


class TearableCard:
    """A card that can be made to leave the field after so many commands."""

    def __init__(self, stored: StoredCard) -> None:
        self._card = stored.card
        self._commands = CommandsLeft()
        self.torn = False

    @property
    def atr(self) -> bytes:
        """The answer to reset of the card itself."""
        return self._card.atr

    def tear_after(self, commands: int | None) -> None:
        """Answer that many commands more, then leave; None stays for good."""
        self._commands = CommandsLeft(commands)

    def power_on(self) -> None:
        """Give power to the card."""
        self._card.power_on()

    def power_off(self) -> None:
        """Take power from the card."""
        self._card.power_off()

    def reset(self) -> None:
        """Warm reset of the card."""
        self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        """Answer, or raise `CardTorn` when the time to leave has come."""
        if not self._commands.take():
            self.torn = True
            raise CardTorn
        return self._card.transmit(command)
