"""Whether care of a patient goes on somewhere, by the cards that were checked there."""

from __future__ import annotations

from datetime import date

from card_profiles.dates import JST

from ..consents import Consents
from ..records import TreatmentCategory
from ..rules.reinquiry import Continuity, ContinuityRule, continuity


def care_of(
    consents: Consents,
    person_id: str,
    institution_code: str,
    category: TreatmentCategory,
    *,
    on: date,
    rule: ContinuityRule,
) -> Continuity | None:
    """Whether care of that person continues there on a day; None without a card check.

    Months with a card check count as proven care: the stub has no claims.
    """
    checks = consents.card_checks(person_id, institution_code, category)
    days = [check.at.astimezone(JST).date() for check in checks]
    return continuity(days, days, on=on, rule=rule)
