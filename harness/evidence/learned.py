"""資格情報, consents and tickets as the receipt computer read them, in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ..results import Eligibility
from . import words
from .result import VisitResult
from .templates import day


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One item of 資格情報 in every answer. `changed`: 再照会 says otherwise."""

    name: str
    values: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The answers side by side."""

    columns: tuple[str, ...]
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """One kind of information: what was agreed, and what 再照会 later said."""

    name: str
    flag: str
    text: str
    consented_at: datetime | None
    available_until: datetime | None
    later_flag: str
    later_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One 医療券 or 調剤券."""

    kind: str
    number: str
    month: str
    treatment: str
    institution: str
    self_pay: str


def compare(result: VisitResult) -> Comparison | None:
    """Set the first visit's answers and 再照会 side by side; None without any.

    Items that no answer states are left out.
    """
    answers = list(result.eligibility)
    several = len(answers) > 1
    columns = [
        f"初回の訪問（{number}件目）" if several else "初回の訪問"
        for number in range(1, len(answers) + 1)
    ]
    if result.reinquiry is not None:
        answers.append(result.reinquiry)
        columns.append("再照会（カードなし）")
    if not answers:
        return None
    both = bool(result.eligibility) and result.reinquiry is not None
    rows = []
    items = [_items(answer) for answer in answers]
    for name in items[0]:
        values = tuple(item[name] for item in items)
        if any(values):
            changed = both and name in _COMPARED and values[0] != values[-1]
            rows.append(ComparedRow(name=name, values=values, changed=changed))
    return Comparison(columns=tuple(columns), rows=tuple(rows))


def consent_rows(result: VisitResult) -> tuple[ConsentRow, ...]:
    """Return the consents of the first answer, and beside them those of 再照会."""
    if not result.eligibility:
        return ()
    first = result.eligibility[0].consents
    later = result.reinquiry.consents if result.reinquiry is not None else {}
    kinds = [*words.CONSENT_KIND, *(kind for kind in first if _is_new(kind))]
    rows = []
    for kind in kinds:
        if kind in first:
            view = first[kind]
            after = later.get(kind)
            rows.append(
                ConsentRow(
                    name=words.CONSENT_KIND.get(kind, kind),
                    flag=view.flag,
                    text=_flag(view.flag),
                    consented_at=view.consented_at,
                    available_until=view.available_until,
                    later_flag=after.flag if after else "",
                    later_text=_flag(after.flag) if after else "",
                )
            )
    return tuple(rows)


def tickets(result: VisitResult) -> tuple[TicketRow, ...]:
    """Return the tickets of all answers of the first visit."""
    return tuple(
        _ticket(ticket) for one in result.eligibility for ticket in one.medical_aid
    )


_COMPARED = frozenset(
    {
        "資格有効性",
        "被保険者証区分",
        "保険者番号",
        "記号",
        "番号",
        "枝番",
        "氏名",
        "住所",
        "負担割合",
        "有効開始年月日",
        "有効終了年月日",
        "資格喪失年月日",
    }
)


def _items(one: Eligibility) -> dict[str, str]:
    aid = one.classification == "A1"
    insurer = " ".join(part for part in (one.insurer_number, one.insurer_name) if part)
    return {
        "資格有効性": words.VALIDITY.get(one.validity, one.validity),
        "被保険者証区分": words.CLASSIFICATION.get(
            one.classification, one.classification
        ),
        "保険者番号": f"{insurer}（公費負担者番号）" if aid and insurer else insurer,
        "記号": one.symbol,
        "番号": one.number,
        "枝番": one.branch,
        "氏名": one.name,
        "氏名カナ": one.name_kana,
        "生年月日": _day(one.birthdate),
        "住所": one.address,
        "負担割合": "" if one.ratio is None else f"{one.ratio}%",
        "有効開始年月日": _day(one.valid_from),
        "有効終了年月日": _day(one.valid_until),
        "資格喪失年月日": _day(one.lost_on),
        "資格喪失事由": words.REASON_OF_LOSS.get(
            one.reason_of_loss, one.reason_of_loss
        ),
        "処方箋の発行形態": words.PRESCRIPTION.get(one.prescription, one.prescription),
        "照会番号": one.reference_number,
        "資格情報の変更": words.CHANGED.get(one.changed, one.changed),
    }


def _ticket(ticket: Mapping[str, str]) -> TicketRow:
    month = ticket.get("MedicalTreatmentMonth", "")
    pay = ticket.get("SelfPayAmount", "")
    return TicketRow(
        kind=words.TICKET.get(ticket.get("TicketType", ""), "—"),
        number=ticket.get("IssueNumber", "") or "—",
        month=f"{month[:4]}年{int(month[4:])}月" if _is_month(month) else month or "—",
        treatment=words.TREATMENT.get(ticket.get("MedicalTreatmentType", ""), "—"),
        institution=ticket.get("DesignatedMedicalInstitutionName", "") or "—",
        self_pay=f"{int(pay):,}円" if pay.isdecimal() else pay or "—",
    )


def _is_month(text: str) -> bool:
    return len(text) == 6 and text.isdecimal()


def _is_new(kind: str) -> bool:
    return kind not in words.CONSENT_KIND


def _flag(flag: str) -> str:
    return words.CONSENT_FLAG.get(flag, flag)


def _day(value: date | None) -> str:
    return "" if value is None else day(value)
