"""Whom a bench knows: ready personas by name, files by path, generated people by id."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from card_profiles.loader import PersonaError, load
from card_profiles.model import Persona
from card_profiles.synth import Addresses, addresses_of, generate, one_of
from card_profiles.variant import split_variant, varied

MOST_PEOPLE = 1_000_000  # So far their numbers are distinct.
_INSURED = "1"  # 資格有効性.

_CROWD = 10_000
"""Generated people among whom there are namesakes for sure; mostly fifty do."""

_SYNTHETIC = re.compile(r"synth-(?P<seed>\d+)(?P<mark>i?)-(?P<number>\d+)")


class People:
    """Look personas up by the words a user writes; the clock fixes their dates."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._known: dict[str, Persona] = {}

    def get(self, name_or_path: str) -> Persona:
        """Return one persona; behind its name may stand how its card is another.

        Raises `card_profiles.loader.PersonaError` when the name is unknown, or when
        the file is not a persona; the message says what is wrong and where.
        """
        if name_or_path not in self._known:
            self.add(self._find(name_or_path), as_name=name_or_path)
        return self._known[name_or_path]

    def add(self, persona: Persona, *, as_name: str | None = None) -> None:
        """Make a persona known under its own name, and under *as_name*."""
        self._known[persona.name] = persona
        if as_name is not None:
            self._known[as_name] = persona

    def namesakes(
        self, *, seed: int, addresses: str = "prefectures"
    ) -> tuple[Persona, Persona, int]:
        """The first two generated people of one name and two birth dates, both insured.

        And how many people have to be generated until both are there.
        """
        seen: dict[str, Persona] = {}
        crowd = generate(
            _CROWD, seed=seed, now=self._now, addresses=Addresses(addresses)
        )
        for count, persona in enumerate(crowd, start=1):
            if persona.expect.validity != _INSURED:
                continue
            other = seen.setdefault(persona.person.name, persona)
            if other.person.birthdate != persona.person.birthdate:
                return other, persona, count
        raise PersonaError(f"種{seed}の{_CROWD}人に、同姓同名の人がいません。")

    def _find(self, name_or_path: str) -> Persona:
        base, changes = split_variant(name_or_path)
        if changes:
            return varied(self.get(base), changes)
        synthetic = _SYNTHETIC.fullmatch(name_or_path)
        if synthetic is None:
            path = Path(name_or_path)
            return load(path if path.suffix == ".toml" else name_or_path, now=self._now)
        number = int(synthetic["number"])
        if not 1 <= number <= MOST_PEOPLE:
            raise PersonaError(
                f"「{name_or_path}」: 生成される患者の番号は"
                f"1から{MOST_PEOPLE}までです。"
            )
        return one_of(
            number,
            seed=int(synthetic["seed"]),
            now=self._now,
            addresses=addresses_of(synthetic["mark"]),
        )
