"""Where in the card a conversation stands: the current application and file."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
        if is_secured(command[0]):
            # What was selected is encrypted: from now on nobody can tell.
            return CardPlace() if command[1] == SELECT else self.addressed_by(command)
        if command[1] == SELECT:
            return self._selected(command, response[:-2])
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

    def _selected(self, command: bytes, answer: bytes) -> CardPlace:
        p1, data = command[2], command_data(command)
        if p1 == 0x04:
            return CardPlace(application=_df_name(answer) or data)
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


def is_secured(cla: int) -> bool:
    """Tell whether a class byte announces secure messaging (ISO 7816-4)."""
    if 0x40 <= cla < 0x80:
        return cla & 0x20 != 0
    return cla & 0x60 == 0 and cla & 0x0C != 0


def _df_name(answer: bytes) -> bytes:
    """Return the DF name in file control information; empty where there is none."""
    if len(answer) < 4 or answer[0] != 0x6F or answer[2] != 0x84:
        return b""
    name = answer[4 : 4 + answer[3]]
    return name if len(name) == answer[3] else b""
