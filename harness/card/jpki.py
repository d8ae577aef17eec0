"""公的個人認証AP as a client uses it: 利用者証明用電子証明書 and its 4-digit PIN."""

from __future__ import annotations

from ..ports import CardConnection
from .session import CardSession

JPKI_AID = bytes.fromhex("D392F000260100000001")
AUTH_CERTIFICATE = 0x000A  # 利用者証明用電子証明書; free to read on a plastic card.
AUTH_CA_CERTIFICATE = 0x000B
AUTH_KEY = 0x0017
AUTH_PIN = 0x0018
AUTH_PIN_TRIES = 3

SHA256_SIZE = 32
SHA256_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""DER of DigestInfo (RFC 8017) up to the hash of SHA-256."""


class JPKIClient:
    """What an app does with the user-authentication key of a My Number Card.

    The commands are those that open-source clients send to real cards [C]: SELECT
    without FCI, VERIFY against the selected key file, the DigestInfo built here.
    Any method may raise `TransportError` or `harness.card.errors.CardRefusal`.
    """

    def __init__(self, connection: CardConnection) -> None:
        self._session = CardSession(connection)

    def select(self) -> None:
        """Select the application; `ApplicationMissing` if it is another card."""
        self._session.select_application(JPKI_AID)

    def auth_tries_left(self) -> int:
        """Tries left on the PIN; spends none."""
        self._session.select_file(AUTH_PIN)
        return self._session.tries_left(full=AUTH_PIN_TRIES)

    def verify_auth(self, pin: str) -> None:
        """Present the PIN. Raises `PINRejected` or `PINBlocked`."""
        self._session.select_file(AUTH_PIN)
        self._session.verify(pin)

    def auth_certificate(self) -> bytes:
        """利用者証明用電子証明書, DER."""
        return self._session.read_der(AUTH_CERTIFICATE)

    def auth_ca_certificate(self) -> bytes:
        """Certificate of the CA that issued it, DER, as the card carries it."""
        return self._session.read_der(AUTH_CA_CERTIFICATE)

    def sign_auth(self, digest: bytes) -> bytes:
        """Sign a SHA-256 *digest* with the user-authentication key.

        The PIN must have been verified. Returns 256 bytes, RSASSA-PKCS1-v1_5.
        """
        if len(digest) != SHA256_SIZE:
            raise ValueError(f"expected a SHA-256 digest, got {len(digest)} bytes")
        self._session.select_file(AUTH_KEY)
        return self._session.sign(SHA256_DIGEST_INFO + digest)
