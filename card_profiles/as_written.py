"""What a persona's file says of the card, before any date is counted from today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

_TABLES = ("person", "card")
_NOT_ON_A_CARD = frozenset({"person.kana", "person.post_number"})


def card_lines(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the lines of a persona's TOML that shape the card, as name and text.

    A date written relative to the clock stays as written ("-2y"), so that two
    loadings of one file on different days give the same; only editing changes it.
    """
    found = (
        line
        for table in _TABLES
        for line in _flattened(values.get(table, {}), name=table)
    )
    return tuple(sorted(line for line in found if line[0] not in _NOT_ON_A_CARD))


def _flattened(value: object, *, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flattened(inner, name=f"{name}.{key}")
    else:
        yield name, json.dumps(value, ensure_ascii=False, default=str)
