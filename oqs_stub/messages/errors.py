"""What can be wrong with a message, said so that the sender can mend it."""

from __future__ import annotations


class MessageError(ValueError):
    """A message that cannot be read, or does not keep to its layout.

    `path` names the place ("XmlMsg/MessageHeader/…", or "" for the file as a whole),
    `expected` and `came` say what was wanted there and what was found (Japanese: the
    sender's staff read them).
    """

    def __init__(self, path: str, *, expected: str, came: str) -> None:
        where = f"{path}: " if path else ""
        super().__init__(f"{where}{expected}が必要です（受信した内容: {came}）")
        self.path = path
        self.expected = expected
        self.came = came


class IncompleteXMLError(MessageError):
    """The bytes are no well-formed XML; perhaps the sender is still writing."""
