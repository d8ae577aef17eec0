"""The cards that are kept under one directory, with the CAs that issued them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from card_profiles.loader import PersonaError
from card_profiles.model import Persona
from card_profiles.pki import PKI, PKIError
from emulator.drawer.store import CardDrawer, StoredCard
from emulator.issuing.key_cache import KeyCache

from .card_conditions import ConditionsInForce
from .drivers.drawer import take_card
from .people import People
from .ports import BenchUnavailable


class CardShelf:
    """Test CAs and personas' cards, made the first time they are needed."""

    def __init__(
        self, directory: Path, *, now: datetime, key_cache: Path | None = None
    ) -> None:
        """Open what is kept in *directory*; *now* is when new cards are made.

        Keys of new cards come from *key_cache* where they are kept there. Raises
        `BenchUnavailable` when the CAs cannot be used.
        """
        self._people = People(now=now)
        try:
            self.pki = PKI.open(directory / "pki", now=now)
        except PKIError as error:
            raise BenchUnavailable(str(error)) from error
        self.drawer = CardDrawer(
            directory / "cards",
            key_cache=None if key_cache is None else KeyCache(key_cache),
        )

    def persona(self, name_or_path: str) -> Persona:
        """Find a persona. Raises `BenchUnavailable` where there is none."""
        try:
            return self._people.get(name_or_path)
        except PersonaError as error:
            raise BenchUnavailable(str(error)) from error

    def take(
        self, persona: Persona, *, conditions: ConditionsInForce | None = None
    ) -> StoredCard:
        """Take a persona's card out; its content is as *conditions* say.

        Raises `BenchUnavailable` when it is in another reader or damaged.
        """
        return take_card(
            self.drawer,
            persona,
            self.pki,
            conditions=conditions,
            people=self._people.get,
        )
