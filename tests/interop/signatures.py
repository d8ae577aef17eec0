"""Whether a signature is that of the key in a certificate: OpenSSL says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from .credentials import Credential
    from .desk import Desk

MESSAGE = b"the clinic's challenge\n"


def write_message(desk: Desk) -> None:
    """Write what is to be signed to the file `message`."""
    desk.file("message").write_bytes(MESSAGE)


def write_public_key(desk: Desk, credential: Credential) -> None:
    """Write the key of a certificate, as it was personalised, to the file `key.pem`."""
    key = credential.certificate(desk.stored).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    desk.file("key.pem").write_bytes(pem)


def assert_signed(
    desk: Desk, credential: Credential, *, digest: str = "sha256"
) -> None:
    """Check the file `signature` over `message`, and that it fits no other message."""
    write_public_key(desk, credential)
    verify = ("dgst", f"-{digest}", "-verify", "key.pem", "-signature", "signature")
    assert "Verified OK" in desk("openssl", *verify, "message")
    desk.file("other").write_bytes(MESSAGE + b"!")
    desk("openssl", *verify, "other", fails=True)
