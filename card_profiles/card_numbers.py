"""What is typed to open the face of a card: 照合番号A, 照合番号B, 生年月日.

The card compares them like PINs. All three follow from the person and the card.
"""

from __future__ import annotations

from .eras import era_of
from .model import CardPlan, Person


def number_a(person: Person) -> str:
    """Return 照合番号A: the 個人番号, 12 digits [M]."""
    return person.individual_number


def number_b(person: Person, plan: CardPlan) -> str:
    """Return 照合番号B: birthdate, expiry year and security code, 14 digits [M].

    Birthdate as `birthdate_key`, the year in which the card expires with four
    digits, and the four digits of the security code on the face.
    """
    return f"{birthdate_key(person)}{plan.expires_on.year:04d}{plan.security_code}"


def birthdate_key(person: Person) -> str:
    """Return the 生年月日 key: the year of the era, month and day, 6 digits [M].

    Which era is not said: 昭和55 and 令和55 look the same.
    """
    day = person.birthdate
    era = era_of(day)
    if era is None:
        raise ValueError(f"expected a birthdate since 1868-01-25, got {day}")
    return f"{era.year_of(day):02d}{day:%m%d}"
