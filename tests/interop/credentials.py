"""The card's two keys, by the names that PKCS#11 programs give them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from cryptography import x509

from emulator.drawer.store import StoredCard

from .card_values import CardValues


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One key with its PIN and its certificate, as OpenSC numbers them."""

    name: str
    identifier: str
    slot: str
    pin: str
    label: str
    """How OpenSC names the objects: `<label> Key`, `<label> Certificate`."""
    certificate_file: int

    @property
    def token(self) -> str:
        """The PKCS#11 token that holds it."""
        return f"JPKI ({self.label} PIN)"

    @property
    def uri(self) -> str:
        """What of this token a PKCS#11 URI begins with."""
        token = quote(self.token, safe="")
        return f"pkcs11:token={token};id=%{self.identifier}"

    @property
    def key_uri(self) -> str:
        return f"{self.uri};type=private;pin-value={self.pin}"

    @property
    def certificate_uri(self) -> str:
        return f"{self.uri};type=cert"

    @property
    def login(self) -> tuple[str, ...]:
        """What pkcs15-tool needs to be told to verify the PIN."""
        return ("--verify-pin", "--auth-id", self.identifier, "--pin", self.pin)

    def certificate(self, stored: StoredCard) -> x509.Certificate:
        """Take the certificate from the card's image, past all that is tested."""
        content = CardValues(stored.image, {}).file("jpki", self.certificate_file)
        length = int.from_bytes(content[2:4], "big") + 4
        return x509.load_der_x509_certificate(content[:length])


AUTH = Credential(
    name="auth",
    identifier="01",
    slot="0",
    pin="1234",
    label="User Authentication",
    certificate_file=0x000A,
)
SIGN = Credential(
    name="sign",
    identifier="02",
    slot="1",
    pin="ABC123",
    label="Digital Signature",
    certificate_file=0x0001,
)

both_credentials = pytest.mark.parametrize(
    "credential", [pytest.param(c, id=c.name) for c in (AUTH, SIGN)]
)
