"""The cards that are measured: full-featured ones, of people who do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from card_profiles.loader import load
from card_profiles.model import Persona
from card_profiles.pki import PKI
from card_profiles.synth import generate
from emulator.drawer.store import CardDrawer, StoredCard

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
SEED = 7
HOLDER = "hanako"
PIN = "1234"

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_CERTIFICATE = bytes.fromhex("00A4020C02000A")
READ_256 = bytes.fromhex("00B0000000")
VERIFY = bytes.fromhex("0020009804") + PIN.encode()
SIGN = (
    bytes.fromhex("802A009733")
    + (bytes.fromhex("3031300D060960864801650304020105000420") + bytes(range(32)))
    + b"\0"
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One state directory with its CAs and cards."""

    state: Path

    @property
    def drawer(self) -> CardDrawer:
        """Where the cards are."""
        return CardDrawer(self.state / "cards")

    def pki(self) -> PKI:
        """Open the CAs, making them the first time."""
        return PKI.open(self.state / "pki", now=NOW)

    def take(self, name: str = HOLDER) -> StoredCard:
        """Take a ready persona's card out, with power, made the first time."""
        stored = self.drawer.open(load(name, now=NOW), self.pki())
        stored.card.power_on()
        return stored


def people(count: int, *, seed: int = SEED) -> Sequence[Persona]:
    """Generate people; the same every time."""
    return list(generate(count, seed=seed, now=NOW))
