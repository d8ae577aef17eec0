"""What a change in the middle of a test makes of a person's coverages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from card_profiles.cover_rules import is_medical_aid
from card_profiles.model import Coverage, MedicalTicket
from card_profiles.numbers import (
    require_reserved_institution_code,
    require_reserved_insurer_number,
    require_reserved_public_expense_number,
)


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
