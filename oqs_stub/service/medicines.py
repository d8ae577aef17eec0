"""Answering YZKsiquc01: 薬剤・診療・手術情報, only under consents that stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from card_profiles.history import Dispensing, Treatment

from ..medical_sheets import medicine_sheet
from ..messages import MedicineAnswer, MedicineRequest
from ..messages.formats import read_month, write_date
from ..messages.kana import half_width_kana
from ..messages.medicine_blocks import (
    ClaimDay,
    ClaimDays,
    ClaimDrug,
    ClaimDrugs,
    ClaimMonth,
    ClaimTreatment,
    ClaimTreatments,
)
from ..messages.medicines import (
    MedicineAnswerBody,
    MedicineAnswerHeader,
    MedicineRequestBody,
    PersonBlock,
)
from ..records import ConsentKind
from ..rules.medical_data import dispensed_in, treated_in, view_period
from .inquiry_context import Asker, Outcome, Stores, require_in_order
from .views import viewable, viewed_person, viewed_under

_PDF_CATEGORIES = ("1", "3")
_WITH_TREATMENTS = ("3", "4")
_OWN, _OTHER = "1", "2"  # 処方元自院区分


def answer_medicines(stores: Stores, asker: Asker, request: MedicineRequest) -> Outcome:
    """What was dispensed, and done, in the months asked for, newest first.

    With several kinds asked for, those without a consent are left out. Raises
    `RefusedError` where nothing may be seen, and for months the wrong way round; an
    answer without any line is no refusal.
    """
    body = request.MessageBody
    start, end = _months_asked_for(stores, body)
    kinds = [ConsentKind.DRUGS]
    if body.FileCategory in _WITH_TREATMENTS:
        kinds += [ConsentKind.DIAGNOSIS, ConsentKind.OPERATION]
    category = viewed_under(stores, body.MedicalTreatmentFlag, kinds[0])
    person = viewed_person(stores, asker, request.MessageHeader)
    view = viewable(stores, asker, person, category, kinds)
    seen = view.kinds
    today, reach = asker.today, stores.options.rules.look_back
    months: list[ClaimMonth] = []
    if ConsentKind.DRUGS in seen:
        period = view_period(start, end, on=today, lookback_months=reach.drug_months)
        months += _drug_months(
            dispensed_in(person.dispensings, period, on=today), asker
        )
    if seen - {ConsentKind.DRUGS}:
        period = view_period(
            start, end, on=today, lookback_months=reach.treatment_months
        )
        treatments = stores.registry.history(person.person_id).treatments
        months += _treatment_months(
            treated_in(treatments, period, on=today, kinds=seen)
        )
    months.sort(key=lambda month: month.MeTrMonth or "", reverse=True)
    header = request.MessageHeader
    answer = MedicineAnswer(
        MessageHeader=MedicineAnswerHeader(
            MedicalInstitutionCode=header.MedicalInstitutionCode,
            ArbitraryFileIdentifier=header.ArbitraryFileIdentifier,
            ResultCode="1",
            QuaInf=PersonBlock(
                Name=person.person.name,
                KanaName=half_width_kana(person.person.name_kana),
                Birth=write_date(person.person.birthdate),
                AdmGendCode=person.person.sex.value,
            ),
        ),
        MessageBody=MedicineAnswerBody(MeTrMonthInf=tuple(months)) if months else None,
    )
    document = None
    if body.FileCategory in _PDF_CATEGORIES:
        document = medicine_sheet(
            answer, institution=asker.institution.name, now=asker.now
        )
    return Outcome(
        answer=answer,
        person_id=person.person_id,
        detail=view.detail,
        document=document,
    )


def _months_asked_for(
    stores: Stores, body: MedicineRequestBody
) -> tuple[date | None, date | None]:
    """First and last month, None where open. Raises `RefusedError` when reversed."""
    first, last = body.StartDate, body.EndDate
    if first is not None and last is not None:
        require_in_order(stores, first, last)
    return (
        None if first is None else read_month(first),
        None if last is None else read_month(last),
    )


@dataclass(frozen=True, slots=True, order=True)
class _Claim:
    """What makes one month block: month, then who dispensed, then who prescribed."""

    month: str
    pharmacy_code: str
    prescriber_code: str


def _drug_months(dispensings: Iterable[Dispensing], asker: Asker) -> list[ClaimMonth]:
    """Grouped as claims are: by month, pharmacy and prescriber, then by day."""

    def claim(dispensing: Dispensing) -> _Claim:
        return _Claim(
            f"{dispensing.dispensed_on:%Y%m}",
            dispensing.pharmacy_code,
            dispensing.prescriber_code,
        )

    return [
        _drug_month(list(group), asker)
        for _, group in groupby(sorted(dispensings, key=claim, reverse=True), key=claim)
    ]


def _drug_month(dispensings: list[Dispensing], asker: Asker) -> ClaimMonth:
    first = dispensings[0]
    own = first.prescriber_code == asker.institution.code
    return ClaimMonth(
        MeTrDiHCd=first.pharmacy_code,
        MeTrDiHNm=first.pharmacy_name,
        PrlsHCd=first.prescriber_code,
        PrlsHNm=first.prescriber_name,
        PrIsOrg=_OWN if own else _OTHER,
        MeTrMonth=f"{first.dispensed_on:%Y%m}",
        DiDateInfs=ClaimDays(
            DiDateInf=tuple(_drug_day(dispensing) for dispensing in dispensings)
        ),
    )


def _drug_day(dispensing: Dispensing) -> ClaimDay:
    return ClaimDay(
        DiDate=write_date(dispensing.dispensed_on),
        PrDate=write_date(dispensing.prescribed_on),
        DrugInfs=ClaimDrugs(
            DrugInf=tuple(
                ClaimDrug(
                    DrugC=drug.code,
                    DrugN=drug.name,
                    IngreN=drug.ingredient,
                    Qua1=drug.quantity,
                    Unit=drug.unit,
                    Times=drug.times,
                    UsageN=drug.usage,
                )
                for drug in dispensing.drugs
            )
        ),
    )


def _treatment_months(treatments: Iterable[Treatment]) -> list[ClaimMonth]:
    """Grouped by month and institution, which stands where a pharmacy would."""

    def claim(treatment: Treatment) -> _Claim:
        return _Claim(f"{treatment.treated_on:%Y%m}", treatment.institution_code, "")

    months = []
    for key, group in groupby(sorted(treatments, key=claim, reverse=True), key=claim):
        days = list(group)
        months.append(
            ClaimMonth(
                MeTrDiHCd=key.pharmacy_code,
                MeTrDiHNm=days[0].institution_name,
                MeTrMonth=key.month,
                DiDateInfs=ClaimDays(
                    DiDateInf=tuple(_treatment_day(treatment) for treatment in days)
                ),
            )
        )
    return months


def _treatment_day(treatment: Treatment) -> ClaimDay:
    return ClaimDay(
        DiDate=write_date(treatment.treated_on),
        MeTrInfs=ClaimTreatments(
            MeTrInf=tuple(
                ClaimTreatment(
                    SinInfN=procedure.name,
                    SinInfCd=procedure.code,
                    MeTrIdCl=procedure.identification,
                    Qua1=procedure.quantity,
                    Times=procedure.times,
                    Unit=procedure.unit,
                )
                for procedure in treatment.procedures
            )
        ),
    )
