"""高齢受給者証, 限度額 and 特定疾病 of one person, as age, ratio and chance have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple, TypeVar

from ..cover_rules import (
    ELDERLY_AGE,
    LOW_INCOME,
    SCHOOL_AGE,
    elderly_from,
    is_late_elderly,
    preschool_until,
    ratio_of,
)
from ..dates import age, resolve
from ..model import Coverage, ElderlyRecipient, LimitCertificate, SpecificDisease
from .shares import Shares

_DIALYSIS, _HIGH_INCOME = "1", ("A01", "A02")

_Certificate = TypeVar(
    "_Certificate", ElderlyRecipient, LimitCertificate, SpecificDisease
)


class Means(NamedTuple):
    """How well off a home is, or the insured of one certificate: each from 0 up to 1.

    Whoever is judged together has the same 負担割合 and the same class of 限度額.
    """

    ratio: float
    limit: float


def means_of(chance: Random) -> Means:
    """Somebody's means."""
    return Means(chance.random(), chance.random())


def with_certificates(
    coverage: Coverage,
    *,
    birthdate: date,
    means: Means,
    chance: Random,
    on: date,
    shares: Shares,
) -> Coverage:
    """The health insurance *coverage* with what comes to its holder beside it."""
    old = not is_late_elderly(coverage) and age(birthdate, on=on) >= ELDERLY_AGE - 1
    if old and on >= elderly_from(birthdate):
        coverage = replace(
            coverage, elderly=_elderly(coverage, birthdate, means, on, shares)
        )
    limit = _limit(coverage, birthdate, means, chance, on, shares)
    return replace(
        coverage,
        preschool=(
            age(birthdate, on=on) <= SCHOOL_AGE and on <= preschool_until(birthdate)
        ),
        limit=limit,
        specific_diseases=_diseases(coverage, birthdate, limit, chance, on, shares),
    )


def certified_from(coverage: Coverage, day: date) -> Coverage:
    """The coverage where it begins on *day*: nothing was certified before."""
    elderly, limit = coverage.elderly, coverage.limit
    return replace(
        coverage,
        elderly=None if elderly is None else _begun(elderly, day),
        limit=None if limit is None else _begun(limit, day),
        specific_diseases=tuple(
            _begun(disease, day) for disease in coverage.specific_diseases
        ),
    )


def certified_until(coverage: Coverage, day: date) -> Coverage:
    """The coverage where it is lost on *day*: nothing is certified from then on."""
    elderly, limit = coverage.elderly, coverage.limit
    return replace(
        coverage,
        elderly=None if elderly is None else _ended(elderly, day),
        limit=None if limit is None else _ended(limit, day),
        specific_diseases=tuple(
            ended
            for disease in coverage.specific_diseases
            if (ended := _ended(disease, day)) is not None
        ),
    )


@lru_cache(maxsize=16)
def year_of(on: date) -> tuple[date, date]:
    """The August to July in which *on* lies: how such certificates are renewed."""
    return resolve("last 08-01", on=on), resolve("next 07-31", on=on)


def _begun(one: _Certificate, day: date) -> _Certificate:
    since = max(one.valid_from, day)
    return replace(one, issued_on=since, valid_from=since)


def _ended(one: _Certificate, day: date) -> _Certificate | None:
    """None where it only began afterwards."""
    last = day - timedelta(days=1)
    return replace(one, valid_until=last) if one.valid_from <= last else None


def _elderly(
    coverage: Coverage, birthdate: date, means: Means, on: date, shares: Shares
) -> ElderlyRecipient:
    since, until = year_of(on)
    since = max(since, coverage.valid_from, elderly_from(birthdate))
    return ElderlyRecipient(
        issued_on=since,
        valid_from=since,
        valid_until=until,
        contribution_ratio=shares.ratios["ratio_70"].at(means.ratio),
    )


def _limit(
    coverage: Coverage,
    birthdate: date,
    means: Means,
    chance: Random,
    on: date,
    shares: Shares,
) -> LimitCertificate | None:
    ratio = ratio_of(coverage)
    if chance.random() >= shares.limits["under_70" if ratio is None else "from_70"]:
        return None
    flag = shares.flags[_table(coverage, ratio)].at(means.limit)
    since, until = year_of(on)
    since = max(since, coverage.valid_from)
    if ratio is None:  # Over before the classes of the old begin.
        until = min(until, elderly_from(birthdate) - timedelta(days=1))
    elif coverage.elderly is not None:
        since = max(since, coverage.elderly.valid_from)
    return LimitCertificate(
        classification="02" if flag in LOW_INCOME else "01",
        classification_flag=flag,
        issued_on=since,
        valid_from=since,
        valid_until=until,
    )


def _table(coverage: Coverage, ratio: str | None) -> str:
    if ratio is None:
        return "flags_under_70"
    if ratio == "030":
        return "flags_030"
    return f"flags_{ratio}_{'75' if is_late_elderly(coverage) else '70'}"


def _diseases(
    coverage: Coverage,
    birthdate: date,
    limit: LimitCertificate | None,
    chance: Random,
    on: date,
    shares: Shares,
) -> tuple[SpecificDisease, ...]:
    years = age(birthdate, on=on)
    share = shares.diseases["under_65" if years < 65 else "from_65"]
    if chance.random() >= share:
        return ()
    category = shares.categories.one(chance)
    high = limit is not None and limit.classification_flag in _HIGH_INCOME
    since, until = year_of(on)
    since = max(since, coverage.valid_from)
    return (
        SpecificDisease(
            category=category,
            issued_on=since,
            valid_from=since,
            valid_until=until,
            self_pay=20_000 if high and category == _DIALYSIS else 10_000,
        ),
    )
