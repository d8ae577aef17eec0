"""A list of commands for a card: one in hexadecimal a line, or a recording."""

from __future__ import annotations

from typing import Final

from ..trace.masked import Masked
from ..trace.transcript import COMMAND, Exchange, Transcript
from ..trace.transcript_reader import TranscriptError, read_transcript

_WANTED: Final = Masked(b"\x90\x00")
_SHORTEST: Final = 4


def read_command_list(text: str) -> Transcript:
    """Read a list of commands; of a recording only its commands and power count.

    A PIN is written `**`, once for each of its bytes. Raises `TranscriptError`.
    """
    lines = text.splitlines()
    if any(line.startswith(COMMAND) for line in lines):
        return read_transcript(text)
    entries = []
    for number, line in enumerate(lines, start=1):
        body = line.partition("#")[0].strip()
        if not body:
            continue
        try:
            command = Masked.parse(body)
        except ValueError:
            command = Masked(b"")
        if len(command) < _SHORTEST:
            raise TranscriptError(
                f"{number}行目: コマンドを16進数で4バイト以上書いてください: {body}"
            )
        entries.append(Exchange(command, _WANTED, line=number))
    if not entries:
        raise TranscriptError("コマンドが1つもありません。")
    return Transcript(None, tuple(entries))


READINGS: Final = """
# What anybody may read of a My Number Card, and how many tries its PINs have left.
# 発行者領域
00CA004200
00CA006600
00CA00F700
00CA00F8000000
00CA7F21000000
00CA5F5100
# 公的個人認証AP
00A4040C0AD392F000260100000001
00A4020C020006
00B00000A0
00A4020C020008
00B0000003
00A4020C020018
00200080
00A4020C02001B
00200080
00A4020C02000A
00B0000004
00A4020C02000B
00B0000000
00B0010000
00B0020000
00B0030000
00B0040000
00B0050000
00A4020C020002
00B0000000
00B0010000
00B0020000
00B0030000
00B0040000
00B0050000
0084000008
# 券面事項確認AP
00A4040C0AD3921000310001010402
00A4020C020013
00200080
00A4020C020012
00200080
00A4020C020011
00200080
00A4020C020004
00B0000000
00B0010000
00B0020000
# 券面事項入力補助AP
00A4040C0AD3921000310001010408
00A4020C020011
00200080
00A4020C020014
00200080
00A4020C020015
00200080
00A4020C020004
00B0000000
00B0010000
00B0020000
00A4020C020005
00B0000000
# 住基AP
00A4040C0AD3921000310001010401
00B2011400
00A4020C02001C
00200080
# 共通カードAP
00A4040C0AD3921000310001010100
00B2011400
00A4020C02001C
00200080
"""
"""The list that is used where none is given: it spends no try and needs no PIN."""
