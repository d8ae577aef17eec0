"""A whole new 資格, or a 医療券, typed into the forms of the 制御ページ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from card_profiles.cover_rules import LATE_ELDERLY, LONGEST_NUMBER, misfits
from card_profiles.dates import month_end, today
from card_profiles.insurance import RATIOS
from card_profiles.model import (
    CardClassification,
    Coverage,
    MedicalTicket,
    Person,
    Relation,
)
from card_profiles.numbers import (
    require_beneficiary_number,
    require_reserved_institution_code,
    require_reserved_insurer_number,
    require_reserved_public_expense_number,
)

from ..messages.code_tables import table_values
from ..stub import Stub
from . import certificates
from .act import Act
from .certificates import elderly_recipient, limit_certificate, specific_diseases
from .form import ActRefusedError, Entry, Form, person_of

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "classification": "被保険者証区分",
        "insurer_number": "保険者番号",
        "insurer_name": "保険者名",
        "symbol": "記号",
        "number": "番号",
        "branch": "枝番",
        "relation": "本人・家族の別",
        "insured_name": "被保険者氏名",
        "valid_from": "有効開始日",
        "valid_until": "有効終了日",
        "contribution_ratio": "一部負担金割合（後期高齢者医療）",
        "ticket_type": "医療券・調剤券別",
        "month": "診療年月",
        "issue_number": "交付番号",
        "institution": "指定医療機関等のコード",
        "institution_name": "その名前",
        "treatment_type": "診療別",
        "single_or_combined": "単独・併用別",
        "self_pay": "本人支払額（円）",
        "injuries": "傷病名",
        "prescriber": "処方箋発行元のコード",
        **certificates.LABELS,
    }
)
"""What the page calls the fields of both forms."""

_MOST_SELF_PAY = 1_000_000
_MOST_INJURIES = 3
_DISPENSING = "02"  # OQSCD018: 調剤券.


def _add_coverage(stub: Stub, form: Form) -> None:
    """Give a person one more 資格, or one in place of all others."""
    person_id = person_of(form)
    person = stub.changes.person(person_id).person
    coverage = _coverage(Entry(form), person)
    for on in _days_to_look_at(coverage, today=today(stub.clock.now())):
        for misfit in misfits(coverage, birthdate=person.birthdate, on=on):
            raise ActRefusedError(f"{misfit}。まだ何も変わっていません。")
    if "replace" in form:
        stub.changes.replace_coverages(person_id, (coverage,))
    else:
        stub.changes.add_coverage(person_id, coverage)


def _add_ticket(stub: Stub, form: Form) -> None:
    """Register a 医療券・調剤券 with a person's 医療扶助."""
    entry = Entry(form)
    code = entry.checked("institution", require_reserved_institution_code)
    known = {one.code: one.name for one in stub.institutions.all()}
    name = entry.optional("institution_name") or known.get(code)
    if name is None:
        entry.refuse(
            "institution_name",
            "一覧にない医療機関等です。名前も入力してください。",
        )
    stub.changes.add_ticket(person_of(form), _ticket(entry, code=code, name=name or ""))


def _take_tickets(stub: Stub, form: Form) -> None:
    stub.changes.take_tickets(person_of(form), month=form.get("month", ""))


def _days_to_look_at(coverage: Coverage, *, today: date) -> Iterator[date]:
    """Today, or when it begins; and when what goes with it begins later."""
    first = max(today, coverage.valid_from)
    yield first
    for one in (coverage.elderly, coverage.limit, *coverage.specific_diseases):
        if one is not None and one.valid_from > first:
            yield one.valid_from


