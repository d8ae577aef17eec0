"""What can be wrong with a message, said so that the sender can mend it."""

from __future__ import annotations


class MessageError(ValueError):
    """A message that cannot be read, or does not keep to its layout.

    `path` names the place ("XmlMsg/MessageHeader/…", or "" for the file as a whole),
    `expected` and `came` say what was wanted there and what was found (Japanese: the
    sender's staff read them).
    """

    def __init__(self, path: str, *, expected: str, came: str) -> None:
        self.path = path
        self.expected = expected
        self.came = came
        super().__init__(self.told_at(path))

    def told_at(self, path: str) -> str:
        """The sentence with *path* for the place: as the sender has to write it."""
        where = f"{path}: " if path else ""
        return f"{where}{self.expected}が必要です（受信した内容: {self.came}）"


class IncompleteXMLError(MessageError):
    """The bytes are no well-formed XML; perhaps the sender is still writing."""
