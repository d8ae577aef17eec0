"""Care by page: visits and what they were, the months that claims prove, 用途変更."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from card_profiles.dates import today

from ..labels import CATEGORY_LABELS, VISIT_FORM_LABELS
from ..records import CardCheck, Institution, TreatmentCategory, VisitForm
from ..rules.reinquiry import Continuity
from ..service.care_told import HOME_VISIT_FORMS
from ..stub import Stub
from .act import Act
from .form import ActRefusedError, Entry, Form, institution_of, person_of

_HOME = TreatmentCategory.HOME_VISIT
VISIT_FORMS: Mapping[str, str] = MappingProxyType(
    {form: VISIT_FORM_LABELS[_HOME][form] for form in HOME_VISIT_FORMS}
)
"""What a home visit can have been."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "institution": "医療機関等",
        "months": "診療の実績がある年月",
        "on": "診療日",
        "form": "訪問の種別",
        "category": "診療区分",
    }
)

_MOST_MONTHS = 240
_LATEST_VISITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCare:
    """The home visits of one person at one institution, and whether care goes on."""

    institution: Institution
    checks: Sequence[CardCheck]  # The latest first.
    months: Sequence[date]
    continuity: Continuity | None

    @property
    def goes_on(self) -> str:
        """Whether care counts as continuing, in words."""
        if self.continuity is None:
            return "継続的な診療になるカードの確認はありません"
        state = "続いています" if self.continuity.in_force else "途切れています"
        if self.continuity.until == date.max:
            return f"継続的な診療は{state}"
        return f"継続的な診療は{state}（{self.continuity.until} まで）"


def care_of(stub: Stub, person_id: str) -> list[ShownCare]:
    """Where the person's card was checked at a visit, or months are proven."""
    found = []
    for institution in stub.institutions.all():
        whose = (person_id, institution.code)
        checks = stub.consents.card_checks(*whose, _HOME)
        months = stub.care_told.months(*whose)
        if checks or months:
            found.append(
                ShownCare(
                    institution=institution,
                    checks=checks[::-1][:_LATEST_VISITS],
                    months=months,
                    continuity=stub.care.continuity(
                        *whose, _HOME, on=today(stub.clock.now())
                    ),
                )
            )
    return found


def _prove_months(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    words = re.split(r"[\s、,]+", entry.long_text("months", most=_MOST_MONTHS * 8))
    months = [_month(entry, word) for word in words if word]
    entry.finish()
    stub.care_told.prove_months(person_of(form), institution_of(form), months)


def _month(entry: Entry, word: str) -> date:
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}", word):
            return date.fromisoformat(f"{word}-01")
    except ValueError:
        pass  # A thirteenth month: refused like everything else that is none.
    entry.refuse(
        "months",
        f"「{word}」は年月として読めません。2026-04 2026-05 のように書いてください。",
    )
    return date.min


def _mark_visit(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    on = entry.day("on")
    visit = VisitForm(entry.choice("form", VISIT_FORMS))
    entry.finish()
    if not stub.care_told.mark_visit(
        person_of(form), institution_of(form), day=on, visit=visit
    ):
        raise ActRefusedError(
            f"{on} に、その医療機関等でカードは確認されていません。"
            "訪問診療等の受付をした日を指定してください。"
        )


def _change_use(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    category = TreatmentCategory(entry.choice("category", CATEGORY_LABELS))
    entry.finish()
    whose = (person_of(form), institution_of(form))
    if stub.care_told.change_use(*whose, category) is None:
        raise ActRefusedError(
            f"その医療機関等の{CATEGORY_LABELS[category]}に同意をしていません。"
        )


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "prove-months": Act(_prove_months, "診療の実績を置き換えました。"),
        "mark-visit": Act(_mark_visit, "その日の訪問の種別を変えました。"),
        "change-use": Act(_change_use, "用途変更で同意を終わらせました。"),
    }
)
