"""A conversation with a card: select, present a PIN, read a file, sign."""

from __future__ import annotations

from ..ports import CardConnection, Lost, TransportError
from .command import MAX_SHORT_ANSWER, Answer, Command
from .errors import ApplicationMissing, PINBlocked, PINRejected, StatusWordError
from .objects import HEADER as OBJECT_HEADER
from .objects import object_size

SW_OK = 0x9000
SW_WRONG_MASK, SW_WRONG = 0xFFF0, 0x63C0  # 63Cx: x tries left.
SW_END_OF_FILE = 0x6282  # Some cards warn so; the data counts all the same.
SW_METHOD_BLOCKED = 0x6983
SW_REFERENCE_UNUSABLE = 0x6984  # What a blocked JICSAP key answers.
SW_NOT_FOUND = 0x6A82
SW_BEHIND_END = 0x6B00

CURRENT_KEY = 0x80  # P2: the key file selected last.
HEADER = 4  # Enough of a DER file to know its length.


class CardSession:
    """Commands that any JICSAP card understands, one method each.

    Every method raises `StatusWordError` for an answer it has no name for, and lets
    `TransportError` pass: then nothing is known about what the card did.
    """

    def __init__(self, connection: CardConnection) -> None:
        self._connection = connection

    def select_application(self, name: bytes) -> None:
        """Make an application current by its AID; no answer data is asked for."""
        command = Command(0x00, 0xA4, 0x04, 0x0C, name)
        answer = self._send(command)
        if answer.sw == SW_NOT_FOUND:
            raise ApplicationMissing(name)
        _expect_ok(answer, command)

    def select_file(self, file_id: int) -> None:
        """Make an elementary file of the current application current."""
        command = Command(0x00, 0xA4, 0x02, 0x0C, file_id.to_bytes(2, "big"))
        _expect_ok(self._send(command), command)

    def tries_left(self, *, full: int) -> int:
        """Ask the current key how many tries are left, spending none.

        A card that answers 9000 here has just seen the right PIN, so that its
        counter is *full*.
        """
        command = Command(0x00, 0x20, 0x00, CURRENT_KEY)
        answer = self._send(command)
        if answer.sw & SW_WRONG_MASK == SW_WRONG:
            return answer.sw & 0xF
        if answer.sw in (SW_METHOD_BLOCKED, SW_REFERENCE_UNUSABLE):
            return 0
        _expect_ok(answer, command)
        return full

    def verify(self, pin: str) -> None:
        """Present *pin* to the current key.

        Raises `PINRejected` when it is wrong, which costs a try, and `PINBlocked`
        when the card no longer compares.
        """
        command = Command(0x00, 0x20, 0x00, CURRENT_KEY, pin.encode("ascii"))
        answer = self._send(command)
        if answer.sw & SW_WRONG_MASK == SW_WRONG:
            raise PINRejected(answer.sw & 0xF)
        if answer.sw in (SW_METHOD_BLOCKED, SW_REFERENCE_UNUSABLE):
            raise PINBlocked(answer.sw)
        _expect_ok(answer, command)

    def read_der(self, file_id: int) -> bytes:
        """Read the DER object at the start of a file, and none of its filler.

        The first four bytes tell the length; then come pages of 256 bytes.
        """
        self.select_file(file_id)
        total = der_length(self._read(0, HEADER), file_id)
        content = b""
        while len(content) < total:
            content += self._read(
                len(content), min(MAX_SHORT_ANSWER, total - len(content))
            )
        return content[:total]

    def read_object(self, file_id: int, tag: int) -> bytes:
        """Read the data object *tag* at the start of a file, and none of its filler.

        Raises `ObjectError` when another object begins there.
        """
        self.select_file(file_id)
        header = self._read(0, OBJECT_HEADER)
        total = object_size(header, expected=tag, file_id=file_id)
        return self._read_up_to(total)

    def read_whole(self, file_id: int) -> bytes:
        """Read a file to its end, filler included."""
        self.select_file(file_id)
        return self._read_up_to(None)

    def read_record(self, number: int, *, short_id: int) -> bytes:
        """Read one record of the file with that short id, by number from 1."""
        command = Command(
            0x00, 0xB2, number, short_id << 3 | 0x04, answer=MAX_SHORT_ANSWER
        )
        answer = self._send(command)
        _expect_ok(answer, command)
        return answer.data

    def sign(self, digest_info: bytes, *, key: int = CURRENT_KEY) -> bytes:
        """Let a key sign *digest_info* (PKCS #1 v1.5, padded by the card).

        *key* is P2: the current key file, or 00 for the application's own key.
        """
        command = Command(0x80, 0x2A, 0x00, key, digest_info, answer=MAX_SHORT_ANSWER)
        answer = self._send(command)
        _expect_ok(answer, command)
        return answer.data

    def _read_up_to(self, total: int | None) -> bytes:
        """Read *total* bytes of the current file, or all; a short page is the last."""
        content = b""
        while total is None or len(content) < total:
            wanted = MAX_SHORT_ANSWER
            if total is not None:
                wanted = min(wanted, total - len(content))
            try:
                page = self._read(len(content), wanted)
            except StatusWordError as refusal:
                if total is None and content and refusal.sw == SW_BEHIND_END:
                    break
                raise
            content += page
            if len(page) < wanted and total is None:
                break
        return content

    def _read(self, offset: int, wanted: int) -> bytes:
        command = Command(0x00, 0xB0, offset >> 8, offset & 0xFF, answer=wanted)
        answer = self._send(command)
        if answer.sw != SW_END_OF_FILE or not answer.data:
            _expect_ok(answer, command)
        if not answer.data:
            raise TransportError(f"empty answer to READ BINARY at offset {offset}")
        return answer.data

    def _send(self, command: Command) -> Answer:
        response = self._connection.transmit(bytes(command))
        if len(response) < 2:
            raise TransportError(
                f"expected a status word, got {len(response)} bytes",
                lost=Lost.UNKNOWN if response else Lost.MUTE,
            )
        return Answer.parse(response)


def der_length(header: bytes, file_id: int) -> int:
    """Total length of the DER SEQUENCE that begins with *header* (4 bytes).

    Raises `ValueError` when no SEQUENCE begins there (an empty file is all FF).
    """
    if len(header) < HEADER or header[0] != 0x30:
        raise ValueError(
            f"expected a DER SEQUENCE in file {file_id:04X}, got {header.hex().upper()}"
        )
    first = header[1]
    if first < 0x80:
        return 2 + first
    octets = first & 0x7F
    if octets not in (1, 2):
        raise ValueError(f"file {file_id:04X}: DER length of {octets} bytes")
    return 2 + octets + int.from_bytes(header[2 : 2 + octets], "big")


def _expect_ok(answer: Answer, command: Command) -> None:
    if answer.sw != SW_OK:
        raise StatusWordError(answer.sw, bytes(command))
