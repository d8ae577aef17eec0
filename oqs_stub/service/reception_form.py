"""What the consent page asks at one institution, and what a filled one means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from card_profiles.dates import today

from ..institutions import asks_prescription
from ..labels import KIND_LABELS
from ..records import (
    ClinicalKind,
    ConsentForm,
    ConsentKind,
    Institution,
    Prescription,
    Settings,
    TreatmentCategory,
    VisitForm,
)
from ..rules.functions import FunctionStarts, NotStarted
from ..rules.reception import ReceptionTerms
from ..rules.visit_forms import FormMisfit, form_misfit, forms_of
from ..typed_days import TypedError, read_day

FURTHEST_DAYS = ReceptionTerms().furthest_days

KIND_FIELD = "consent-"
PRESCRIPTION_FIELD = "prescription"
DATE_FIELD = "examination-date"
VISIT_FIELD = "visit-form"
LIMIT_FIELD = f"{KIND_FIELD}limit"
AGREE, DISAGREE = "1", "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRules:
    """Which questions are asked, and the day it is."""

    kinds: tuple[ConsentKind, ...]
    asks_prescription: bool
    asks_date: bool
    today: date
    furthest_days: int = FURTHEST_DAYS
    category: TreatmentCategory = TreatmentCategory.HOME_VISIT
    visit_forms: tuple[VisitForm, ...] = ()  # To choose from; empty: not asked.
    starts: FunctionStarts = field(default_factory=FunctionStarts)
    takes_over: bool = False  # 同意引き継ぎ: what is left open stays as it was.
    asks_limit: bool = False  # 限度額; given without a question otherwise [G-09].
    asks_clinical: bool = False  # The 6情報 of 電子カルテ情報共有 [G-11].

    @property
    def last_day(self) -> date:
        """The furthest 受診予定日 that is taken."""
        return self.today + timedelta(days=self.furthest_days)


def form_rules(
    institution: Institution,
    settings: Settings,
    category: TreatmentCategory,
    *,
    now: datetime,
    furthest_days: int = FURTHEST_DAYS,
    starts: FunctionStarts | None = None,
    takes_over: bool = False,
    asks_limit: bool = False,
) -> FormRules:
    """What the patient is asked there today."""
    return FormRules(
        kinds=tuple(kind for kind in KIND_LABELS if kind in settings.consent_kinds),
        asks_prescription=asks_prescription(institution, settings),
        asks_date=category is TreatmentCategory.ONLINE,
        today=today(now),
        furthest_days=furthest_days,
        category=category,
        visit_forms=forms_of(category) if institution.asks_visit_form else (),
        starts=starts or FunctionStarts(),
        takes_over=takes_over,
        asks_limit=asks_limit,
        asks_clinical=institution.asks_clinical_information,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """What came in from the page: what can be kept, and what must be mended."""

    form: ConsentForm
    values: Mapping[str, str]  # To show the page again as it was filled.
    errors: Mapping[str, str]  # Field to message; empty when all is well.


def read_form(fields: Mapping[str, str], rules: FormRules) -> FilledForm:
    """Read the posted *fields*.

    A kind that was not answered is not agreed to [G-08, assumed]; questions that
    are not asked here are ignored, whatever was posted.
    """
    values = {
        f"{KIND_FIELD}{kind}": fields[f"{KIND_FIELD}{kind}"]
        for kind in rules.kinds
        if fields.get(f"{KIND_FIELD}{kind}") in (AGREE, DISAGREE)
    }
    kinds = frozenset(
        kind for kind in rules.kinds if values.get(f"{KIND_FIELD}{kind}") == AGREE
    )
    errors: dict[str, str] = {}
    day: date | None = None
    if rules.asks_date:
        typed = fields.get(DATE_FIELD, "").strip()
        values[DATE_FIELD] = typed
        day = _day(typed)
        error = _date_error(typed, day, rules)
        if error is not None:
            errors[DATE_FIELD] = error
    prescription: Prescription | None = None
    if rules.asks_prescription:
        chosen = fields.get(PRESCRIPTION_FIELD, "")
        if chosen in tuple(Prescription):
            prescription = Prescription(chosen)
            values[PRESCRIPTION_FIELD] = chosen
        else:
            errors[PRESCRIPTION_FIELD] = (
                "処方箋の発行形態で「電子処方箋」か「紙の処方箋」を選んでください。"
            )
    gives_limit: bool | None = True
    if rules.asks_limit:
        answer = fields.get(LIMIT_FIELD, "")
        gives_limit = {AGREE: True, DISAGREE: False}.get(answer)
        if gives_limit is not None:
            values[LIMIT_FIELD] = answer
    clinical = _clinical(fields, values=values) if rules.asks_clinical else None
    visit = _visit(fields, rules, values=values, errors=errors, day=day)
    form = ConsentForm(
        clinical=clinical,
        gives_limit=gives_limit,
        visit=visit,
        kinds=kinds,
        prescription=prescription,
        examination_date=day,
        unanswered=frozenset(
            kind for kind in rules.kinds if f"{KIND_FIELD}{kind}" not in values
        ),
    )
    return FilledForm(form=form, values=values, errors=errors)


def form_values(form: ConsentForm, rules: FormRules) -> dict[str, str]:
    """The fields of a page that shows *form* again for correction."""
    values = {
        f"{KIND_FIELD}{kind}": AGREE if kind in form.kinds else DISAGREE
        for kind in rules.kinds
        if kind not in form.unanswered
    }
    if rules.asks_prescription and form.prescription is not None:
        values[PRESCRIPTION_FIELD] = form.prescription.value
    if rules.asks_limit and form.gives_limit is not None:
        values[LIMIT_FIELD] = AGREE if form.gives_limit else DISAGREE
    if rules.asks_clinical and form.clinical is not None:
        for kind in ClinicalKind:
            agreed = kind in form.clinical
            values[f"{KIND_FIELD}{kind}"] = AGREE if agreed else DISAGREE
    if rules.visit_forms:
        values[VISIT_FIELD] = form.visit.value
    if rules.asks_date and form.examination_date is not None:
        values[DATE_FIELD] = form.examination_date.isoformat()
    return values


def all_agreed(fields: Mapping[str, str], rules: FormRules) -> dict[str, str]:
    """The fields after 「すべて同意する」: all is agreed to, the rest as filled."""
    agreed = {f"{KIND_FIELD}{kind}": AGREE for kind in rules.kinds}
    if rules.asks_limit:
        agreed[LIMIT_FIELD] = AGREE
    if rules.asks_clinical:
        agreed |= {f"{KIND_FIELD}{kind}": AGREE for kind in ClinicalKind}
    kept = {
        name: fields[name]
        for name in (PRESCRIPTION_FIELD, DATE_FIELD, VISIT_FIELD)
        if name in fields
    }
    return {**kept, **agreed}


def _clinical(
    fields: Mapping[str, str], *, values: dict[str, str]
) -> frozenset[ClinicalKind]:
    """What of the 6情報 is agreed to; what was left open is not."""
    for kind in ClinicalKind:
        answer = fields.get(f"{KIND_FIELD}{kind}")
        if answer in (AGREE, DISAGREE):
            values[f"{KIND_FIELD}{kind}"] = answer
    return frozenset(
        kind for kind in ClinicalKind if values.get(f"{KIND_FIELD}{kind}") == AGREE
    )


def _visit(
    fields: Mapping[str, str],
    rules: FormRules,
    *,
    values: dict[str, str],
    errors: dict[str, str],
    day: date | None,
) -> VisitForm:
    """What the care is, where that is asked; what does not fit is an error."""
    if not rules.visit_forms:
        return VisitForm.REGULAR
    chosen = fields.get(VISIT_FIELD, "")
    if chosen not in rules.visit_forms:
        errors[VISIT_FIELD] = "職員の方は、種別をひとつ選んでください。"
        return VisitForm.REGULAR
    values[VISIT_FIELD] = chosen
    form = VisitForm(chosen)
    why = form_misfit(
        form,
        rules.category,
        examination_date=day,
        on=rules.today,
        starts=rules.starts,
    )
    if isinstance(why, NotStarted):
        errors[VISIT_FIELD] = why.message
    elif why is FormMisfit.NOT_TODAY:
        errors.setdefault(
            DATE_FIELD, "この種別では、予約がなくても今日の日付を入力してください。"
        )
    return form


def _date_error(typed: str, day: date | None, rules: FormRules) -> str | None:
    """What is wrong with the 受診予定日 and how to mend it; None where nothing is."""
    last = rules.last_day
    if not typed:
        return "受診予定日を入力してください（例：2026-04-10）。"
    if day is None:
        return (
            "受診予定日が日付として読めません。"
            "年-月-日の順に、数字で入力してください（例：2026-04-10）。"
        )
    if day < rules.today:
        return "受診予定日が過ぎた日付です。今日か、予約した日を入力してください。"
    if day > last:
        return (
            f"受診予定日は、今日から{rules.furthest_days}日先"
            f"（{last.year}年{last.month}月{last.day}日）までの日付にしてください。"
        )
    return None


def _day(text: str) -> date | None:
    """A day as people type one; None if it is none."""
    try:
        return read_day(text)
    except TypedError:
        return None
