"""Some real towns (町字) of each municipality, with kana, 郵便番号 and 丁目.

Where the table is from stands in its head.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import groupby
from typing import NamedTuple

from ..commented_csv import rows_of


class RealTown(NamedTuple):
    """A part of a municipality, with its own 郵便番号."""

    name: str  # With 大字 or 字 where the official name has it.
    kana: str
    post_number: str
    chome: int  # How many 丁目 it is divided into; 0: none.


@cache
def real_towns() -> Mapping[str, tuple[RealTown, ...]]:
    """The towns by the code of their municipality (five digits), read once."""
    source = resources.files(__package__).joinpath("real_towns.csv")
    return {
        code: tuple(
            RealTown(
                name=row["town"],
                kana=row["kana"],
                post_number=row["post_number"],
                chome=int(row["chome"]),
            )
            for row in rows
        )
        for code, rows in groupby(rows_of(source), lambda row: row["municipality"])
    }
