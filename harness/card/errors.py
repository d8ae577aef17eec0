"""How the card says no, as the client tells it apart."""

from __future__ import annotations


class CardRefusal(Exception):  # noqa: N818 - a refusal is an answer of the card, named as users say it.
    """The card answered, and the answer was no."""


class StatusWordError(CardRefusal):
    """A status word that the command's caller did not expect.

    Only the command's header is kept: its data field may be a PIN.
    """

    def __init__(self, sw: int, command: bytes) -> None:
        header = command[:4].hex(" ").upper()
        super().__init__(f"expected 9000, card answered {sw:04X} to {header}")
        self.sw = sw
        self.header = command[:4]


class ApplicationMissing(CardRefusal):
    """The card has no such application: it is not a My Number Card."""

    def __init__(self, name: bytes) -> None:
        super().__init__(f"no application {name.hex().upper()} on this card")
        self.name = name


class PINRejected(CardRefusal):
    """A wrong PIN; it has cost one try. With none left the key is blocked."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"wrong PIN, {tries_left} tries left")
        self.tries_left = tries_left


class PINBlocked(CardRefusal):
    """The key was blocked already; the PIN was not compared."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"the PIN is blocked ({sw:04X})")
        self.sw = sw


class DataNotGenuine(Exception):  # noqa: N818 - says what is wrong with the data.
    """The card answered, but what it told does not verify."""

    def __init__(self, what: str) -> None:
        super().__init__(f"expected what the card's issuer signed, got another {what}")
        self.what = what
