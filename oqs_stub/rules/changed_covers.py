"""What a change in the middle of a test makes of a person's coverages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from card_profiles.cover_rules import (
    LATE_ELDERLY_AGE,
    elderly_from,
    is_late_elderly,
    is_medical_aid,
    preschool_until,
    ratio_of,
)
from card_profiles.dates import age, resolve
from card_profiles.derive import digest
from card_profiles.model import (
    CardClassification,
    Coverage,
    ElderlyRecipient,
    MedicalTicket,
    Person,
    Relation,
)
from card_profiles.numbers import (
    check_digit,
    require_reserved_institution_code,
    require_reserved_insurer_number,
    require_reserved_public_expense_number,
)

MOVED: Final = "03"
"""資格喪失事由: 医療保険等の資格取得, OQSCD008."""

_SOCIETIES: Final = (("0699001", "架空健康保険組合"), ("0699002", "見本健康保険組合"))
_LATE_ELDERLY: Final = (
    ("3999011", "見本県後期高齢者医療広域連合"),
    ("3999012", "例示県後期高齢者医療広域連合"),
)
_USUAL_RATIO_AT_70: Final = "020"
_USUAL_RATIO_LATE_ELDERLY: Final = "010"


def moved(
    person_id: str, person: Person, coverages: Sequence[Coverage], *, on: date
) -> list[Coverage]:
    """The coverages once the person leaves today's insurer for another on a day.

    医療扶助 beside an insurer (併用) stays; alone it ends. The new insurer is one that
    insures people of that age, and none the person was with before; a 限度額 or
    特定疾病 would have to be applied for anew.
    """
    insured = [one for one in coverages if not is_medical_aid(one)]
    beside = any(one.covers(on) for one in insured)
    left = [
        one if is_medical_aid(one) and beside else ended(one, on=on, reason=MOVED)
        for one in coverages
    ]
    before = max(insured, key=lambda one: one.valid_from, default=None)
    return [*left, _next(person_id, person, coverages, before=before, on=on)]


def ended(coverage: Coverage, *, on: date, reason: str) -> Coverage:
    """The coverage once it is lost on a day.

    What ended before keeps its end, and what begins only later is left alone.
    """
    over = coverage.lost_on is not None and coverage.lost_on <= on
    if over or coverage.valid_from > on:
        return coverage
    return replace(coverage, lost_on=on, reason_of_loss=reason)


def with_ticket(coverages: Iterable[Coverage], ticket: MedicalTicket) -> list[Coverage]:
    """The coverages once *ticket* is registered with each 医療扶助 among them."""
    return [
        replace(one, tickets=(*one.tickets, ticket)) if is_medical_aid(one) else one
        for one in coverages
    ]


def without_tickets(coverages: Iterable[Coverage], *, month: str) -> list[Coverage]:
    """The coverages once the tickets of that month (YYYYMM) are taken away."""
    return [
        replace(
            one, tickets=tuple(t for t in one.tickets if t.treatment_month != month)
        )
        for one in coverages
    ]


def require_nobodys(coverages: Iterable[Coverage]) -> None:
    """Refuse (`NumberError`) the numbers of insurers and institutions that exist."""
    for coverage in coverages:
        if is_medical_aid(coverage):
            require_reserved_public_expense_number(coverage.insurer_number)
        else:
            require_reserved_insurer_number(coverage.insurer_number)
        for ticket in coverage.tickets:
            require_reserved_institution_code(ticket.institution_code)


def _next(
    person_id: str,
    person: Person,
    coverages: Sequence[Coverage],
    *,
    before: Coverage | None,
    on: date,
) -> Coverage:
    born = person.birthdate
    # Two who move on one day are told apart, and so are the moves of one.
    own = digest("moved", person_id, str(len(coverages)))
    number, name = _another(_SOCIETIES, coverages)
    new = Coverage(
        classification=CardClassification.GENERAL,
        insurer_number=number,
        insurer_name=name,
        symbol="９９",
        number=f"{len(coverages) + 1}{own % 10**8:08d}",
        branch="00",
        relation=Relation.INSURED,
        insured_name=person.name,
        qualified_on=on,
        issued_on=on,
        valid_from=on,
        preschool=on <= preschool_until(born),
    )
    ratio = None if before is None else ratio_of(before)
    late = before is not None and is_late_elderly(before)
    if late or age(born, on=on) >= LATE_ELDERLY_AGE:
        number, name = _another(_LATE_ELDERLY, coverages)
        body = f"{own % 10**7:07d}"
        return replace(
            new,
            insurer_number=number,
            insurer_name=name,
            symbol=None,
            number=body + check_digit(body),
            branch=None,
            valid_until=resolve("next 07-31", on=on),
            contribution_ratio=ratio or _USUAL_RATIO_LATE_ELDERLY,
        )
    if before is not None and before.relation is Relation.FAMILY:
        new = replace(
            new,
            branch=before.branch,
            relation=Relation.FAMILY,
            insured_name=before.insured_name,
        )
    if on < elderly_from(born):
        return new
    elderly = ElderlyRecipient(
        issued_on=on,
        valid_from=on,
        valid_until=resolve("next 07-31", on=on),
        contribution_ratio=ratio or _USUAL_RATIO_AT_70,
    )
    return replace(new, elderly=elderly)


def _another(
    insurers: Iterable[tuple[str, str]], coverages: Iterable[Coverage]
) -> tuple[str, str]:
    """An insurer the person was not with before; of those, the first."""
    known = {one.insurer_number for one in coverages}
    numbered = [(body + check_digit(body), name) for body, name in insurers]
    return next((one for one in numbered if one[0] not in known), numbered[0])