def _coverage(entry: Entry, person: Person) -> Coverage:
    classification = CardClassification(
        entry.choice("classification", table_values("OQSCD010"))
    )
    aid = classification is CardClassification.MEDICAL_AID
    insurer_number = entry.checked(
        "insurer_number",
        require_reserved_public_expense_number
        if aid
        else require_reserved_insurer_number,
    )
    late_elderly = (
        not aid
        and len(insurer_number) == 8
        and (insurer_number.startswith(LATE_ELDERLY))
    )
    valid_from = entry.day("valid_from")
    coverage = Coverage(
        classification=classification,
        insurer_number=insurer_number,
        insurer_name=entry.text("insurer_name"),
        symbol=_short(entry, "symbol"),
        number=_number(entry, aid=aid),
        branch=_branch(entry, has_one=not (aid or late_elderly)),
        relation=Relation(entry.choice("relation", table_values("OQSCD009"))),
        insured_name=entry.optional("insured_name") or person.name,
        qualified_on=valid_from,
        issued_on=valid_from,
        valid_from=valid_from,
        valid_until=entry.last_day("valid_until", valid_from),
        contribution_ratio=(
            entry.choice("contribution_ratio", RATIOS) if late_elderly else None
        ),
        elderly=elderly_recipient(entry, valid_from=valid_from),
        limit=limit_certificate(entry, valid_from=valid_from),
        specific_diseases=specific_diseases(entry, valid_from=valid_from),
    )
    entry.finish()
    return coverage


def _number(entry: Entry, *, aid: bool) -> str:
    if aid:
        return entry.checked("number", require_beneficiary_number)
    return _short(entry, "number") or entry.text("number")


def _short(entry: Entry, name: str) -> str | None:
    text = entry.optional(name)
    if text is not None and len(text) > LONGEST_NUMBER:
        entry.refuse(name, f"{LONGEST_NUMBER}文字以内で入力してください。")
    return text


def _branch(entry: Entry, *, has_one: bool) -> str | None:
    branch = entry.optional("branch")
    if has_one and re.fullmatch("[0-9]{2}", branch or "") is None:
        entry.refuse("branch", "半角の数字2桁で入力してください（例: 00）。")
    elif not has_one and branch is not None:
        entry.refuse("branch", "医療扶助と後期高齢者医療に枝番はありません。")
    return branch


def _ticket(entry: Entry, *, code: str, name: str) -> MedicalTicket:
    kind = entry.choice("ticket_type", table_values("OQSCD018"))
    month = _month(entry)
    prescriber = entry.optional("prescriber")
    if kind == _DISPENSING:
        prescriber = entry.checked("prescriber", require_reserved_institution_code)
    injuries = tuple(filter(None, re.split("[、,]", entry.optional("injuries") or "")))
    if len(injuries) > _MOST_INJURIES:
        entry.refuse("injuries", f"{_MOST_INJURIES}つまでにしてください。")
    ticket = MedicalTicket(
        ticket_type=kind,
        valid_from=month,
        valid_until=month_end(month),
        issue_number=entry.text("issue_number"),
        treatment_month=f"{month:%Y%m}",
        institution_code=code,
        institution_name=name,
        treatment_type=entry.choice("treatment_type", table_values("OQSCD019")),
        self_pay=entry.amount("self_pay", most=_MOST_SELF_PAY),
        single_or_combined=entry.choice("single_or_combined", table_values("OQSCD020")),
        injuries=injuries,
        prescriber_code=prescriber,
    )
    entry.finish()
    return ticket


def _month(entry: Entry) -> date:
    """The first day of the 診療年月."""
    text = entry.text("month")
    if re.fullmatch("[0-9]{6}", text) is not None:
        try:
            return date(int(text[:4]), int(text[4:]), 1)
        except ValueError:
            pass  # Refused below, like everything else that names no month.
    entry.refuse("month", "年月を数字6桁で入力してください（例: 202604）。")
    return date.min


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "add-coverage": Act(_add_coverage, "資格を加えました。"),
        "add-ticket": Act(_add_ticket, "医療券・調剤券を登録しました。"),
        "take-tickets": Act(_take_tickets, "医療券・調剤券を取り消しました。"),
    }
)
