"""What may stand together on one 資格: a table for each rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.cover_rules import (
    assumed_limit_flag,
    elderly_from,
    limit_flags,
    misfits,
    preschool_until,
)
from card_profiles.model import (
    CardClassification,
    Coverage,
    ElderlyRecipient,
    LimitCertificate,
    Relation,
    SpecificDisease,
)

ON = date(2026, 4, 10)
BORN = {years: date(2026 - years, 1, 15) for years in (5, 40, 68, 72, 80)}
EMPLOYEE = Coverage(
    classification=CardClassification.GENERAL,
    insurer_number="01990019",
    insurer_name="全国健康保険協会架空支部",
    symbol="99010001",
    number="101",
    branch="00",
    relation=Relation.INSURED,
    insured_name="架空　花",
    qualified_on=date(2020, 4, 1),
    issued_on=date(2020, 4, 1),
    valid_from=date(2020, 4, 1),
)


def elderly(ratio: str, since: date = date(2025, 8, 1)) -> Coverage:
    """An employee, or one's family, of 70 to 74."""
    return replace(
        EMPLOYEE,
        elderly=ElderlyRecipient(
            issued_on=since,
            valid_from=since,
            valid_until=None,
            contribution_ratio=ratio,
        ),
    )


def late(ratio: str | None) -> Coverage:
    """Somebody in 後期高齢者医療."""
    return replace(
        EMPLOYEE,
        insurer_number="39990015",
        symbol=None,
        branch=None,
        contribution_ratio=ratio,
    )


def limited(
    coverage: Coverage,
    flag: str,
    classification: str = "01",
    *,
    until: date = date(2026, 7, 31),
) -> Coverage:
    limit = LimitCertificate(
        classification=classification,
        classification_flag=flag,
        issued_on=date(2025, 8, 1),
        valid_from=date(2025, 8, 1),
        valid_until=until,
    )
    return replace(coverage, limit=limit)


def ill(coverage: Coverage, category: str, self_pay: int) -> Coverage:
    disease = SpecificDisease(
        category=category,
        issued_on=date(2025, 8, 1),
        valid_from=date(2025, 8, 1),
        valid_until=None,
        self_pay=self_pay,
    )
    return replace(coverage, specific_diseases=(disease,))


AID = replace(
    EMPLOYEE,
    classification=CardClassification.MEDICAL_AID,
    insurer_number="12990016",
    symbol=None,
    branch=None,
)

FLAGS = {
    "under 70": (40, EMPLOYEE, ("A01", "A02", "A03", "A04", "A05", "A06")),
    "70 to 74, three tenths": (72, elderly("030"), ("B01", "B02", "B03")),
    "70 to 74, two tenths": (72, elderly("020"), ("B04", "B05", "B06", "B08")),
    "70 to 74 without a ratio": (72, EMPLOYEE, ()),
    "後期, three tenths": (80, late("030"), ("B01", "B02", "B03")),
    "後期, two tenths": (80, late("020"), ("B09",)),
    "後期, one tenth": (80, late("010"), ("B10", "B05", "B06", "B07", "B08")),
    "後期 at 68": (68, late("010"), ("B10", "B05", "B06", "B07", "B08")),
    "医療扶助": (40, AID, ()),
}


@pytest.mark.parametrize(
    ("years", "coverage", "flags"), FLAGS.values(), ids=FLAGS.keys()
)
def test_age_insurance_and_ratio_decide_the_classes_of_limits(
    years: int, coverage: Coverage, flags: tuple[str, ...]
) -> None:
    assert limit_flags(coverage, birthdate=BORN[years], on=ON) == flags


ASSUMED = {
    "後期, three tenths": (late("030"), "B01"),
    "後期, two tenths": (late("020"), "B09"),
    "後期, one tenth": (late("010"), "B10"),
    "高齢受給者, three tenths": (elderly("030"), "B01"),
    "高齢受給者, two tenths": (elderly("020"), "B04"),
    "高齢受給者, one tenth": (elderly("010"), "B04"),
    "under 70": (EMPLOYEE, None),
}


@pytest.mark.parametrize(("coverage", "flag"), ASSUMED.values(), ids=ASSUMED.keys())
def test_what_a_receipt_computer_assumes_is_among_the_possible_classes(
    coverage: Coverage, flag: str | None
) -> None:
    years = 80 if coverage.contribution_ratio else 72

    assert assumed_limit_flag(coverage) == flag
    assert flag is None or flag in limit_flags(coverage, birthdate=BORN[years], on=ON)


