"""What the insurers and pharmacies say of a persona, read from its TOML tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from . import numbers
from .cover_rules import LATE_ELDERLY, LONGEST_NUMBER, misfits, reversed_periods
from .model import (
    CardClassification,
    Coverage,
    Dispensing,
    Drug,
    ElderlyRecipient,
    LimitCertificate,
    MedicalTicket,
    Relation,
    SpecificDisease,
)
from .reading import Table

RATIOS: Final = ("010", "020", "030")
_BRANCH = re.compile(r"[0-9]{2}")
_MONTH = re.compile(r"[0-9]{6}")
_LIMIT_FLAG = re.compile(r"A0[1-6]|B0[1-9]|B10")


def read_coverage(table: Table, *, holder: str, birthdate: date, on: date) -> Coverage:
    """Read one 資格; *holder* is the person's own name.

    What cannot stand together on the day *on* is refused.
    """
    classification = table.choice(
        "classification", CardClassification, CardClassification.GENERAL
    )
    medical_aid = classification is CardClassification.MEDICAL_AID
    insurer_number = table.number("insurer_number", _insurer_check(classification))
    late_elderly = len(insurer_number) == 8 and insurer_number[:2] == LATE_ELDERLY
    valid_from = table.day("valid_from")
    coverage = Coverage(
        classification=classification,
        insurer_number=insurer_number,
        insurer_name=table.text("insurer_name"),
        symbol=_number(table, "symbol") if table.optional_text("symbol") else None,
        number=(
            table.number("number", numbers.require_beneficiary_number)
            if medical_aid
            else _number(table, "number")
        ),
        branch=(
            None
            if medical_aid or late_elderly
            else table.shaped("branch", "数字2桁の枝番", _matches(_BRANCH))
        ),
        relation=table.choice("relation", Relation, Relation.INSURED),
        insured_name=table.text("insured_name", holder),
        qualified_on=table.day("qualified_on", valid_from),
        issued_on=table.day("issued_on", valid_from),
        valid_from=valid_from,
        valid_until=table.optional_day("valid_until"),
        lost_on=table.optional_day("lost_on"),
        reason_of_loss=(
            table.code("reason_of_loss", ("01", "02", "03", "99"))
            if table.has("lost_on")
            else None
        ),
        contribution_ratio=(
            table.code("contribution_ratio", RATIOS) if late_elderly else None
        ),
        preschool=table.yes("preschool", default=False),
        elderly=_read_elderly(table),
        limit=_read_limit(table),
        specific_diseases=tuple(map(_read_disease, table.tables("specific_diseases"))),
        tickets=tuple(map(_read_ticket, table.tables("tickets"))),
        registered_on=table.optional_day("registered_on"),
    )
    for period in reversed_periods(coverage):
        raise table.wrong(
            period.place, f"有効開始日 {period.first} 以後の日", period.last
        )
    table.finish()
    for misfit in misfits(coverage, birthdate=birthdate, on=on):
        raise table.misfit(misfit)
    return coverage


def read_dispensing(table: Table) -> Dispensing:
    """Read what one pharmacy dispensed on one day."""
    dispensed_on = table.day("dispensed_on")
    dispensing = Dispensing(
        dispensed_on=dispensed_on,
        prescribed_on=table.day("prescribed_on", dispensed_on),
        pharmacy_code=_institution(table, "pharmacy_code"),
        pharmacy_name=table.text("pharmacy_name"),
        prescriber_code=_institution(table, "prescriber_code"),
        prescriber_name=table.text("prescriber_name"),
        drugs=tuple(map(_read_drug, table.tables("drugs"))),
    )
    if not dispensing.drugs:
        raise table.error("drugs", "1つ以上の薬剤")
    if dispensing.prescribed_on > dispensed_on:
        raise table.error("prescribed_on", f"調剤日 {dispensed_on} 以前の日")
    table.finish()
    return dispensing


def _read_drug(table: Table) -> Drug:
    drug = Drug(
        code=table.text("code"),
        name=table.text("name"),
        ingredient=table.text("ingredient"),
        quantity=table.text("quantity"),
        unit=table.text("unit"),
        times=table.text("times"),
        usage=table.text("usage"),
    )
    table.finish()
    return drug


def _read_elderly(coverage: Table) -> ElderlyRecipient | None:
    table = coverage.table("elderly")
    if not coverage.has("elderly"):
        return None
    valid_from = table.day("valid_from")
    elderly = ElderlyRecipient(
        issued_on=table.day("issued_on", valid_from),
        valid_from=valid_from,
        valid_until=table.optional_day("valid_until"),
        contribution_ratio=table.code("contribution_ratio", RATIOS),
    )
    table.finish()
    return elderly


def _read_limit(coverage: Table) -> LimitCertificate | None:
    table = coverage.table("limit")
    if not coverage.has("limit"):
        return None
    valid_from = table.day("valid_from")
    limit = LimitCertificate(
        classification=table.code("classification", ("01", "02", "03")),
        classification_flag=table.shaped(
            "classification_flag", "A01からA06、B01からB10", _matches(_LIMIT_FLAG)
        ),
        issued_on=table.day("issued_on", valid_from),
        valid_from=valid_from,
        valid_until=table.optional_day("valid_until"),
        long_term_on=table.optional_day("long_term_on"),
    )
    table.finish()
    return limit


def _read_disease(table: Table) -> SpecificDisease:
    valid_from = table.day("valid_from")
    disease = SpecificDisease(
        category=table.code("category", ("1", "2", "3")),
        issued_on=table.day("issued_on", valid_from),
        valid_from=valid_from,
        valid_until=table.optional_day("valid_until"),
        self_pay=table.integer("self_pay", low=0, high=1_000_000),
    )
    table.finish()
    return disease


def _read_ticket(table: Table) -> MedicalTicket:
    valid_from = table.day("valid_from")
    ticket = MedicalTicket(
        ticket_type=table.code("ticket_type", ("01", "02")),
        valid_from=valid_from,
        valid_until=table.day("valid_until"),
        issue_number=table.text("issue_number"),
        treatment_month=(
            table.shaped("treatment_month", "年月(YYYYMM)", _matches(_MONTH))
            if table.has("treatment_month")
            else f"{valid_from:%Y%m}"
        ),
        institution_code=_institution(table, "institution_code"),
        institution_name=table.text("institution_name"),
        treatment_type=table.code("treatment_type", ("01", "02", "03", "04", "05")),
        self_pay=table.integer("self_pay", low=0, high=1_000_000, default=0),
        single_or_combined=table.code("single_or_combined", ("01", "02")),
        injuries=table.texts("injuries"),
        prescriber_code=(
            _institution(table, "prescriber_code")
            if table.has("prescriber_code")
            else None
        ),
        prescriber_name=table.optional_text("prescriber_name"),
        district_contact=table.optional_text("district_contact"),
        handling_contact=table.optional_text("handling_contact"),
        inconsistent=table.yes("inconsistent", default=False),
        infection=table.yes("infection", default=False),
        late_elderly=table.yes("late_elderly", default=False),
        prefectural=table.yes("prefectural", default=False),
        remarks=table.texts("remarks"),
    )
    for key, texts in (("injuries", ticket.injuries), ("remarks", ticket.remarks)):
        if len(texts) > 3:
            raise table.error(key, "3つまで")
    table.finish()
    return ticket


def _number(table: Table, key: str) -> str:
    return table.shaped(
        key, f"{LONGEST_NUMBER}文字以内", lambda text: len(text) <= LONGEST_NUMBER
    )


def _insurer_check(classification: CardClassification) -> Callable[[str], str]:
    if classification is CardClassification.MEDICAL_AID:
        return numbers.require_reserved_public_expense_number
    return numbers.require_reserved_insurer_number


def _institution(table: Table, key: str) -> str:
    return table.number(key, numbers.require_reserved_institution_code)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None
