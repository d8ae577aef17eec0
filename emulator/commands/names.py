"""Which commands are meant: by name, by instruction byte, or by class byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from ..iso7816 import INS

_PROPRIETARY = 0x80
_BY_BYTES = re.compile(r"(?:([0-9A-F]{2}|XX))?([0-9A-F]{2}|XX)")


class UnknownCommandName(ValueError):  # noqa: N818 - says what was written.
    """No command is called so; the message, in Japanese, lists those that are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPattern:
    """A set of commands. What is None does not matter.

    A named command is meant with secure messaging too, so `proprietary` looks at the
    highest bit of CLA alone; `cla` is compared as it is.
    """

    text: str
    title: str = ""
    ins: frozenset[int] | None = None
    cla: int | None = None
    proprietary: bool | None = None
    p1: int | None = None
    has_data: bool | None = None

    def matches(self, command: bytes) -> bool:
        """Tell whether *command*, as it crosses to the card, is one of them."""
        if len(command) < 4:  # No command at all; only "any" means it.
            return self is COMMANDS["any"]
        cla, ins, p1 = command[:3]
        return (
            (self.ins is None or ins in self.ins)
            and (self.cla is None or cla == self.cla)
            and (
                self.proprietary is None or self.proprietary == bool(cla & _PROPRIETARY)
            )
            and (self.p1 is None or p1 == self.p1)
            and (self.has_data is None or self.has_data == (len(command) > 5))
        )

    @classmethod
    def parse(cls, text: str) -> CommandPattern:
        """Read a name (`VERIFY`), an INS (`20`), or CLA and INS (`802A`, `80xx`).

        Raises `UnknownCommandName`.
        """
        upper = text.strip().upper()
        for name, pattern in COMMANDS.items():
            if name.upper() == upper:
                return pattern
        found = _BY_BYTES.fullmatch(upper)
        if found is None:
            close = get_close_matches(upper, [n.upper() for n in COMMANDS], n=1)
            hint = f"（{close[0]} ですか）" if close else ""
            raise UnknownCommandName(
                f"「{text}」というコマンドはありません{hint}。使えるもの: "
                f"{'、'.join(COMMANDS)}、INSの16進2桁（20）、CLAとINSの16進4桁"
                "（802A。どちらかを問わないときは 80xx、xx2A）"
            )
        cla, ins = found[1], found[2]
        return cls(
            text=upper.replace("X", "x"),
            cla=None if cla in (None, "XX") else int(cla, 16),
            ins=None if ins == "XX" else frozenset({int(ins, 16)}),
        )


def _named(
    text: str,
    title: str,
    *ins: INS,
    proprietary: bool | None = None,
    p1: int | None = None,
    has_data: bool | None = None,
) -> CommandPattern:
    return CommandPattern(
        text=text,
        title=title,
        ins=frozenset(map(int, ins)) or None,
        proprietary=proprietary,
        p1=p1,
        has_data=has_data,
    )


COMMANDS: Mapping[str, CommandPattern] = MappingProxyType(
    {
        pattern.text: pattern
        for pattern in (
            _named("any", "どのコマンドでも"),
            _named("SELECT", "アプリケーションやファイルの選択", INS.SELECT_FILE),
            _named("SELECT-AP", "アプリケーションの選択", INS.SELECT_FILE, p1=0x04),
            _named("SELECT-EF", "ファイルの選択", INS.SELECT_FILE, p1=0x02),
            _named("READ", "ファイルの読み出し", INS.READ_BINARY, INS.READ_RECORD),
            _named("VERIFY", "暗証番号の照合", INS.VERIFY, has_data=True),
            _named("TRIES", "残り回数の問い合わせ", INS.VERIFY, has_data=False),
            _named(
                "CHANGE-PIN",
                "暗証番号の変更",
                INS.CHANGE_REFERENCE_DATA,
                INS.CHANGE_KEY,
            ),
            _named("SIGN", "署名", INS.COMPUTE_DIGITAL_SIGNATURE, proprietary=True),
            _named("CHALLENGE", "乱数の要求", INS.GET_CHALLENGE, proprietary=False),
            _named("AUTHENTICATE", "内部認証", INS.INTERNAL_AUTHENTICATE),
            _named("GET-DATA", "データオブジェクトの取得", INS.GET_DATA),
            _named("SESSION-KEY", "セッション鍵の設定", INS.SET_SESSION_KEY),
            _named("CERTIFICATE", "端末の証明書の提示", INS.SET_PUBLIC_IC_KEY),
        )
    }
)
"""The commands by the names that faults and timing tables use for them."""

_GENERAL = ("any", "SELECT")


def name_of(command: bytes) -> str:
    """Call a command by its narrowest name, or by its bytes; never by its data."""
    for name, pattern in COMMANDS.items():
        if name not in _GENERAL and pattern.matches(command):
            return name
    if COMMANDS["SELECT"].matches(command):
        return "SELECT"
    return command[:2].hex().upper() or "empty"
