"""Bringing people in and moving them between insurers, as tests need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from card_profiles import loader, synth
from card_profiles.model import Coverage, Persona
from card_profiles.synth import Addresses

from ..clock import Clock
from ..database import Database
from ..ledger import Ledger
from ..registry import PersonUnknownError, Registry
from ..rules.changed_covers import ended, moved
from .changes import ChangeRefusedError

FACE = "control"

_PORTION = 1000
"""People in one transaction while a population is filled in."""


class PeopleService:
    """Registers people, and lets their coverage end or change."""

    def __init__(
        self, *, database: Database, registry: Registry, ledger: Ledger, clock: Clock
    ) -> None:
        self._database = database
        self._registry = registry
        self._ledger = ledger
        self._clock = clock

    def add(self, personas: Iterable[Persona]) -> tuple[str, ...]:
        """Register these people; their ids."""
        personas = tuple(
            personas
        )  # Making them takes time; others may write meanwhile.
        with self._database.begin():
            ids = self._registry.add_all(personas)
            self._note("登録", detail=f"{len(ids)}人")
        return ids

    def add_ready(self, name: str) -> tuple[str, ...]:
        """Register one ready persona. Raises `loader.PersonaError`."""
        return self.add((loader.load(name, now=self._clock.now()),))

    def add_synthetic(
        self, count: int, *, seed: int, addresses: Addresses = Addresses.PREFECTURES
    ) -> tuple[str, ...]:
        """Register *count* generated people; the same seed makes the same ones."""
        now = self._clock.now()
        return self.add(synth.generate(count, seed=seed, now=now, addresses=addresses))

    def fill(
        self,
        count: int,
        *,
        seed: int,
        addresses: Addresses = Addresses.PREFECTURES,
        told: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Register the first *count* generated people; how many were new.

        In portions, so that memory is constant and what was done stays done: filling
        again goes on where it ended. *told* hears how many are there by now.
        """
        now, new = self._clock.now(), 0
        for first in range(1, count + 1, _PORTION):
            last = min(first + _PORTION - 1, count)
            if (
                self._registry.get(synth.name_of(last, seed=seed, addresses=addresses))
                is None
            ):  # A portion is there whole or not at all.
                people = synth.generate(
                    last, seed=seed, now=now, first=first, addresses=addresses
                )
                new += len(self.add(people))
            told(last)
        return new

    def lose_coverage(self, person_id: str, *, on: date, reason: str) -> None:
        """End every coverage in force on *on*, which is the first day without.

        One that begins later is left alone.

        Raises `PersonUnknownError`.
        """
        with self._database.begin():
            coverages = self._coverages(person_id)
            self._registry.replace_coverages(
                person_id,
                [ended(coverage, on=on, reason=reason) for coverage in coverages],
            )
            self._note("資格喪失", person_id=person_id, detail=f"{on} {reason}")

    def move_coverage(self, person_id: str, *, on: date) -> None:
        """Let the person leave today's insurer for another one on the day *on*.

        Raises `PersonUnknownError`, and `ChangeRefusedError` where the insurer that
        would be left comes only later.
        """
        with self._database.begin():
            person = self._registry.get(person_id)
            if person is None:
                raise PersonUnknownError(person_id)
            _require_none_later(person.coverages, on=on)
            self._registry.replace_coverages(
                person_id, moved(person_id, person.person, person.coverages, on=on)
            )
            self._note("保険者変更", person_id=person_id, detail=f"{on}")

    def _coverages(self, person_id: str) -> tuple[Coverage, ...]:
        person = self._registry.get(person_id)
        if person is None:
            raise PersonUnknownError(person_id)
        return person.coverages

    def _note(self, action: str, *, detail: str, person_id: str = "") -> None:
        self._ledger.record(
            face=FACE, action=action, person_id=person_id, result="ok", detail=detail
        )


def _require_none_later(coverages: Iterable[Coverage], *, on: date) -> None:
    for coverage in coverages:
        if coverage.valid_from <= on:
            continue
        raise ChangeRefusedError(
            f"{on} より後の {coverage.valid_from} に始まる資格"
            f"（保険者番号 {coverage.insurer_number}）があります。"
            "その日以後の日を指定してください。"
        )
