"""The private keys on a card: loaded when first used, and their public halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..iso7816 import SW, CardError
from .filesystem import (
    Application,
    AuthenticationKeyFile,
    SessionKeyFile,
    SigningKeyFile,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import (
        RSAPrivateKey,
        RSAPublicKey,
    )

KeyFile = SigningKeyFile | AuthenticationKeyFile | SessionKeyFile


def load_key(file: KeyFile) -> RSAPrivateKey:
    """Load the key of *file*; raises `CardError` 6985 when none was written [D]."""
    if file.private_key is None:
        raise CardError(
            SW.CONDITIONS_NOT_SATISFIED, f"key {file.fid:04X} was never written"
        )
    return read_private_key(file.private_key, what=f"key {file.fid:04X}")


def read_private_key(der: bytes, *, what: str = "a kept key") -> RSAPrivateKey:
    """Read a private key of ours as it is kept (PKCS #8 DER); *what* names it.

    Raises `ValueError` for what is no key, `TypeError` for a key that is not RSA.
    """
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    key = load_der_private_key(
        der,
        None,
        unsafe_skip_rsa_key_validation=True,  # Our own key; saves 29 ms.
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{what} is not an RSA key")
    return key


def private_bytes(key: RSAPrivateKey) -> bytes:
    """Write a private key as it lies on the card (PKCS #8 DER)."""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def public_half(application: Application, fid: int) -> RSAPublicKey:
    """Give the public half of a key, also where no file of the card tells it.

    For whoever made the card: a terminal cannot ask for it. Raises `KeyError` when
    the file is no key.
    """
    file = application.find(fid)
    if not isinstance(file, SigningKeyFile | AuthenticationKeyFile | SessionKeyFile):
        raise KeyError(f"{fid:04X} is no key of application {application.aid.hex()}")
    return load_key(file).public_key()
