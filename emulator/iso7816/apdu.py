"""Commands and answers as values: ISO 7816-4 cases 1 to 4, short and extended."""

from __future__ import annotations

from dataclasses import dataclass

from .sw import SW, CardError

SHORT_NE = 256  # The Ne that a short Le of 00 means.
EXTENDED_NE = 65536  # The Ne that an extended Le of 0000 means.
MAX_SHORT_NC = 255
MAX_EXTENDED_NC = 65535


@dataclass(frozen=True, slots=True)
class CommandAPDU:
    """One command: header, data field, and how many bytes are expected back.

    `ne` is the number meant (256 for a short Le of 00), `None` without an Le.
    `extended` tells that the lengths were written in the extended form, which a
    few commands of this card treat differently.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    ne: int | None = None
    extended: bool = False

    @classmethod
    def parse(cls, raw: bytes) -> CommandAPDU:
        """Read a command from its bytes.

        Raises `CardError` 6700 when the lengths do not add up: a card that gets
        such bytes answers so.
        """
        size = len(raw)
        if size < 4:
            raise CardError(
                SW.WRONG_LENGTH, f"a command has 4 bytes at least, not {size}"
            )
        cla, ins, p1, p2 = raw[:4]
        if size == 4:
            return cls(cla, ins, p1, p2)
        first = raw[4]
        if size == 5:
            return cls(cla, ins, p1, p2, b"", first or SHORT_NE)
        if first:
            return cls(cla, ins, p1, p2, *_short_body(raw, first))
        return cls(cla, ins, p1, p2, *_extended_body(raw), extended=True)

    def to_bytes(self) -> bytes:
        """Write the command, in the short form unless it needs the extended one."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        nc, ne = len(self.data), self.ne
        if nc > MAX_EXTENDED_NC:
            raise ValueError(
                f"a data field has up to {MAX_EXTENDED_NC} bytes, not {nc}"
            )
        if ne is not None and not 1 <= ne <= EXTENDED_NE:
            raise ValueError(f"Ne is 1 to {EXTENDED_NE}, not {ne}")
        if self.extended or nc > MAX_SHORT_NC or (ne or 0) > SHORT_NE:
            lc = b"\0" + nc.to_bytes(2, "big") if nc else b""
            le = b"" if ne is None else (ne % EXTENDED_NE).to_bytes(2, "big")
            return header + lc + self.data + (le if nc or not le else b"\0" + le)
        lc = bytes((nc,)) if nc else b""
        le = b"" if ne is None else bytes((ne % SHORT_NE,))
        return header + lc + self.data + le


@dataclass(frozen=True, slots=True)
class ResponseAPDU:
    """One answer: data (may be empty) and the status word."""

    data: bytes
    sw: int

    @classmethod
    def parse(cls, raw: bytes) -> ResponseAPDU:
        """Read an answer from its bytes; fewer than two are a `ValueError`."""
        if len(raw) < 2:
            raise ValueError(f"an answer has 2 bytes at least, not {len(raw)}")
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))

    def to_bytes(self) -> bytes:
        """Write the answer as it crosses to the reader."""
        return self.data + self.sw.to_bytes(2, "big")


def _short_body(raw: bytes, nc: int) -> tuple[bytes, int | None]:
    """Read data and Ne after a short Lc (cases 3 and 4)."""
    data, rest = raw[5 : 5 + nc], raw[5 + nc :]
    if len(data) < nc or len(rest) > 1:
        raise CardError(
            SW.WRONG_LENGTH, f"Lc says {nc} bytes, {len(raw) - 5} bytes follow it"
        )
    return data, (rest[0] or SHORT_NE) if rest else None


def _extended_body(raw: bytes) -> tuple[bytes, int | None]:
    """Read data and Ne after the 00 that announces extended lengths."""
    if len(raw) < 7:
        raise CardError(
            SW.WRONG_LENGTH, "an extended length has two bytes after its 00"
        )
    first = int.from_bytes(raw[5:7], "big")
    if len(raw) == 7:
        return b"", first or EXTENDED_NE
    data, rest = raw[7 : 7 + first], raw[7 + first :]
    if not first or len(data) < first or len(rest) not in (0, 2):
        raise CardError(
            SW.WRONG_LENGTH,
            f"extended Lc says {first} bytes, {len(raw) - 7} bytes follow it",
        )
    return data, (int.from_bytes(rest, "big") or EXTENDED_NE) if rest else None
