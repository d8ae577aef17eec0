"""Where in the card a conversation stands: the current application and file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..card.jpki import JPKI_AID

CARD_FACE_AID = bytes.fromhex("D3921000310001010402")  # 券面事項確認AP
INPUT_SUPPORT_AID = bytes.fromhex("D3921000310001010408")  # 券面事項入力補助AP
RESIDENT_AID = bytes.fromhex("D3921000310001010401")  # 住基AP
COMMON_AID = bytes.fromhex("D3921000310001010100")  # 共通カードAP

SELECT, READ_BINARY, READ_RECORD = 0xA4, 0xB0, 0xB2


@dataclass(frozen=True, slots=True)
class CardPlace:
    """The application and file that commands refer to; None before any SELECT."""

    application: bytes | None = None
    file: int | None = None

    def after(self, command: bytes, response: bytes) -> CardPlace:
        """Return where the conversation stands once *command* was answered."""
        if response[-2:] != b"\x90\x00" or len(command) < 4:
            return self
        if command[1] == SELECT:
            return self._selected(command[2], command_data(command))
        return self.addressed_by(command)

    def addressed_by(self, command: bytes) -> CardPlace:
        """Return the file that a reading *command* means, by short identifier too."""
        if len(command) < 4:
            return self
        ins, p1, p2 = command[1], command[2], command[3]
        if ins == READ_BINARY and p1 & 0x80:
            return replace(self, file=p1 & 0x1F)
        if ins == READ_RECORD and p2 >> 3:
            return replace(self, file=p2 >> 3)
        return self

    def _selected(self, p1: int, data: bytes) -> CardPlace:
        if p1 == 0x04:
            return CardPlace(application=data)
        if p1 == 0x02 and len(data) == 2:
            return replace(self, file=int.from_bytes(data, "big"))
        return self  # SELECT MF changes nothing on this card.


def command_data(command: bytes) -> bytes:
    """Return the data field of a command APDU, short or extended; empty if none."""
    start, length = data_field(command)
    return command[start : start + length]


def data_field(command: bytes) -> tuple[int, int]:
    """Return where the data field of *command* begins and how long it is.

    A malformed command counts as data from the fifth byte on: what cannot be told
    apart is to be masked.
    """
    body = len(command) - 4
    if body <= 1:
        return min(4, len(command)), 0
    lc = command[4]
    if lc != 0 and body in (1 + lc, 2 + lc):
        return 5, lc
    if lc == 0 and body == 3:
        return 7, 0  # Extended Le alone.
    if lc == 0 and body > 3:
        extended = int.from_bytes(command[5:7], "big")
        if body in (3 + extended, 5 + extended):
            return 7, extended
    return 4, body


NAMES = {
    JPKI_AID: "公的個人認証AP",
    CARD_FACE_AID: "券面事項確認AP",
    INPUT_SUPPORT_AID: "券面事項入力補助AP",
    RESIDENT_AID: "住基AP",
    COMMON_AID: "共通カードAP",
}
"""The applications by their official names."""
