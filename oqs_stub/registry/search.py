"""Looking people up by the numbers of their cards: one, or thousands at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from card_profiles.model import Coverage

from ..database.statements import Statement
from .rows import (
    InsuredPerson,
    coverages_table,
    fold,
    insured,
    people_table,
    read_coverage,
)

_AT_ONCE = 500  # Values in one query.

_held = coverages_table.alias("held")
_FIND = Statement(
    select(
        coverages_table.c.position,
        coverages_table.c.number_key,
        coverages_table.c.symbol_key,
        coverages_table.c.branch_key,
        coverages_table.c.birthdate,
        people_table,
        _held.c.position.label("place"),
        _held.c.coverage,
    )
    .join(people_table, people_table.c.person_id == coverages_table.c.person_id)
    .join(_held, _held.c.person_id == coverages_table.c.person_id)
    .where(
        coverages_table.c.insurer_key == bindparam("insurer"),
        coverages_table.c.number_key == bindparam("number"),
    )
)  # Few rows: put in order here, which a database makes more of.


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredNumbers:
    """What one search compares; as `Registry.find`, what is None is not compared."""

    insurer_number: str
    number: str
    birthdate: date | None = None
    symbol: str | None = None
    branch: str | None = None


class _Held(NamedTuple):
    """Whose coverage, and its numbers in one spelling."""

    person_id: str
    position: int
    number_key: str
    symbol_key: str
    branch_key: str
    birthdate: str


def find_one(
    connection: Connection, search: InsuredNumbers
) -> list[tuple[InsuredPerson, Coverage]]:
    """What `Registry.find` finds, with a single query."""
    values = {
        "insurer": fold(search.insurer_number),
        "number": fold(search.number),
    }
    rows = _FIND.rows(connection, values)
    rows.sort(key=attrgetter("person_id", "position", "place"))
    found = []
    for _, group in groupby(rows, key=lambda row: (row.person_id, row.position)):
        held = list(group)
        row = held[0]
        numbers = _Held(
            row.person_id,
            row.position,
            row.number_key,
            row.symbol_key,
            row.branch_key,
            row.birthdate,
        )
        if _fits(numbers, search):
            person = insured(row, [read_coverage(one.coverage) for one in held])
            found.append((person, person.coverages[row.position]))
    return found


def find_many(
    connection: Connection, searches: Sequence[InsuredNumbers]
) -> list[list[tuple[InsuredPerson, Coverage]]]:
    """For each search what `Registry.find` would find, with few queries for all."""
    rows = _rows(connection, searches)
    matched = [
        [
            row
            for row in rows.get((fold(one.insurer_number), fold(one.number)), ())
            if _fits(row, one)
        ]
        for one in searches
    ]
    people = people_of(
        connection, {row.person_id for found in matched for row in found}
    )
    return [
        [
            (people[row.person_id], people[row.person_id].coverages[row.position])
            for row in found
        ]
        for found in matched
    ]


def _rows(
    connection: Connection, searches: Sequence[InsuredNumbers]
) -> Mapping[tuple[str, str], Sequence[_Held]]:
    """The coverages of these numbers, by insurer and number."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in searches:
        wanted[fold(one.insurer_number)].add(fold(one.number))
    table = coverages_table.c
    found: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for insurer, numbers in wanted.items():
        for some in _portions(numbers):
            for row in connection.execute(
                select(
                    table.person_id,
                    table.position,
                    table.number_key,
                    table.symbol_key,
                    table.branch_key,
                    table.birthdate,
                )
                .where(table.insurer_key == insurer, table.number_key.in_(some))
                .order_by(table.person_id, table.position)
            ):
                found[insurer, row.number_key].append(_Held(*row))
    return found


def _fits(row: _Held, one: InsuredNumbers) -> bool:
    symbol, branch = fold(one.symbol or ""), fold(one.branch or "")
    return (
        (one.birthdate is None or row.birthdate == one.birthdate.isoformat())
        and (not symbol or row.symbol_key == symbol)
        and (not branch or row.branch_key == branch)
    )


def people_of(
    connection: Connection, person_ids: Collection[str]
) -> dict[str, InsuredPerson]:
    """The people of these ids, with few queries for all."""
    found: dict[str, InsuredPerson] = {}
    for some in _portions(person_ids):
        covered: dict[str, list[Coverage]] = defaultdict(list)
        for row in connection.execute(
            select(coverages_table.c.person_id, coverages_table.c.coverage)
            .where(coverages_table.c.person_id.in_(some))
            .order_by(coverages_table.c.position)
        ):
            covered[row.person_id].append(read_coverage(row.coverage))
        for person in connection.execute(
            select(people_table).where(people_table.c.person_id.in_(some))
        ):
            found[person.person_id] = insured(person, covered[person.person_id])
    return found


def _portions(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
