"""What can be wrong with an answer, beyond the errors the server itself states."""

from __future__ import annotations

from ..results import ClinicError


class AnswerError(ClinicError):
    """An answer came, and it is not what the interface promises.

    Its level is "message" and its code empty: nobody sent a code.
    """

    def __init__(self, message: str) -> None:
        super().__init__("message", "", message)


class IncompleteError(AnswerError):
    """The file may still be being written; reading it again later may succeed."""


class RequestError(ClinicError):
    """A request cannot be written; nothing was sent. Its level is "file"."""

    def __init__(self, message: str) -> None:
        super().__init__("file", "", message)
