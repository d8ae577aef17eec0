"""医療扶助 of one person: the coverage, and this month's 医療券・調剤券."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from ..dates import month_end, month_start
from ..model import CardClassification, Coverage, MedicalTicket, Relation
from ..numbers import check_digit
from .insurers import LocalInsurers
from .shares import Shares

_TREATING: Final = (  # Code, name, 診療別 (OQSCD019), weight.
    ("9930000014", "マイナベンチ歯科診療所", "03", 40),
    ("9910000018", "マイナベンチ在宅クリニック", "02", 45),
    ("9960000017", "マイナベンチ訪問看護ステーション", "05", 15),
)
_WEIGHTS = tuple(weight for *_, weight in _TREATING)
_ELSEWHERE: Final = ("9910000042", "架空病院", "02")
_PHARMACY: Final = ("9940000012", "マイナベンチ薬局", "04")
_SINGLE, _COMBINED = "01", "02"
_NUMBERS = 10**6


def medical_aid(
    *,
    number: int,
    name: str,
    birthdate: date,
    since: date,
    local: LocalInsurers,
    combined: bool,
    chance: Random,
    on: date,
    shares: Shares,
) -> Coverage:
    """The coverage; *number* tells people of one 福祉事務所 apart, up to a million.

    *since* is when the home's began; who was born later has it from birth.
    """
    body = f"{number % _NUMBERS:06d}"
    office, office_name = local.welfare_office
    since = max(since, birthdate)
    return Coverage(
        classification=CardClassification.MEDICAL_AID,
        insurer_number=office,
        insurer_name=office_name,
        symbol=None,
        number=body + check_digit(body),
        branch=None,
        relation=Relation.INSURED,
        insured_name=name,
        qualified_on=since,
        issued_on=since,
        valid_from=since,
        tickets=_tickets(
            number, combined=combined, chance=chance, on=on, shares=shares
        ),
    )


def _tickets(
    number: int, *, combined: bool, chance: Random, on: date, shares: Shares
) -> tuple[MedicalTicket, ...]:
    tickets = []
    if chance.random() < shares.aid["ticket"]:
        treating = (
            _ELSEWHERE
            if chance.random() < shares.aid["elsewhere"]
            else chance.choices(_TREATING, weights=_WEIGHTS)[0][:3]
        )
        tickets.append(_ticket("01", treating, number, combined=combined, on=on))
    if chance.random() < shares.aid["dispensing_ticket"]:
        tickets.append(_ticket("02", _PHARMACY, number, combined=combined, on=on))
    return tuple(tickets)


def _ticket(
    kind: str,
    institution: tuple[str, str, str],
    number: int,
    *,
    combined: bool,
    on: date,
) -> MedicalTicket:
    code, name, treatment = institution
    prescriber = _TREATING[1] if kind == "02" else (None, None)
    return MedicalTicket(
        ticket_type=kind,
        valid_from=month_start(on),
        valid_until=month_end(on),
        issue_number=f"99{number % 10**7:07d}",
        treatment_month=f"{on:%Y%m}",
        institution_code=code,
        institution_name=name,
        treatment_type=treatment,
        self_pay=0,
        single_or_combined=_COMBINED if combined else _SINGLE,
        prescriber_code=prescriber[0],
        prescriber_name=prescriber[1],
    )
