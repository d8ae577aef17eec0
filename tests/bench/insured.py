"""Insured persons by the million, quickly: a few hundred people, each in many copies.

A copy has a name, a certificate and an insured number of its own; the rest is that of
its original. No two have the same numbers, so that a search finds one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from card_profiles.cover_rules import is_medical_aid
from card_profiles.model import Persona
from oqs_stub.database import Database
from oqs_stub.registry.rows import coverage_rows, coverages_table, people_table
from oqs_stub.registry.rows import person_row as row_of

from .shelf import people

_ORIGINALS = 300
_FIRST_SERIAL = 10**12

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """By what one of them is found."""

    insurer: str
    number: str
    birthdate: date


class Insured:
    """The first *count* of these people; the same every time."""

    def __init__(self, count: int) -> None:
        self.count = count
        # No 医療扶助: where that is not asked for, its numbers are refused.
        self._originals = [
            _Original(one)
            for one in people(_ORIGINALS)
            if one.coverages and not is_medical_aid(one.coverages[0])
        ]

    def fill(self, database: Database) -> None:
        """Put them all into an empty registry, in one transaction."""
        with database.begin() as connection:
            driver: Any = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                _insert(driver, people_table.name, self._people())
                _insert(driver, coverages_table.name, self._coverages())
            else:
                # Foreign keys row by row take as long as all the rest.
                driver.execute("SET LOCAL session_replication_role = replica")
                _copy(driver, people_table.name, self._people())
                _copy(driver, coverages_table.name, self._coverages())
        if database.shared:
            with database.begin() as connection:
                connection.exec_driver_sql("ANALYZE")

    def numbers(self, index: int) -> Numbers:
        """How to ask for one of them."""
        original = self._originals[index % len(self._originals)]
        return Numbers(original.insurer, _number(index), original.birthdate)

    def _people(self) -> Iterator[Values]:
        for index in range(self.count):
            yield self._originals[index % len(self._originals)].person(index)

    def _coverages(self) -> Iterator[Values]:
        for index in range(self.count):
            yield self._originals[index % len(self._originals)].coverage(index)


class _Original:
    """One generated person, ready to be copied."""

    def __init__(self, persona: Persona) -> None:
        row = row_of(persona)
        self._person = [row[column.name] for column in people_table.columns]
        born = persona.person.birthdate
        self.birthdate = born
        self.coverages = coverage_rows(persona.name, born, persona.coverages[:1])
        self.insurer = persona.coverages[0].insurer_number if persona.coverages else ""
        self._own = persona.coverages[0].number if persona.coverages else ""
        names: Sequence[str] = [column.name for column in coverages_table.columns]
        self._coverage = [one[name] for one in self.coverages for name in names]
        self._at = {name: place for place, name in enumerate(names)}

    def person(self, index: int) -> Values:
        copy = list(self._person)
        copy[0], copy[1] = _name(index), str(_FIRST_SERIAL + index)
        return tuple(copy)

    def coverage(self, index: int) -> Values:
        copy = list(self._coverage)
        number = _number(index)
        copy[self._at["person_id"]] = _name(index)
        copy[self._at["number_key"]] = number.lstrip("0")
        copy[self._at["coverage"]] = str(copy[self._at["coverage"]]).replace(
            f'"number":"{self._own}"', f'"number":"{number}"'
        )
        return tuple(copy)


def _name(index: int) -> str:
    return f"copy-{index:07d}"


def _number(index: int) -> str:
    return str(10_000_000 + index)


def _insert(driver: sqlite3.Connection, table: str, rows: Iterator[Values]) -> None:
    first = next(rows)
    places = ", ".join("?" * len(first))
    statement = f"INSERT INTO {table} VALUES ({places})"  # noqa: S608 - our own table.
    driver.execute(statement, first)
    driver.executemany(statement, rows)


def _copy(driver: Any, table: str, rows: Iterator[Values]) -> None:  # noqa: ANN401 - psycopg may not be there.
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
