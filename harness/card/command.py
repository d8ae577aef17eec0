"""How a client writes a command to a card and reads the answer."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SHORT_DATA = 255
MAX_SHORT_ANSWER = 256


@dataclass(frozen=True, slots=True)
class Command:
    """One command APDU in the short form of ISO 7816-4.

    `answer` is Ne, the most bytes wanted back (1 to 256), or None for no Le field.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    answer: int | None = None

    def __post_init__(self) -> None:
        if len(self.data) > MAX_SHORT_DATA:
            raise ValueError(
                f"a short command carries at most {MAX_SHORT_DATA} bytes,"
                f" not {len(self.data)}"
            )
        if self.answer is not None and not 1 <= self.answer <= MAX_SHORT_ANSWER:
            raise ValueError(f"Ne must be 1 to {MAX_SHORT_ANSWER}, not {self.answer}")

    def __bytes__(self) -> bytes:
        """The bytes that cross the seam."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        lc = bytes((len(self.data),)) if self.data else b""
        le = b"" if self.answer is None else bytes((self.answer & 0xFF,))
        return header + lc + self.data + le


@dataclass(frozen=True, slots=True)
class Answer:
    """One response APDU: its data field and its status word."""

    data: bytes
    sw: int

    @classmethod
    def parse(cls, response: bytes) -> Answer:
        """Split *response*; it is at least two bytes long."""
        return cls(response[:-2], int.from_bytes(response[-2:], "big"))
