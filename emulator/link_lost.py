"""How a reader loses a card in the middle of a command, in the reader's own terms."""

from __future__ import annotations

from typing import ClassVar


class LinkLost(Exception):  # noqa: N818 - an event in the field, not a bug.
    """No answer came; what the card did with the command, nobody outside knows.

    `answer` is what the card was about to say, where the link broke in the middle of
    it, and `arrived` how many of its bytes came through. `back_after` is how many
    seconds later the card answers its reader again; None: somebody must hold it
    there. (pcscd looks at a reader every 0.4 s and must have seen it empty.)
    """

    pcsc: ClassVar[str] = "SCARD_F_COMM_ERROR"
    """What PC/SC calls it, where a real reader reports it."""
    usually_back_after: ClassVar[float | None] = 1.0

    def __init__(
        self,
        what: str = "",
        *,
        answer: bytes = b"",
        arrived: int = 0,
        back_after: float | None = None,
    ) -> None:
        super().__init__(what)
        self.answer = answer
        self.arrived = arrived
        self.back_after = self.usually_back_after if back_after is None else back_after


class CardTorn(LinkLost):
    """The card was pulled out of the reader."""

    pcsc = "SCARD_W_REMOVED_CARD"
    usually_back_after = None


class CardMuteError(LinkLost):
    """The card did not answer within the time limit."""

    pcsc = "SCARD_E_NOT_TRANSACTED"


class CardWasReset(LinkLost):
    """The card began anew, and with it its security status."""

    pcsc = "SCARD_W_RESET_CARD"


class ProtocolMismatch(LinkLost):
    """Card and reader no longer agree on the protocol between them."""

    pcsc = "SCARD_E_PROTO_MISMATCH"
