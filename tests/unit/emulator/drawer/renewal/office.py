"""A municipal office that renews the certificates of one citizen's card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.dates import JST
from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.drawer.renewal import BOTH, Kind, renew_certificates
from emulator.drawer.store import CardDrawer
from emulator.issuing.card_age import auth_certificate, sign_certificate
from emulator.memory.image import CardImage

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=JST)
LATER = NOW + timedelta(days=200)


class Office:
    """A municipal office that renews the certificates of one citizen's card."""

    def __init__(
        self,
        drawer: CardDrawer,
        persona: Persona,
        pki: PKI,
        keys: Callable[[], rsa.RSAPrivateKey],
    ) -> None:
        self.drawer = drawer
        self.persona = persona
        self.pki = pki
        self.keys = keys

    def card(self) -> CardImage:
        with self.drawer.open(self.persona, self.pki) as stored:
            return stored.image

    def renew(
        self, *, now: datetime = LATER, kinds: tuple[Kind, ...] = BOTH
    ) -> Persona:
        return renew_certificates(
            self.drawer,
            self.persona,
            self.pki,
            now=now,
            key_source=self.keys,
            kinds=kinds,
        )

    def revoked(self) -> set[int]:
        return {*self.pki.auth.revoked(), *self.pki.sign.revoked()}


def serials(image: CardImage) -> tuple[int, int]:
    auth, sign = auth_certificate(image), sign_certificate(image)
    assert auth is not None
    assert sign is not None
    return auth.serial_number, sign.serial_number
