"""The shares of `shares.toml`, ready to draw from."""

from __future__ import annotations

import tomllib
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Any, Final, Generic, TypeVar

Drawn = TypeVar("Drawn")

OLDEST: Final = 104
_BAND_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class Draw(Generic[Drawn]):
    """Values with weights; drawing costs one random number."""

    values: tuple[Drawn, ...]
    _cumulative: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[Drawn, float]) -> Draw[Drawn]:
        """Prepare a table of weights; they need not add up to anything."""
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def one(self, chance: Random) -> Drawn:
        """Draw one value."""
        return chance.choices(self.values, cum_weights=self._cumulative)[0]

    def at(self, part: float) -> Drawn:
        """The value at that part of the whole, from 0 up to 1: for all alike."""
        return self.values[bisect(self._cumulative, part * self._cumulative[-1])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """People of five years of age."""

    youngest: int
    oldest: int
    men: float
    married: float  # Of the men.
    with_relatives: float  # Of those who would be alone.
    aid: float
    insurers: Draw[str] | None  # None from 75.


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Everything that decides how common something is."""

    bands: Draw[Band]
    homes: Mapping[str, float]
    covers: Mapping[str, float]
    limits: Mapping[str, float]
    diseases: Mapping[str, float]
    aid: Mapping[str, float]
    ratios: Mapping[str, Draw[str]]
    flags: Mapping[str, Draw[str]]
    categories: Draw[str]
    dispensings: Mapping[int, float]  # By the age from which it is so, rising.

    def band_of(self, years: int) -> Band:
        """The band of that age."""
        index = min(years // _BAND_YEARS, len(self.bands.values) - 1)
        return self.bands.values[index]

    def dispensed_at(self, years: int) -> float:
        """How common it is at that age to have been given medicines of late."""
        return self.dispensings[max(one for one in self.dispensings if one <= years)]


@cache
def shares() -> Shares:
    """The table that comes with the program, read once."""
    source = resources.files(__package__).joinpath("shares.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return Shares(
        bands=Draw.of({_band(row): row["weight"] for row in table["bands"]}),
        homes=table["homes"],
        covers=_plain(table["covers"]),
        limits=_plain(table["limits"]),
        diseases=_plain(table["diseases"]),
        aid=table["aid"],
        ratios=_draws(table["covers"]),
        flags=_draws(table["limits"]),
        categories=Draw.of(table["diseases"]["categories"]),
        dispensings={int(years): of for years, of in table["dispensings"].items()},
    )


def _band(row: Mapping[str, Any]) -> Band:
    youngest = row["from"]
    insurers = row.get("insurers")
    return Band(
        youngest=youngest,
        oldest=row.get("to", youngest + _BAND_YEARS - 1),
        men=row["men"],
        married=row.get("married", 0),
        with_relatives=row.get("with_relatives", 0),
        aid=row["aid"],
        insurers=None if insurers is None else Draw.of(insurers),
    )


def _plain(table: Mapping[str, Any]) -> Mapping[str, float]:
    return {key: value for key, value in table.items() if not isinstance(value, dict)}


def _draws(table: Mapping[str, Any]) -> Mapping[str, Draw[str]]:
    return {key: Draw.of(v) for key, v in table.items() if isinstance(v, dict)}
