"""How many percent the patient pays, as far as the answer lets it be known."""

from __future__ import annotations

from datetime import date

ADULT = 30
PRESCHOOL = 20
ADULT_AGES = range(6, 70)


def patient_ratio(
    *,
    validity: str,
    classification: str,
    late_elderly: str,
    elderly_recipient: str,
    preschool: str,
    birthdate: date | None,
    on: date,
) -> int | None:
    """Return the percentage, or None where the answer does not settle it.

    The certificate decides before the age does: 後期高齢者 carry
    `InsuredPartialContributionRatio`, those of 70 to 74 the ratio of their
    高齢受給者証, both as three digits of percent. Then 未就学 (OQSCD015 `1`), then
    the age on the day. Only a coverage in force (資格有効性 1) has a ratio, and
    医療扶助 has a 本人支払額 instead. A failed check never means 10割: it is None.
    """
    if validity != "1" or classification == "A1":
        return None
    for certificate in (late_elderly, elderly_recipient):
        if certificate:
            return int(certificate) if certificate.isdecimal() else None
    if preschool == "1":
        return PRESCHOOL
    if birthdate is not None and age(birthdate, on=on) in ADULT_AGES:
        return ADULT
    return None


def age(birthdate: date, *, on: date) -> int:
    """Return the age in full years on a day."""
    before_birthday = (on.month, on.day) < (birthdate.month, birthdate.day)
    return on.year - birthdate.year - before_birthday
