"""The code tables of the messages (業務コード OQSCDnnn), read from their data file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One code table: what it is called and what each value means."""

    title: str
    values: Mapping[str, str]


@cache
def code_tables() -> Mapping[str, CodeTable]:
    """Every table that is public, by its OQSCD name; messages use most of them."""
    source = resources.files(__package__).joinpath("code_tables.toml")
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        name: CodeTable(title=row["title"], values=row["values"])
        for name, row in document.items()
    }


def table_values(name: str) -> Mapping[str, str]:
    """The values of one table. Raises KeyError for a table that is not there."""
    return code_tables()[name].values
