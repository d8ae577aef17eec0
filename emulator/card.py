"""The card as a reader meets it: power, choice of application, APDU in and out."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping

from card_profiles.model import CardForm, CardInterface

from .applets import applet_for, in_selection_order
from .applets.base import NO_OBJECTS, Applet
from .applets.isd import (
    CONTACT_ATR,
    CVC_HEADER_LIST,
    LOWER_CVC,
    UPPER_CVC,
    IssuerSecurityDomain,
)
from .behaviour import DEFAULT, CardBehaviour
from .commands.reading import readable_content
from .commands.state import SessionState, VolatileMemory
from .iso7816 import INS, SW, CardError, CommandAPDU
from .link_lost import CardMuteError
from .memory.counters import CounterStore
from .memory.image import CardImage

logger = logging.getLogger(__name__)

_OK = SW.OK.to_bytes(2, "big")
_END_OF_FILE = b"\x62\x82"
_READ_BINARY = bytes((0x00, INS.READ_BINARY))

_BY_NAME = 0x04
_NO_FCI = 0x0C
_NEXT = 0x02
_LONGEST_NAME = 16


class CardPoweredOff(RuntimeError):  # noqa: N818 - a state of the card.
    """A command came to a card without power: a mistake of the caller."""


class VirtualCard:
    """One My Number Card. Give it power, then exchange APDUs as bytes.

    Not thread-safe, as a card is not. Cards share nothing that changes. A bug in
    the emulator leaves `transmit` as an exception; everything else is an answer.
    """

    def __init__(
        self,
        image: CardImage,
        *,
        counters: CounterStore,
        atr: bytes | None = None,
        contactless: bool | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
        behaviour: CardBehaviour = DEFAULT,
    ) -> None:
        """Bring a card to life; without power it answers nothing.

        *atr* and *contactless* are the image's own unless given.
        """
        self._atr = image.atr if atr is None else atr
        self._contactless = (
            image.interface is CardInterface.CONTACTLESS
            if contactless is None
            else contactless
        )
        self._behaviour = behaviour
        self._mute = image.form is CardForm.UNRESPONSIVE
        here, inside = _data_objects(image, behaviour)
        self._issuer_domain = IssuerSecurityDomain(
            here, counters=counters, random_bytes=random_bytes, behaviour=behaviour
        )
        applets = [
            applet_for(
                application,
                counters=counters,
                random_bytes=random_bytes,
                behaviour=behaviour,
                form=image.form,
                data_objects=inside,
            )
            for application in image.applications
        ]
        self._applets = in_selection_order(
            [self._issuer_domain, *applets], names=behaviour.selection_order
        )
        self._first = False
        self._pages_end_with_9000 = not behaviour.short_read_is_6282
        self._memory = VolatileMemory()
        self._current: Applet | None = None
        self._session = SessionState()
        self._page_source: bytes | None = None
        self.last_refusal: CardError | None = None
        """Why the card last answered anything but 9000; for reports and tests."""

    @property
    def atr(self) -> bytes:
        """The answer to reset; the same with and without power."""
        return self._atr

    @property
    def terminal_key(self) -> bytes | None:
        """The RSA key block of the terminal accepted since power-up, if one was."""
        return self._memory.terminal_key

    @property
    def powered(self) -> bool:
        """Whether the card has power."""
        return self._current is not None

    def power_on(self) -> None:
        """Give power: a cold reset. The MF level is current, no PIN is verified."""
        self._first = self._contactless and self._behaviour.first_command_fails
        self._memory = VolatileMemory()
        self._enter(self._issuer_domain)

    def power_off(self) -> None:
        """Take power away, and with it the security status."""
        self._memory = VolatileMemory()
        self._enter(None)

    def reset(self) -> None:
        """Warm reset. A contactless card goes on as it was [M]; a contact card starts
        anew [D]. Without power nothing happens."""
        keeps = (
            self._behaviour.contactless_reset_keeps_session
            if self._contactless
            else self._behaviour.contact_reset_keeps_session
        )
        if self.powered and not keeps:
            self._memory = VolatileMemory()
            self._enter(self._issuer_domain)

    def reset_tries(self) -> None:
        """Fill every retry counter, as the 市区町村窓口 does; not a card command."""
        for applet in self._applets:
            for pin in applet.pins.values():
                pin.reset_tries()

    def transmit(self, command: bytes) -> bytes:
        """Answer one command with data and status word.

        Raises `CardPoweredOff` without power, `CardMuteError` when the chip is damaged.
        """
        content = self._page_source
        # Nearly all that clients send is a short READ BINARY of the current EF: it
        # is answered from the bytes found readable after the last other command.
        if (
            content is not None
            and len(command) == 5
            and command[:2] == _READ_BINARY
            and command[2] < 0x80
        ):
            offset = command[2] << 8 | command[3]
            page = content[offset : offset + (command[4] or 256)]
            if page:
                return page + _OK
        return self._process(command)

    def _process(self, raw: bytes) -> bytes:
        if self._current is None:
            raise CardPoweredOff("power_on() comes before transmit()")
        if self._mute:
            raise CardMuteError("the chip of this card is damaged")
        try:
            if self._first:
                self._first = False
                raise CardError(SW.NO_DIAGNOSIS, "this card's first command fails")
            command = CommandAPDU.parse(raw)
            answer = self._dispatch(command, self._current)
            return answer + (
                _OK if self._pages_end_with_9000 else _end(command, answer)
            )
        except CardError as refusal:
            self.last_refusal = refusal
            logger.debug("refused: %s", refusal)
            return refusal.sw.to_bytes(2, "big")
        finally:
            if self._pages_end_with_9000:
                self._page_source = readable_content(self._session)

    def _dispatch(self, command: CommandAPDU, current: Applet) -> bytes:
        if len(command.data) > self._behaviour.longest_data:
            raise CardError(
                SW.WRONG_LENGTH,
                f"this card takes {self._behaviour.longest_data} bytes of data",
            )
        if command.cla & 0x73 in (0x01, 0x02, 0x03):  # CLA 0x or 8x with channel bits.
            raise CardError(
                SW.LOGICAL_CHANNEL_NOT_SUPPORTED,
                f"CLA {command.cla:02X} names a channel",
            )
        if (command.cla, command.ins, command.p1) == (0, INS.SELECT_FILE, _BY_NAME):
            return self._select_application(command, current)
        return current.process(command, self._session)

    def _select_application(self, command: CommandAPDU, current: Applet) -> bytes:
        """Select by a DF name or its beginning."""
        if command.p2 not in (0x00, _NEXT, _NO_FCI, _NO_FCI | _NEXT):
            raise CardError(
                SW.WRONG_P1_P2, f"P2 {command.p2:02X} is no selection by name"
            )
        chosen = self._named(
            command.data, after=current if command.p2 & _NEXT else None
        )
        if chosen is current:
            self._session.current_file = None  # Verified PINs stay [M].
            if self._behaviour.reselect_ends_secure_messaging:
                self._session.secure_channel = None
        else:
            self._enter(chosen)
        if (
            command.p2 & _NO_FCI
            or command.ne is None
            or not self._behaviour.select_answers_fci
        ):
            return b""
        fci = bytes((0x84, len(chosen.aid))) + chosen.aid + self._behaviour.fci_extra
        return (bytes((0x6F, len(fci))) + fci)[: command.ne]

    def _named(self, name: bytes, *, after: Applet | None) -> Applet:
        """Find the first application whose name begins so, or the next one *after*.

        An application that does not begin so is no place to go on from [D].
        """
        if not name:
            raise CardError(
                self._behaviour.sw_select_nothing, "a DF name has 1 byte at least"
            )
        if len(name) > _LONGEST_NAME:
            raise CardError(
                self._behaviour.sw_select_long_name,
                f"a DF name has up to {_LONGEST_NAME} bytes",
            )
        skipping = after is not None and after.aid.startswith(name)
        for applet in self._applets:
            if not skipping and applet.aid.startswith(name):
                return applet
            if applet is after:
                skipping = False
        raise CardError(SW.FILE_NOT_FOUND, f"no application {name.hex().upper()}")

    def _enter(self, applet: Applet | None) -> None:
        """Make an application current with a security status of nothing verified."""
        self._current = applet
        self._session = SessionState(memory=self._memory)
        self._page_source = None


def _end(command: CommandAPDU, answer: bytes) -> bytes:
    """Give the status word of a card that says when a page is shorter than Le."""
    reads = (command.cla, command.ins) == (0x00, INS.READ_BINARY)
    cut_short = reads and len(answer) < (command.ne or 0)
    return _END_OF_FILE if cut_short else _OK


def _data_objects(
    image: CardImage, behaviour: CardBehaviour
) -> tuple[Mapping[int, bytes], Mapping[int, bytes]]:
    """Give what GET DATA answers at the MF level, and inside applications."""
    here = dict(image.data_objects)
    if not behaviour.has_lower_cvc:
        here.pop(LOWER_CVC, None)
    if behaviour.cvc_behind_header_list:
        for tag in {UPPER_CVC, LOWER_CVC} & here.keys():
            here[tag] = CVC_HEADER_LIST + here[tag]
    inside = NO_OBJECTS
    if behaviour.contact_atr_inside_applications and CONTACT_ATR in here:
        inside = {CONTACT_ATR: here[CONTACT_ATR]}
    if not behaviour.contact_atr_at_mf:
        here.pop(CONTACT_ATR, None)
    return here, inside
