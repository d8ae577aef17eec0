"""Plug a virtual card into a vpcd reader, so that any PC/SC program sees it.

A message of one byte from vpcd is an order (power off, power on, reset: no answer;
send ATR: one answer); anything longer is a command APDU. vpcd asks for the ATR every
0.4 s to see whether the card is there, also while it has no power.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from ..link_lost import CardMuteError, LinkLost
from .events import Event, EventKind, ignore
from .vpcd_wire import (
    VPCDUnavailable,
    connect,
    receive_frame,
    send_frame,
    send_frame_in_part,
)

logger = logging.getLogger(__name__)

DEFAULT_PORT: Final = 35963  # 0x8C7B, as Debian's vpcd is configured.

_SW_WRONG_LENGTH = b"\x67\x00"
_SW_NO_DIAGNOSIS = b"\x6f\x00"

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_UNASKED_SECONDS = 3.0  # Several times the pause between two questions for the ATR.


class PluggableCard(Protocol):
    """What vpcd needs of a card; `emulator.card.VirtualCard` is one."""

    @property
    def atr(self) -> bytes: ...
    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def reset(self) -> None: ...
    def transmit(self, command: bytes) -> bytes: ...


def serve(
    card: PluggableCard,
    host: str,
    port: int = DEFAULT_PORT,
    *,
    stop: threading.Event,
    on_event: Callable[[Event], None] = ignore,
    time_limit: float = 30.0,
) -> None:
    """Keep *card* in the reader at host and port until *stop* is set.

    The first connection must succeed, else `VPCDUnavailable`; after that the card
    comes back by itself whenever pcscd restarts. Losing the link is losing power.
    A card that takes longer than *time_limit* seconds loses its link, because vpcd
    would wait for ever; so does one that raises `LinkLost`, and serving ends when it
    was pulled out (`CardTorn`). Any other exception of the card is answered with
    6F00, and the first one is raised again when serving ends: a bug of ours is never
    hidden. *on_event* may be called from a second thread.
    """
    if not 1 < len(card.atr) <= 33:
        raise ValueError(
            f"an ATR has 2 to 33 bytes, this card's has {len(card.atr)}: {card.atr!r}"
        )
    _Slot(card, host, port, stop=stop, on_event=on_event, time_limit=time_limit).run()


class _Slot:
    """One card in one reader, over as many connections as pcscd needs restarts."""

    def __init__(
        self,
        card: PluggableCard,
        host: str,
        port: int,
        *,
        stop: threading.Event,
        on_event: Callable[[Event], None],
        time_limit: float,
    ) -> None:
        self._card = card
        self._atr = card.atr
        self._address = (host, port)
        self._stop = stop
        self._on_event = on_event
        self._time_limit = time_limit
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._link: socket.socket | None = None
        self._powered = False
        self._frames_since_power: int | None = None
        self._torn = False
        self._away_seconds = 0.0
        self._busy_since: float | None = None
        self._unasked_since: float | None = None
        self._faults = 0
        self._first_fault: Exception | None = None

    def run(self) -> None:
        link = connect(*self._address, stop=self._stop)
        watcher = threading.Thread(target=self._watch, name="vpcd-watch", daemon=True)
        watcher.start()
        try:
            self._keep_plugged(link)
        finally:
            self._over.set()
            self._lose_power()
        if self._first_fault is not None:
            if self._faults > 1:
                self._first_fault.add_note(f"and {self._faults - 1} more after it")
            raise self._first_fault

    def _keep_plugged(self, link: socket.socket | None) -> None:
        pause = _FIRST_PAUSE
        while True:
            if link is not None:
                if self._serve_link(link):
                    pause = _FIRST_PAUSE
                self._lose_power()
            if self._torn or self._stop.wait(max(pause, self._away_seconds)):
                return
            self._away_seconds = 0.0
            pause = min(pause * 2, _LONGEST_PAUSE)
            try:
                link = connect(*self._address, stop=self._stop)
            except VPCDUnavailable as error:
                if link is not None:
                    self._tell(EventKind.WAITING, str(error))
                link = None

    def _serve_link(self, link: socket.socket) -> int:
        """Answer until the link ends; return how many frames came."""
        frames = 0
        with link:
            with self._lock:
                self._link = link
                self._unasked_since = time.monotonic()
            self._tell(EventKind.PLUGGED, "{}:{}".format(*self._address))
            try:
                while not self._stop.is_set():
                    body = receive_frame(link)
                    if body is None:
                        break
                    frames += 1
                    self._unasked_since = None
                    self._note_readiness()
                    command = len(body) > 1
                    answer = self._transmit(body) if command else self._obey(body)
                    if answer is not None:
                        send_frame(link, answer)
            except LinkLost as lost:
                self._lose_link(link, lost)
            except OSError as error:
                logger.debug("the link to vpcd ended: %s", error)
            finally:
                with self._lock:
                    self._link = None
        self._tell(EventKind.UNPLUGGED)
        return frames

    def _lose_link(self, link: socket.socket, lost: LinkLost) -> None:
        """Let vpcd find the card gone, half way through its answer if it began one."""
        self._torn = lost.back_after is None
        self._away_seconds = lost.back_after or 0.0
        if lost.answer:
            with suppress(OSError):  # The far end may have gone, too.
                send_frame_in_part(link, lost.answer, arrived=lost.arrived)

    def _obey(self, order: bytes) -> bytes | None:
        """Return what goes back on the wire; None where vpcd waits for nothing."""
        match order:
            case b"\x04":
                return self._atr
            case b"\x01":
                self._powered = True
                self._frames_since_power = 0
                self._do(self._card.power_on)
                self._tell(EventKind.POWER_ON)
            case b"\x00":
                self._lose_power()
            case b"\x02":
                self._do(self._card.reset)
                self._tell(EventKind.RESET)
            case _:  # A program sent an APDU of no or one byte, and vpcd waits.
                return _SW_WRONG_LENGTH
        return None

    def _note_readiness(self) -> None:
        """Tell when pcscd comes back after it gave power and asked for the ATR once.

        Only then is it sure that programs may connect.
        """
        if self._frames_since_power is None:
            return
        self._frames_since_power += 1
        if self._frames_since_power > 1:
            self._frames_since_power = None
            self._tell(EventKind.READY)

    def _transmit(self, command: bytes) -> bytes:
        self._busy_since = time.monotonic()
        try:
            response = self._card.transmit(command)
            if 2 <= len(response) <= 0xFFFF:
                return response
            raise ValueError(
                f"a response has 2 to 65535 bytes, the card gave {len(response)}"
            )
        except LinkLost:
            raise
        except (
            Exception
        ) as error:  # A bug of ours; vpcd must get an answer all the same.
            self._fault(error)
            return _SW_NO_DIAGNOSIS
        finally:
            self._busy_since = None

    def _do(self, order: Callable[[], None]) -> None:
        try:
            order()
        except LinkLost:
            raise
        except Exception as error:  # A bug of ours; vpcd hears nothing of an order.
            self._fault(error)

    def _fault(self, error: Exception) -> None:
        """Keep the first bug; its text may hold a PIN, so only its type is told."""
        self._keep(error)
        self._tell(EventKind.FAULT, type(error).__name__)

    def _keep(self, error: Exception) -> None:
        self._faults += 1
        if self._first_fault is None:
            self._first_fault = error

    def _lose_power(self) -> None:
        self._frames_since_power = None
        if self._powered:
            self._powered = False
            with suppress(LinkLost):  # It loses its power either way.
                self._do(self._card.power_off)
            self._tell(EventKind.POWER_OFF)

    def _watch(self) -> None:
        """Cut the link when the card hangs or serving is to stop."""
        tick = min(0.5, self._time_limit / 4)
        while True:
            stopping = self._stop.wait(tick)
            if self._over.is_set():
                return
            if stopping:
                self._cut()
                return
            try:
                self._look(time.monotonic())
            except Exception as error:  # Of `on_event`; the watch must go on.
                self._keep(error)

    def _look(self, now: float) -> None:
        busy, unasked = self._busy_since, self._unasked_since
        if busy is not None and now - busy > self._time_limit:
            self._busy_since = None
            self._cut()
            self._fault(
                CardMuteError(f"no answer from the card within {self._time_limit:g} s")
            )
        if unasked is not None and now - unasked > _UNASKED_SECONDS:
            self._unasked_since = None
            self._tell(EventKind.UNASKED, "{}:{}".format(*self._address))

    def _cut(self) -> None:
        with self._lock:
            if self._link is not None:
                with suppress(OSError):  # The far end may have been quicker.
                    self._link.shutdown(socket.SHUT_RDWR)

    def _tell(self, kind: EventKind, detail: str = "") -> None:
        self._on_event(Event(kind=kind, detail=detail))
