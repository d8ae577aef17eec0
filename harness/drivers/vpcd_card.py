"""Virtual cards held to a virtual reader of a real PC/SC daemon."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from card_profiles.model import Persona
from emulator.drawer.store import CardDrawer, StoredCard
from emulator.faults import Fault, FaultyCard
from emulator.issuing.authorities import Authorities
from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard

from ..card_conditions import ConditionsInForce
from .adopted_pcscd import AdoptedPCSCD
from .drawer_holder import DrawerHolder
from .pcsc_card import PCSCCardConnection, wait_for_card, wait_until_empty
from .pcsc_context import pyscard

logger = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_WAIT_SECONDS = 30.0  # pcscd looks every 0.4 s; a busy machine, less often.


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
        conditions: ConditionsInForce | None = None,
    ) -> None:
        """Start the reader. Raises `BenchUnavailable` naming what must be installed.

        *find* gives the persona of a name. Cards are met under *conditions*, by
        default as they are.
        """
        pyscard()
        super().__init__(drawer, people=find, pki=pki, conditions=conditions)
        self._slot: _Slot | None = None
        self._reader = AdoptedPCSCD()

    @property
    def reader(self) -> str:
        """The reader's PC/SC name."""
        return self._reader.pcscd.reader

    def present(self, persona: str) -> PCSCCardConnection:
        """Hold that persona's card to the reader and power it on (cold reset)."""
        person = self._people(persona)
        tear = self._take_tear()
        fit = self._conditions.version
        if self._slot is not None and (
            tear or not self._slot.holds(person.name, fit=fit)
        ):
            self.remove()
        if self._slot is None:
            self._slot = self._plug(person, tear=tear)
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

    def _plug(self, person: Persona, *, tear: tuple[Fault, ...]) -> _Slot:
        stored = self._take_out(person, conditions=self._conditions)
        slot = _Slot(
            stored,
            person.name,
            reader=self.reader,
            port=self._reader.pcscd.port,
            conditions=self._conditions,
            tear=tear,
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
        self,
        stored: StoredCard,
        persona: str,
        *,
        reader: str,
        port: int,
        conditions: ConditionsInForce,
        tear: tuple[Fault, ...],
    ) -> None:
        self.stored = stored
        self.stored_for = persona
        self._fit = None if tear else conditions.version
        self._reader = reader
        self._connection: PCSCCardConnection | None = None
        self._leaving = threading.Event()
        self._unplugged = threading.Event()
        self._card = conditions.around(stored.card, once=tear, sleep=self._leaving.wait)
        self._plugged = PluggedCard(self._card, _HOST, port, on_event=self._hear)

    def holds(self, persona: str, *, fit: int) -> bool:
        """Whether that persona's card is in the reader, as it should be met now.

        *fit* is the version of the conditions that it should have been put in with.
        """
        return self.stored_for == persona and self._fit == fit and not self._was_lost

    def connect(self) -> PCSCCardConnection:
        """Connect with a cold reset, leaving an earlier connection without a card."""
        if self._connection is not None:
            self._connection.close()
        self._connection = PCSCCardConnection(self._reader)
        self._connection.unpower()
        return self._connection

    def unplug(self) -> None:
        """Take the card out of the reader and put it back into the drawer."""
        self._leaving.set()
        try:
            if self._connection is not None:
                self._connection.close()
            self._plugged.unplug()
        finally:
            self.stored.close()

    @property
    def _was_lost(self) -> bool:
        """Whether the reader lost the card: it may be on its way back, or not."""
        lost = isinstance(self._card, FaultyCard) and self._card.lost is not None
        return lost or self._unplugged.is_set()

    def _hear(self, event: Event) -> None:
        if event.kind is EventKind.UNPLUGGED:
            self._unplugged.set()
