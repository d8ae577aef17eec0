"""What became of institutions since their file was written."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Boolean, Column, String, Table, delete, insert, select

from ..database import Database, metadata
from ..database.remembered import Remembered
from ..records import Institution, InstitutionState

_changes = Table(
    "institution_changes",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("region", String(20), nullable=False),
    Column("asks_visit_form", Boolean, nullable=False),
    Column("asks_clinical_information", Boolean, nullable=False),
)


class _Change(NamedTuple):
    state: InstitutionState
    region: str
    asks_visit_form: bool
    asks_clinical_information: bool


class InstitutionChanges:
    """The changed institutions of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = Remembered(self._load, database)

    def applied(self, institution: Institution) -> Institution:
        """*institution* as it is now."""
        change = self._known.get().get(institution.code)
        if change is None:
            return institution
        return replace(
            institution,
            state=change.state,
            region=change.region,
            asks_visit_form=change.asks_visit_form,
            asks_clinical_information=change.asks_clinical_information,
        )

    def store(self, institution: Institution) -> None:
        """Let what can change be as in *institution* from now on."""
        code = institution.code
        with self._database.begin() as connection:
            connection.execute(
                delete(_changes).where(_changes.c.institution_code == code)
            )
            connection.execute(
                insert(_changes).values(
                    institution_code=code,
                    state=institution.state.value,
                    region=institution.region,
                    asks_visit_form=institution.asks_visit_form,
                    asks_clinical_information=institution.asks_clinical_information,
                )
            )
        self._known.forget()

    def _load(self) -> dict[str, _Change]:
        with self._database.read() as connection:
            return {
                row.institution_code: _Change(
                    InstitutionState(row.state),
                    row.region,
                    row.asks_visit_form,
                    row.asks_clinical_information,
                )
                for row in connection.execute(select(_changes))
            }
