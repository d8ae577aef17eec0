"""A named test card that a person holds to a reader, told what to do step by step."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import click

from ..ports import BenchUnavailable, Capability
from .guarded_card import GuardedPCSCCard, WrongCard
from .pcsc_card import (
    PCSCCardConnection,
    ReaderKind,
    list_readers,
    reader_kind,
    wait_for_card,
    wait_until_empty,
)
from .pcsc_context import NoCardError, NoReaderError


def _on_stderr(sentence: str) -> None:
    click.echo(sentence, err=True)


class ByHandCardHolder:
    """Asks a person to hold the named card to a PC/SC reader, and checks that it is.

    The card is guarded whatever the reader is called: behind a virtual reader may
    stand a phone with a real card on it.
    """

    def __init__(
        self,
        *,
        reader: str,
        certificate_serial: str,
        expendable: bool = False,
        owner: str = "",
        tell: Callable[[str], None] = _on_stderr,
        wait_seconds: float = 60.0,
    ) -> None:
        """Find the reader: the named one or, for "", the only real one there is.

        *certificate_serial* names the card by its 利用者証明用電子証明書 (decimal);
        on an *expendable* one PINs may be tried wrongly, even locked. *owner* is the
        persona it stands for, "" the first one asked for. *tell* shows a sentence to
        the person, *wait_seconds* bounds each wait for them. Raises
        `BenchUnavailable`.
        """
        self._serial = _named(certificate_serial)
        self._expendable = expendable
        self._tell = tell
        self._wait_seconds = wait_seconds
        self._owner = owner
        self._connection: GuardedPCSCCard | None = None
        self.reader = _the_reader(reader)
        self.capabilities: frozenset[Capability] = (
            frozenset({Capability.EXPENDABLE}) if expendable else frozenset()
        )

    def present(self, persona: str) -> GuardedPCSCCard:
        """Have the named card put on the reader, and power it on.

        It stands for one persona, the *owner*, and for no other. A wrong card is
        handed back untouched but for its public certificate. Raises
        `BenchUnavailable` when the named one does not come in time.
        """
        self._owner = self._owner or persona
        if persona != self._owner:
            raise BenchUnavailable(
                f"このベンチの実カードは1枚で、いまは「{self._owner}」のカードです。"
                f"「{persona}」のカードはありません。"
            )
        self._let_go()
        self._tell(
            f"患者は「{persona}」のマイナンバーカードを、リーダー「{self.reader}」に"
            "置いてください。"
        )
        deadline = time.monotonic() + self._wait_seconds
        while True:
            try:
                self._connection = self._connect(until=deadline)
            except WrongCard as wrong:
                self._tell(f"{wrong} 患者はこのカードを取り除いてください。")
                self._wait_for_empty(until=deadline, because=wrong)
                self._tell(f"患者は「{persona}」のカードを置いてください。")
            else:
                self._tell("カードを確認しました。動かさないでください。")
                return self._connection

    def remove(self) -> None:
        """Have the card taken away, and wait until it is gone."""
        self._let_go()
        self._tell("患者はカードをリーダーから取ってください。")
        wait_until_empty(self.reader, seconds=self._wait_seconds)

    def tear_after(self, commands: int) -> None:
        """Refused: nobody can pull a card at a chosen command by hand."""
        raise BenchUnavailable(
            f"実カードを手で {commands} コマンド後に離すことはできません（tear）。"
        )

    def arm_fault(self, fault: str) -> None:
        """Refused: a real card fails in its own ways alone."""
        raise BenchUnavailable(
            f"実カードに障害「{fault}」を仕込むことはできません（card-faults）。"
        )

    def clear_faults(self) -> None:
        """Do nothing: no fault was ever armed."""

    def set_timing(self, timing: str) -> None:
        """Refused: a real card has a speed of its own."""
        raise BenchUnavailable(
            f"実カードの速さを「{timing}」にすることはできません（card-faults）。"
        )

    def reset_tries(self, persona: str) -> None:
        """Refused: only the 市区町村窓口 can do it for a real card."""
        raise BenchUnavailable(
            f"「{persona}」の実カードの残り回数は、市区町村の窓口でしか戻せません。"
        )

    def close(self) -> None:
        """Let go of the card, wherever it is."""
        self._let_go()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self, *, until: float) -> GuardedPCSCCard:
        wait_for_card(self.reader, seconds=_left(until))
        connection = PCSCCardConnection(
            self.reader, exclusive=True, unpower_on_close=True
        )
        return GuardedPCSCCard(
            connection,
            certificate_serial=self._serial,
            expendable=self._expendable,
        )

    def _wait_for_empty(self, *, until: float, because: WrongCard) -> None:
        try:
            wait_until_empty(self.reader, seconds=_left(until))
        except NoCardError:
            raise because from None


def _named(certificate_serial: str) -> int:
    if not re.fullmatch("[0-9]+", certificate_serial):
        raise BenchUnavailable(
            "実カードが名指しされていません。ベンチファイルの [card] "
            "certificate_serial に、利用者証明用電子証明書のシリアル番号（10進数）を"
            f"書いてください（いまの値: {certificate_serial!r}）。"
            "名指しされていないカードには触れません。"
        )
    return int(certificate_serial)


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def _the_reader(name: str) -> str:
    present = list_readers()
    seen = "、".join(present) or "なし"
    if name:
        if name not in present:
            raise NoReaderError(
                f"ベンチファイルのリーダー「{name}」がありません。"
                f"見えているリーダー: {seen}"
            )
        return name
    real = [reader for reader in present if reader_kind(reader) is ReaderKind.REAL]
    if len(real) != 1:
        raise NoReaderError(
            f"実カードリーダーが1台に決まりません（見えているリーダー: {seen}）。"
            "リーダーをつなぎ、ベンチファイルの [reader] name に名前を書いてください。"
        )
    return real[0]
