"""What マイナ資格確認アプリ takes from a card, with a PIN and without one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..card.jpki import JPKIClient
from ..ports import CardConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRead:
    """The user-authentication certificate; a signature only where a PIN was typed."""

    certificate: bytes
    signature: bytes | None = None


def read_signed(card: CardConnection, *, pin: str, challenge: bytes) -> CardRead:
    """Let the card sign the challenge.

    Raises `PINRejected`, `PINBlocked`, another `CardRefusal`, or `TransportError`.
    """
    client = JPKIClient(card)
    client.select()
    client.verify_auth(pin)
    certificate = client.auth_certificate()
    signature = client.sign_auth(hashlib.sha256(challenge).digest())
    return CardRead(certificate=certificate, signature=signature)


def read_shown(card: CardConnection) -> CardRead:
    """Read the certificate alone: free on the card, also where its PIN is locked.

    Raises `CardRefusal` or `TransportError`.
    """
    client = JPKIClient(card)
    client.select()
    return CardRead(certificate=client.auth_certificate())
