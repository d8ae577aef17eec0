"""Covers of generated people, and their certificates, begin and end when they can."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest

from card_profiles.cover_rules import is_late_elderly, misfits
from card_profiles.dates import JST, add_years, age, today
from card_profiles.model import (
    CardClassification,
    Coverage,
    LimitCertificate,
    Relation,
    Sex,
)
from card_profiles.population.certificates import (
    Means,
    certified_until,
    with_certificates,
)
from card_profiles.population.covers import HomeOf, covers_of
from card_profiles.population.homes import Home, Member
from card_profiles.population.prefectures import real_place
from card_profiles.population.shares import Draw, shares
from card_profiles.synth import generate

NOW = datetime(2026, 11, 20, 10, tzinfo=JST)
ON = today(NOW)
COUNT = 6000

BORN = date(1980, 2, 17)
COVER = Coverage(
    classification=CardClassification.GENERAL,
    insurer_number="01990019",
    insurer_name="架空健康保険協会",
    symbol="９９",
    number="1",
    branch="00",
    relation=Relation.INSURED,
    insured_name="架空　花",
    qualified_on=date(2020, 4, 1),
    issued_on=date(2020, 4, 1),
    valid_from=date(2020, 4, 1),
)


def test_certificates_lie_within_the_cover_that_they_come_with() -> None:
    checked = 0
    lost = 0
    for persona in generate(COUNT, seed=3, now=NOW):
        for one in persona.coverages:
            for certificate in (one.elderly, one.limit, *one.specific_diseases):
                if certificate is None:
                    continue
                checked += 1
                assert certificate.valid_from >= one.valid_from
                assert certificate.issued_on >= one.valid_from
                assert certificate.valid_until is not None
                assert certificate.valid_until >= certificate.valid_from
                if one.lost_on is not None:
                    lost += 1
                    assert certificate.valid_until < one.lost_on

    assert checked > COUNT / 10
    assert lost


@pytest.mark.parametrize(
    ("birthdate", "since"),
    [
        (date(1961, 10, 21), date(2026, 10, 21)),  # Turned 65 of late.
        (date(1961, 7, 1), date(2026, 8, 1)),
        (date(1951, 10, 21), date(2026, 10, 21)),  # 75.
        (date(1951, 7, 1), date(2026, 8, 1)),
    ],
)
def test_the_late_elderly_scheme_begins_at_65_at_the_earliest(
    birthdate: date, since: date
) -> None:
    """At 75, or by 障害認定; its certificate is renewed every August."""
    chance = Random(1)  # noqa: S311 - Reproducible, not secret.
    home = HomeOf(
        home=Home([Member(0, Sex.MALE, birthdate, age(birthdate, on=ON))]),
        names={0: "架空　花"},
        local=real_place(chance).insurers,
        first_index=1,
        seed=3,
        means=Means(0.5, 0.5),
    )
    disabled = replace(
        shares(), covers={**shares().covers, "disabled": 1.0}, aid={"alone": 0.0}
    )

    (coverage,) = covers_of(home, chance=chance, on=ON, shares=disabled)[0]

    assert is_late_elderly(coverage)
    assert coverage.valid_from == since
    assert coverage.qualified_on == min(since, add_years(birthdate, 75))


def test_what_a_specific_disease_costs_is_legal_whatever_the_disease() -> None:
    chance = Random(1)  # noqa: S311 - Reproducible, not secret.
    ill = replace(
        shares(),
        diseases={"under_65": 1.0, "from_65": 1.0},
        limits={"under_70": 1.0, "from_70": 1.0},
        categories=Draw.of({"1": 1, "2": 1, "3": 1}),
    )
    found = set()
    for _ in range(300):
        coverage = with_certificates(
            COVER,
            birthdate=BORN,
            means=Means(chance.random(), chance.random()),
            chance=chance,
            on=ON,
            shares=ill,
        )
        (disease,) = coverage.specific_diseases
        found.add((disease.category, disease.self_pay))
        assert list(misfits(coverage, birthdate=BORN, on=ON)) == []

    assert found == {("1", 10_000), ("1", 20_000), ("2", 10_000), ("3", 10_000)}


@pytest.mark.parametrize(
    ("lost", "until"),
    [
        (date(2026, 8, 1), None),  # It would have begun that day.
        (date(2026, 8, 2), date(2026, 8, 1)),
        (date(2026, 11, 1), date(2026, 10, 31)),
    ],
)
def test_a_certificate_ends_the_day_before_the_loss(
    lost: date, until: date | None
) -> None:
    limit = LimitCertificate(
        classification="01",
        classification_flag="A03",
        issued_on=date(2026, 8, 1),
        valid_from=date(2026, 8, 1),
        valid_until=date(2027, 7, 31),
    )

    ended = certified_until(replace(COVER, limit=limit), lost).limit

    assert (None if ended is None else ended.valid_until) == until
