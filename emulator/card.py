"""The card as a reader meets it: power, choice of application, APDU in and out."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from .applets import applet_for
from .applets.base import Applet
from .applets.isd import IssuerSecurityDomain
from .applets.reading import readable_content
from .counters import CounterStore
from .image import CardImage
from .iso7816 import INS, SW, CardError, CommandAPDU
from .iso7816.atr import DEFAULT_ATR
from .state import SessionState

logger = logging.getLogger(__name__)

_OK = SW.OK.to_bytes(2, "big")
_READ_BINARY = bytes((0x00, INS.READ_BINARY))

_BY_NAME = 0x04
_NO_FCI = 0x0C
_NEXT = 0x02


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
        atr: bytes = DEFAULT_ATR,
        contactless: bool = True,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._atr = atr
        self._contactless = contactless
        data_objects = dict(image.data_objects)
        self._issuer_domain = IssuerSecurityDomain(
            data_objects, counters=counters, random_bytes=random_bytes
        )
        self._applets: tuple[Applet, ...] = tuple(
            sorted(
                (
                    self._issuer_domain,
                    *(
                        applet_for(app, counters=counters, random_bytes=random_bytes)
                        for app in image.applications
                    ),
                ),
                key=lambda applet: applet.aid,
            )
        )
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
    def powered(self) -> bool:
        """Whether the card has power."""
        return self._current is not None

    def power_on(self) -> None:
        """Give power: a cold reset. The MF level is current, no PIN is verified."""
        self._enter(self._issuer_domain)

    def power_off(self) -> None:
        """Take power away, and with it the security status."""
        self._enter(None)

    def reset(self) -> None:
        """Warm reset. A contactless card goes on as it was [M]; a contact card starts
        anew [D]. Without power nothing happens."""
        if self.powered and not self._contactless:
            self._enter(self._issuer_domain)

    def reset_tries(self) -> None:
        """Fill every retry counter, as the 市区町村窓口 does; not a card command."""
        for applet in self._applets:
            for pin in applet.pins.values():
                pin.reset_tries()

    def transmit(self, command: bytes) -> bytes:
        """Answer one command with data and status word.

        Raises `CardPoweredOff` without power.
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
        try:
            return self._dispatch(CommandAPDU.parse(raw), self._current) + _OK
        except CardError as refusal:
            self.last_refusal = refusal
            logger.debug("refused: %s", refusal)
            return refusal.sw.to_bytes(2, "big")
        finally:
            self._page_source = readable_content(self._session)

    def _dispatch(self, command: CommandAPDU, current: Applet) -> bytes:
        if command.cla & 0x73 in (0x01, 0x02, 0x03):  # CLA 0x or 8x with channel bits.
            raise CardError(
                SW.LOGICAL_CHANNEL_NOT_SUPPORTED,
                f"CLA {command.cla:02X} names a channel",
            )
        if (command.cla, command.ins, command.p1) == (0, INS.SELECT_FILE, _BY_NAME):
            return self._select_application(command, current)
        return current.process(command, self._session)

    def _select_application(self, command: CommandAPDU, current: Applet) -> bytes:
        """Select by a DF name or its beginning; the first in ascending order wins."""
        if command.p2 not in (0x00, _NEXT, _NO_FCI, _NO_FCI | _NEXT):
            raise CardError(
                SW.WRONG_P1_P2, f"P2 {command.p2:02X} is no selection by name"
            )
        name = command.data
        if not name:
            raise CardError(SW.WRONG_LENGTH, "a DF name has 1 byte at least")
        matches = [a for a in self._applets if a.aid.startswith(name)]
        if command.p2 & _NEXT and current in matches:
            matches = matches[matches.index(current) + 1 :]
        if not matches:
            raise CardError(SW.FILE_NOT_FOUND, f"no application {name.hex().upper()}")
        chosen = matches[0]
        if chosen is current:
            self._session.current_file = None  # Verified PINs stay [M].
        else:
            self._enter(chosen)
        if command.p2 & _NO_FCI or command.ne is None:
            return b""
        fci = bytes((0x84, len(chosen.aid))) + chosen.aid
        return (bytes((0x6F, len(fci))) + fci)[: command.ne]

    def _enter(self, applet: Applet | None) -> None:
        """Make an application current with a security status of nothing verified."""
        self._current = applet
        self._session = SessionState()
        self._page_source = None
