"""A conversation with pcscd; pyscard is imported in this one file, and only when used.

Foreign errors are translated at this edge: what the machine lacks is
`BenchUnavailable`, a broken link is `TransportError`.
"""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

from ..ports import BenchUnavailable, TransportError
from .adopted_pcscd import note_first_call
from .closing import ClosedAtEnd

_SLICE_MS = 500  # A wait inside libpcsclite hears no Ctrl-C.


class NoReaderError(BenchUnavailable):
    """No such reader, or no reader at all."""


class NoCardError(BenchUnavailable):
    """No card came, or it did not leave, within the time allowed."""


class PCSCContext(ClosedAtEnd):
    """One PC/SC context. Use it as a Python context, or close it."""

    def __init__(self) -> None:
        """Call pcscd. Raises `BenchUnavailable` when pyscard or pcscd is missing."""
        self.scard = scard = pyscard()
        note_first_call()
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        if code != 0:
            raise BenchUnavailable(
                f"PC/SCサービス（pcscd）につながりません（{name_of(scard, code)}）。"
                "pcscd を入れて起動してください"
                "（sudo apt-get install pcscd、sudo systemctl start pcscd）。"
            )

    def readers(self) -> tuple[str, ...]:
        """Return the names of the readers; possibly none."""
        scard = self.scard
        code, names = scard.SCardListReaders(self._context, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return ()
        if code != 0:
            raise BenchUnavailable(
                f"リーダーの一覧を取れません: {name_of(scard, code)}"
            )
        return tuple(names)

    def connect(self, reader: str, *, share: int, protocol: int) -> tuple[int, int]:
        """Connect; return the handle and the protocol in use (0 without a card).

        Raises `NoReaderError`, `NoCardError`, `BenchUnavailable` when another program
        holds the reader, or `TransportError`.
        """
        scard = self.scard
        code, handle, active = scard.SCardConnect(
            self._context, reader, share, protocol
        )
        if code == 0:
            return handle, active
        if code in (scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_READER_UNAVAILABLE):
            raise self._no_such(reader)
        if code in (scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD):
            raise NoCardError(f"リーダー「{reader}」にカードがありません。")
        if code == scard.SCARD_E_SHARING_VIOLATION:
            raise BenchUnavailable(
                f"リーダー「{reader}」は別のプログラムが使っています。"
                "そのプログラムを終了してください。"
            )
        raise TransportError(f"SCardConnect on {reader!r}: {name_of(scard, code)}")

    def wait(self, reader: str, *, present: bool, seconds: float) -> bool:
        """Wait for a card to come or go; tell whether it did in time.

        It is done in slices, between which Ctrl-C is heard.
        """
        scard = self.scard
        deadline = time.monotonic() + seconds
        state = scard.SCARD_STATE_UNAWARE
        while True:
            left = max(0, round((deadline - time.monotonic()) * 1000))
            code, states = scard.SCardGetStatusChange(
                self._context, min(left, _SLICE_MS), [(reader, state)]
            )
            if code == scard.SCARD_E_TIMEOUT:
                if left <= _SLICE_MS:
                    return False
                continue
            if code == scard.SCARD_E_UNKNOWN_READER:
                raise self._no_such(reader)
            if code != 0:
                raise TransportError(
                    f"SCardGetStatusChange on {reader!r}: {name_of(scard, code)}"
                )
            state = states[0][1] & ~scard.SCARD_STATE_CHANGED
            if present == bool(state & scard.SCARD_STATE_PRESENT):
                return True

    def close(self) -> None:
        self.scard.SCardReleaseContext(self._context)

    def _no_such(self, reader: str) -> NoReaderError:
        known = "、".join(self.readers()) or "なし"
        return NoReaderError(
            f"リーダー「{reader}」がありません。見えているリーダー: {known}"
        )


def name_of(scard: ModuleType, code: int) -> str:
    """Return what a PC/SC return code means, with the code."""
    return f"{scard.SCardGetErrorMessage(code)} (0x{code & 0xFFFFFFFF:08X})"


def pyscard() -> Any:  # noqa: ANN401 - a C extension without type information.
    """Import pyscard. Raises `BenchUnavailable` saying how to get it."""
    try:
        from smartcard import scard
    except ImportError as error:
        raise BenchUnavailable(
            "Pythonパッケージ pyscard がありません。pip install 'mynabench[pcsc]' で"
            "入れてください。Linuxではビルドに Debianパッケージ gcc と libpcsclite-dev "
            "（システムの Python なら python3-dev も）が必要です。"
        ) from error
    return scard
