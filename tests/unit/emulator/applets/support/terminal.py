"""A terminal that speaks to 券面事項入力補助AP, written from published facts alone.

It shares nothing with the emulator, and chains its AES blocks by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PIN, NUMBER_A, NUMBER_B = 0x11, 0x14, 0x15
SESSION_PUBLIC_KEY = 0x0006
SEED = bytes(range(32))
DELIVERY = b"\xa0\x22\x80\x20" + SEED
READ_PROTECTED = "08B0000000000596030000000000"


@dataclass
class Terminal:
    """Sends APDUs in the clear and, once a key is delivered, protected ones."""

    transmit: Callable[[bytes], bytes]
    key: bytes = bytes(16)  # Until one is delivered.
    number: int = 1  # Of the next protected command.
    sent: list[bytes] = field(default_factory=list)

    def send(self, command: bytes | str) -> tuple[bytes, str]:
        """Send a command as it stands; gives data and status word."""
        raw = bytes.fromhex(command) if isinstance(command, str) else command
        self.sent.append(raw)
        answer = self.transmit(raw)
        return answer[:-2], answer[-2:].hex().upper()

    def sw(self, command: bytes | str) -> str:
        return self.send(command)[1]

    def verify(self, short_id: int, digits: str) -> str:
        value = digits.encode()
        return self.sw(bytes((0, 0x20, 0, 0x80 | short_id, len(value))) + value)

    def read(self, file_id: int) -> bytes:
        """Read a whole file in the clear, filler included."""
        data, sw = self.send(bytes((0, 0xB0, 0x80 | file_id, 0, 0, 0, 0)))
        assert sw == "9000", f"EF {file_id:04X}: {sw}"
        return data

    # Secure messaging.

    def session_public_key(self) -> rsa.RSAPublicKey:
        content = self.read(SESSION_PUBLIC_KEY)
        assert content[:4].hex() == "a1820109"
        assert content[4:9].hex() == "9003010001"
        assert content[9:13].hex() == "91820100"
        modulus = int.from_bytes(content[13 : 13 + 256], "big")
        return rsa.RSAPublicNumbers(0x10001, modulus).public_key()

    def encrypted_delivery(
        self, plain: bytes, *, algorithm: type[hashes.HashAlgorithm] = hashes.SHA256
    ) -> bytes:
        oaep = padding.OAEP(padding.MGF1(algorithm()), algorithm(), None)
        return self.session_public_key().encrypt(plain, oaep)

    def deliver(self, cryptogram: bytes) -> str:
        """Send SET SESSION KEY with an extended Lc."""
        size = len(cryptogram).to_bytes(2, "big")
        return self.sw(bytes.fromhex("80AE000000") + size + cryptogram)

    def open(self, seed: bytes = SEED) -> None:
        """Deliver a key; the PIN has been verified."""
        delivery = self.encrypted_delivery(b"\xa0\x22\x80\x20" + seed)
        assert self.deliver(delivery) == "9000"
        self.key, self.number = seed[:16], 1

    def protected_verify(self, short_id: int, digits: str) -> str:
        sealed = self.sealed(digits.encode())
        return self.sw(b"\x08\x20\x00" + bytes((0x80 | short_id,)) + sealed)

    def protected_select(self, file_id: int) -> str:
        sealed = self.sealed(file_id.to_bytes(2, "big"))
        return self.sw(b"\x08\xa4\x02\x0c" + sealed)

    def protected_read(self, offset: int, wanted: int) -> tuple[bytes, str]:
        """Read so many bytes of the current file, 0 for all; Le is extended."""
        number = self.number
        self.number += 1
        data, sw = self.send(
            b"\x08\xb0"
            + offset.to_bytes(2, "big")
            + b"\x00\x00\x05\x96\x03\x00"
            + wanted.to_bytes(2, "big")
            + b"\x00\x00"
        )
        return (self.unsealed(data, number) if data else b""), sw

    def sealed(self, plain: bytes) -> bytes:
        """Give Lc and the object 86 for the next command, and count it."""
        cryptogram = self.encrypt(plain, self.number)
        self.number += 1
        value = b"\x01" + cryptogram
        head = bytes((0x86, len(value)))
        return bytes((len(head + value),)) + head + value

    def encrypt(self, plain: bytes, number: int) -> bytes:
        padded = plain + b"\x80"
        while len(padded) % 16:
            padded += b"\x00"
        chain, out = self.initial_vector(number), b""
        for at in range(0, len(padded), 16):
            chain = self._block(_xor(padded[at : at + 16], chain))
            out += chain
        return out

    def unsealed(self, answer: bytes, number: int) -> bytes:
        assert answer[0] == 0x86
        size, at = answer[1], 2
        if size > 0x80:
            at = 2 + (size & 0x7F)
            size = int.from_bytes(answer[2:at], "big")
        assert len(answer) == at + size
        assert answer[at] == 1
        chain, out = self.initial_vector(number), b""
        cryptogram = answer[at + 1 :]
        assert len(cryptogram) % 16 == 0
        for start in range(0, len(cryptogram), 16):
            block = cryptogram[start : start + 16]
            out += _xor(self._block(block, back=True), chain)
            chain = block
        plain, mark, zeros = out.rpartition(b"\x80")
        assert mark
        assert not zeros.strip(b"\0")
        assert len(zeros) < 16
        return plain

    def initial_vector(self, number: int) -> bytes:
        return self._block(number.to_bytes(16, "big"))

    def _block(self, block: bytes, *, back: bool = False) -> bytes:
        cipher = Cipher(algorithms.AES(self.key), modes.ECB())  # noqa: S305 - one block at a time.
        return (cipher.decryptor() if back else cipher.encryptor()).update(block)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
