"""Checkups and treatments of the insured people, kept apart from who they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import Column, ForeignKey, String, Table, Text, delete, insert, select

from card_profiles.history import HealthCheckup, Treatment
from card_profiles.model import Persona

from ..database import Database, metadata

_histories = Table(
    "medical_histories",
    metadata,
    Column(
        "person_id",
        String(64),
        ForeignKey("people.person_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("checkups", Text, nullable=False),
    Column("treatments", Text, nullable=False),
)

_CHECKUPS = TypeAdapter(tuple[HealthCheckup, ...])
_TREATMENTS = TypeAdapter(tuple[Treatment, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalHistory:
    """What is known of one person beside the drugs; empty for most people."""

    checkups: tuple[HealthCheckup, ...] = ()
    treatments: tuple[Treatment, ...] = ()


class Histories:
    """The medical histories of one stub; only who has one has a row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, personas: Iterable[Persona]) -> None:
        """Keep what the files of these registered people say, and nothing older."""
        personas = tuple(personas)
        rows = [
            {
                "person_id": persona.name,
                "checkups": _CHECKUPS.dump_json(persona.checkups).decode(),
                "treatments": _TREATMENTS.dump_json(persona.treatments).decode(),
            }
            for persona in personas
            if persona.checkups or persona.treatments
        ]
        with self._database.begin() as connection:
            for persona in personas:
                connection.execute(
                    delete(_histories).where(_histories.c.person_id == persona.name)
                )
            if rows:
                connection.execute(insert(_histories), rows)

    def get(self, person_id: str) -> MedicalHistory:
        """The history of that person; an empty one where nothing is known."""
        with self._database.read() as connection:
            row = connection.execute(
                select(_histories).where(_histories.c.person_id == person_id)
            ).one_or_none()
        if row is None:
            return MedicalHistory()
        return MedicalHistory(
            checkups=_CHECKUPS.validate_json(row.checkups),
            treatments=_TREATMENTS.validate_json(row.treatments),
        )
