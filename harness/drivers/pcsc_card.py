"""PC/SC readers, and the card that is in one of them, whoever's they are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ..ports import Lost, TransportError
from .pcsc_context import NoCardError, PCSCContext, name_of
from .pcscd import FRIENDLY_NAME

_VIRTUAL_NAMES: Final = (FRIENDLY_NAME, "Virtual PCD")  # Ours, and Debian's default.
_LOST: Mapping[int, Lost] = MappingProxyType(
    {
        0x80100069: Lost.REMOVED,  # SCARD_W_REMOVED_CARD
        0x80100068: Lost.RESET,  # SCARD_W_RESET_CARD
        0x8010000F: Lost.PROTOCOL,  # SCARD_E_PROTO_MISMATCH
    }
)
_ANY_PROTOCOL = 3  # T=0 or T=1, as the card prefers.
_SHORTEST_COMMAND = 2  # vpcd takes one byte for an order and then waits for ever.


class ReaderKind(StrEnum):
    """What a reader is, as far as PC/SC lets us know."""

    VIRTUAL = "virtual"
    REAL = "real"
    UNKNOWN = "unknown"


def list_readers() -> list[str]:
    """Return the names of the readers that pcscd sees; possibly none.

    Raises `BenchUnavailable` when pyscard or pcscd is missing.
    """
    with PCSCContext() as context:
        return list(context.readers())


def reader_kind(reader: str) -> ReaderKind:
    """Tell a real reader from a virtual one, without a word to the card in it.

    vpcd answers no attribute at all, a CCID driver answers its vendor's name.
    """
    if reader.startswith(_VIRTUAL_NAMES):
        return ReaderKind.VIRTUAL
    with PCSCContext() as context:
        scard = context.scard
        handle, _ = context.connect(reader, share=scard.SCARD_SHARE_DIRECT, protocol=0)
        try:
            code, vendor = scard.SCardGetAttrib(handle, scard.SCARD_ATTR_VENDOR_NAME)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    real = code == scard.SCARD_S_SUCCESS and bytes(vendor).strip(b"\0 ")
    return ReaderKind.REAL if real else ReaderKind.UNKNOWN


def wait_for_card(reader: str, *, seconds: float) -> None:
    """Return as soon as the reader sees a card; `NoCardError` after *seconds*."""
    with PCSCContext() as context:
        if not context.wait(reader, present=True, seconds=seconds):
            raise NoCardError(
                f"リーダー「{reader}」に {seconds:g} 秒待ってもカードが来ませんでした。"
                "カードがリーダーに載っているか確かめてください。"
            )


def wait_until_empty(reader: str, *, seconds: float) -> None:
    """Return as soon as the reader is empty; `NoCardError` after *seconds*."""
    with PCSCContext() as context:
        if not context.wait(reader, present=False, seconds=seconds):
            raise NoCardError(
                f"リーダー「{reader}」から {seconds:g} 秒待ってもカードがなくなりません"
                "でした。カードを取り除いてください。"
            )


class PCSCCardConnection:
    """A powered card in a named reader, through pcscd."""

    def __init__(
        self,
        reader: str,
        *,
        exclusive: bool = False,
        unpower_on_close: bool = False,
    ) -> None:
        """Connect to the card that is in the reader now.

        *exclusive* keeps every other program away while the connection is open;
        *unpower_on_close* leaves no verified PIN behind for the next program. Raises
        `NoReaderError`, `NoCardError`, or `TransportError`.
        """
        self._reader = reader
        self._context = PCSCContext()
        self._scard = scard = self._context.scard
        self._handle: int | None = None
        self._share = (
            scard.SCARD_SHARE_EXCLUSIVE if exclusive else scard.SCARD_SHARE_SHARED
        )
        self._disposition = (
            scard.SCARD_UNPOWER_CARD if unpower_on_close else scard.SCARD_LEAVE_CARD
        )
        try:
            self._handle, protocol = self._context.connect(
                reader, share=self._share, protocol=_ANY_PROTOCOL
            )
            self._became(protocol)
        except BaseException:
            self.close()
            raise

    @property
    def atr(self) -> bytes:
        """The answer to reset as PC/SC reports it."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """Send one command APDU, return data and status word."""
        if len(command) < _SHORTEST_COMMAND:
            raise ValueError(
                f"a command of {len(command)} bytes cannot be sent through PC/SC: "
                "a virtual reader would take it for an order"
            )
        code, response = self._scard.SCardTransmit(
            self._connected(), self._send_pci, list(command)
        )
        if code != 0:
            raise TransportError(
                self._said("SCardTransmit", code),
                lost=_LOST.get(code & 0xFFFFFFFF, Lost.UNKNOWN),
            )
        if len(response) < 2:
            raise TransportError(
                f"the card in {self._reader!r} left in the middle of a command: "
                f"{len(response)} bytes came where at least a status word was due"
            )
        return bytes(response)

    def reset(self) -> None:
        """Warm reset (a contactless card keeps its security status)."""
        self._reconnect(self._scard.SCARD_RESET_CARD)

    def unpower(self) -> None:
        """Cold reset: take the power away and give it back."""
        self._reconnect(self._scard.SCARD_UNPOWER_CARD)

    def close(self) -> None:
        """Let go of the card and of pcscd; closing twice is fine."""
        if self._handle is not None:
            self._scard.SCardDisconnect(self._handle, self._disposition)
            self._handle = None
        self._context.close()

    def _connected(self) -> int:
        if self._handle is None:
            raise TransportError(f"the connection to {self._reader!r} has been closed")
        return self._handle

    def _reconnect(self, initialization: int) -> None:
        code, protocol = self._scard.SCardReconnect(
            self._connected(), self._share, _ANY_PROTOCOL, initialization
        )
        if code != 0:
            raise TransportError(self._said("SCardReconnect", code))
        self._became(protocol)

    def _became(self, protocol: int) -> None:
        scard = self._scard
        self._send_pci = (
            scard.SCARD_PCI_T1
            if protocol == scard.SCARD_PROTOCOL_T1
            else scard.SCARD_PCI_T0
        )
        code, _, _, _, atr = scard.SCardStatus(self._connected())
        if code != 0:
            raise TransportError(self._said("SCardStatus", code))
        self._atr = bytes(atr)

    def _said(self, call: str, code: int) -> str:
        return f"{call} on {self._reader!r}: {name_of(self._scard, code)}"