MISFITS = {
    "an employee": (40, EMPLOYEE, None),
    "with ウ": (40, limited(EMPLOYEE, "A03"), None),
    "with a class of the old": (40, limited(EMPLOYEE, "B04"), "A01、A02"),
    "low income without 減額": (40, limited(EMPLOYEE, "A05"), "02・03"),
    "low income with 減額": (40, limited(EMPLOYEE, "A05", "02"), None),
    "減額 without low income": (40, limited(EMPLOYEE, "A03", "02"), "02・03"),
    "late at 40": (40, late("010"), "75歳から"),
    "late at 68": (68, late("010"), None),
    "late without a ratio, with a class": (80, limited(late(None), "B10"), "適用区分"),
    "late with its class": (80, limited(late("020"), "B09"), None),
    "late with another ratio's class": (80, limited(late("020"), "B10"), "B09"),
    "late with a branch": (80, replace(late("010"), branch="01"), "枝番"),
    "late as family": (80, replace(late("010"), relation=Relation.FAMILY), "家族"),
    "80 and an employee": (80, EMPLOYEE, "75歳から"),
    "72 with a certificate": (72, elderly("020"), None),
    "72 with its class": (72, limited(elderly("020"), "B04"), None),
    "late with 高齢受給者証": (
        80,
        replace(late("010"), elderly=elderly("020").elderly),
        "高齢受給者証はありません",
    ),
    "高齢受給者証 too early": (68, elderly("020"), "高齢受給者証は2028-02-01から"),
    "a ratio under 75": (40, replace(EMPLOYEE, contribution_ratio="030"), "割合"),
    "未就学 at 5": (5, replace(EMPLOYEE, preschool=True), None),
    "未就学 at 40": (40, replace(EMPLOYEE, preschool=True), "未就学は"),
    "dialysis": (40, ill(EMPLOYEE, "1", 10_000), None),
    "dialysis, high income": (40, ill(EMPLOYEE, "1", 20_000), None),
    "dialysis, high income, old": (72, ill(elderly("030"), "1", 20_000), "2万円"),
    "haemophilia for 20,000": (40, ill(EMPLOYEE, "2", 20_000), "2万円"),
    "another amount": (40, ill(EMPLOYEE, "1", 5_000), "1万円か2万円"),
    "医療扶助": (40, AID, None),
    "医療扶助 with a limit": (40, limited(AID, "A03"), "医療扶助に"),
    "医療扶助 with a branch": (40, replace(AID, branch="01"), "枝番"),
    "out of force": (40, replace(late("010"), lost_on=date(2026, 1, 1)), None),
    "a class whose time is over": (
        40,
        limited(EMPLOYEE, "B04", until=date(2026, 3, 31)),
        None,
    ),
}


@pytest.mark.parametrize(
    ("years", "coverage", "said"), MISFITS.values(), ids=MISFITS.keys()
)
def test_what_cannot_stand_together_is_told(
    years: int, coverage: Coverage, said: str | None
) -> None:
    found = list(misfits(coverage, birthdate=BORN[years], on=ON))

    assert (found == []) if said is None else any(said in one for one in found), found


ELDERLY = {
    "in the month": (date(1956, 4, 10), date(2026, 5, 1)),
    "born on a first": (date(1956, 4, 1), date(2026, 4, 1)),
    "born on a second": (date(1956, 4, 2), date(2026, 5, 1)),
    "born in December": (date(1956, 12, 15), date(2027, 1, 1)),
    "born on 29 February": (date(1956, 2, 29), date(2026, 3, 1)),
}


@pytest.mark.parametrize(("born", "since"), ELDERLY.values(), ids=ELDERLY.keys())
def test_the_elderly_certificate_begins_the_month_after_the_eve_of_70(
    born: date, since: date
) -> None:
    assert elderly_from(born) == since


SCHOOL = {
    "born on 1 April": (date(2020, 4, 1), date(2026, 3, 31)),
    "born on 2 April": (date(2020, 4, 2), date(2027, 3, 31)),
    "born in winter": (date(2020, 1, 15), date(2026, 3, 31)),
    "born in summer": (date(2020, 8, 15), date(2027, 3, 31)),
}


@pytest.mark.parametrize(("born", "until"), SCHOOL.values(), ids=SCHOOL.keys())
def test_preschool_ends_with_the_school_year_of_turning_six(
    born: date, until: date
) -> None:
    assert preschool_until(born) == until
