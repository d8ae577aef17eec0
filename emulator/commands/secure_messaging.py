"""Secure messaging of 券面事項入力補助AP: what travels encrypted, and when it ends.

AES-128 in CBC mode without a checksum: it keeps secrets, it proves nothing. The
rules were measured on physical cards [M] unless marked otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from ..iso7816 import INS, SW, CardError, CommandAPDU, tlv
from ..iso7816.apdu import EXTENDED_NE

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

CLA_PROTECTED = 0x08
"""Secure messaging whose header is not authenticated; 0C, where it is, is no form of
this card."""
BLOCK = 16
SEED = 32  # Bytes a terminal delivers; the first 16 are the key.

_CRYPTOGRAM = 0x86
_EXPECTED_LENGTH = 0x96
_PADDED = b"\x01"  # Padding indicator: ISO/IEC 7816-4, 80 00...
_DELIVERY = bytes((0xA0, 2 + SEED, 0x80, SEED))
_OBJECTS: dict[int, int] = {
    INS.VERIFY: _CRYPTOGRAM,
    INS.SELECT_FILE: _CRYPTOGRAM,
    INS.READ_BINARY: _EXPECTED_LENGTH,
}
"""The commands that can be protected, and the one object each carries."""


class SecureChannel:
    """A session that a terminal has opened by delivering a key.

    Every protected command counts, also one that the application refuses; a command
    that the channel itself refuses ends it. What is dead stays dead: all further
    protected commands answer 69FC until a new key is delivered.
    """

    def __init__(self, key: bytes) -> None:
        self._key: bytes | None = key
        self._next = 1

    @property
    def alive(self) -> bool:
        """Whether the channel still takes commands."""
        return self._key is not None

    def exchange(
        self, command: CommandAPDU, process: Callable[[CommandAPDU], bytes]
    ) -> bytes:
        """Open *command*, let *process* answer it, and protect the answer.

        A refusal of *process* passes as it is, its status word in the clear.
        Raises `CardError` 69FC (dead), 6882 (no protected form of the command [D]),
        6987 (CLA 0C) or 6988 (not what was agreed); the last three end the channel
        (for 6882 and 6987 [D]).
        """
        if self._key is None:
            raise CardError(
                SW.NO_SECURE_MESSAGING_SESSION, "secure messaging has ended"
            )
        if command.cla != CLA_PROTECTED:
            self._end(SW.SECURE_MESSAGING_OBJECTS_MISSING, "no checksum was agreed")
        tag = _OBJECTS.get(command.ins)
        if tag is None:
            self._end(
                SW.SECURE_MESSAGING_NOT_SUPPORTED,
                f"INS {command.ins:02X} has no protected form",
            )
        cipher = self._cipher_of_next(self._key)
        try:
            opened = _opened(command, _only_object(command.data, tag), cipher)
        except ValueError as error:
            self._end(SW.SECURE_MESSAGING_OBJECTS_INCORRECT, str(error))
        data = process(opened)
        if not data:
            return b""
        answer = tlv.encode(_CRYPTOGRAM, _PADDED + _encrypted(data, cipher))
        if len(answer) > (command.ne or 0):
            raise CardError(
                SW.WRONG_LENGTH,
                f"Le leaves no room for {len(answer)} bytes of protected answer",
            )
        return answer

    def _cipher_of_next(self, key: bytes) -> Cipher[CBC]:
        """Count the command and give its cipher, the same in both directions."""
        number, self._next = self._next, self._next + 1
        first = _cipher(key, bytes(BLOCK)).encryptor()
        return _cipher(key, first.update(number.to_bytes(BLOCK, "big")))

    def _end(self, sw: SW, reason: str) -> NoReturn:
        self._key = None
        raise CardError(sw, f"{reason}; secure messaging ends")


def open_channel(key: RSAPrivateKey, delivery: bytes) -> SecureChannel:
    """Take the key a terminal delivers, encrypted to the card (RSA-OAEP, SHA-256).

    Raises `CardError` 6700 for another length than the modulus has [D], 6F00 for a
    number that is not below the modulus, and 6A80 when no delivery of an encryption
    key is inside.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP

    if len(delivery) != key.key_size // 8:
        raise CardError(
            SW.WRONG_LENGTH,
            f"a key is delivered in {key.key_size // 8} bytes, not {len(delivery)}",
        )
    if int.from_bytes(delivery, "big") >= key.public_key().public_numbers().n:
        raise CardError(SW.NO_DIAGNOSIS, "the cryptogram is not below the modulus")
    try:
        plain = key.decrypt(
            delivery, OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
        )
    except ValueError as error:
        raise CardError(SW.WRONG_DATA, "the cryptogram does not open") from error
    seed = plain.removeprefix(_DELIVERY)
    if len(plain) != len(_DELIVERY) + SEED or len(seed) != SEED:
        raise CardError(SW.WRONG_DATA, f"a delivery is {_DELIVERY.hex()} and a seed")
    return SecureChannel(seed[:BLOCK])


def _opened(command: CommandAPDU, value: bytes, cipher: Cipher[CBC]) -> CommandAPDU:
    """Give the command as it would come in the clear."""
    if command.ins == INS.READ_BINARY:
        if len(value) != 3 or value[0]:
            raise ValueError("an expected length is 00 and two bytes")
        ne = int.from_bytes(value[1:], "big") or EXTENDED_NE
        return CommandAPDU(
            0x00, command.ins, command.p1, command.p2, b"", ne, extended=True
        )
    if value[:1] != _PADDED:
        raise ValueError("the padding indicator is not 01")
    data = _decrypted(value[1:], cipher)
    return CommandAPDU(
        0x00, command.ins, command.p1, command.p2, data, command.ne, command.extended
    )


def _only_object(data: bytes, tag: int) -> bytes:
    """Give the value of the one object *data* is; any length form is taken."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError(f"the data field does not begin with object {tag:02X}")
    extra = max(data[1] - 0x80, 0)  # Bytes of the length behind its first.
    value = data[2 + extra :]
    size = int.from_bytes(data[2 : 2 + extra], "big") if extra else data[1] & 0x7F
    if len(value) != size:
        raise ValueError(f"object {tag:02X} is not all there, or not alone")
    return value


def _cipher(key: bytes, vector: bytes) -> Cipher[CBC]:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes
    from cryptography.hazmat.primitives.ciphers.algorithms import AES128

    return Cipher(AES128(key), modes.CBC(vector))


def _encrypted(data: bytes, cipher: Cipher[CBC]) -> bytes:
    padded = data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)
    encryptor = cipher.encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def _decrypted(cryptogram: bytes, cipher: Cipher[CBC]) -> bytes:
    if len(cryptogram) % BLOCK:
        raise ValueError(f"{len(cryptogram)} bytes are no whole blocks")
    decryptor = cipher.decryptor()
    padded = decryptor.update(cryptogram) + decryptor.finalize()
    data = padded.rstrip(b"\0")
    if data[-1:] != b"\x80" or len(padded) - len(data) >= BLOCK:
        raise ValueError("the padding is not 80 00...")
    return data[:-1]
