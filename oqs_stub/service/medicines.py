"""Answering YZKsiquc01: 薬剤情報, only under a consent that stands."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from card_profiles.model import Dispensing

from ..messages import MedicineAnswer, MedicineRequest
from ..messages.formats import read_month, write_date
from ..messages.kana import half_width_kana
from ..messages.medicine_blocks import (
    ClaimDay,
    ClaimDays,
    ClaimDrug,
    ClaimDrugs,
    ClaimMonth,
)
from ..messages.medicines import MedicineAnswerBody, MedicineAnswerHeader, PersonBlock
from ..records import ConsentKind, TreatmentCategory
from ..registry import InsuredPerson
from ..rules.medical_data import dispensed_in, view_period, view_refusal
from .inquiry_context import Asker, Outcome, RefusedError, Stores

_XML_CATEGORIES = ("2", "4")
_VIEWED_UNDER = (TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE)
_OWN, _OTHER = "1", "2"  # 処方元自院区分


def answer_medicines(stores: Stores, asker: Asker, request: MedicineRequest) -> Outcome:
    """The dispensings of the months asked for, newest first.

    Raises `RefusedError` with the reason; an answer without any drug is no refusal.
    """
    body = request.MessageBody
    refuse = stores.codes.refusal
    if body.FileCategory not in _XML_CATEGORIES:
        raise RefusedError(
            refuse("file_category_unsupported", category=body.FileCategory)
        )
    category = TreatmentCategory(body.MedicalTreatmentFlag)
    if category not in _VIEWED_UNDER:
        raise RefusedError(refuse("view_category_unsupported", category=category.value))
    person = _person(stores, request)
    _check_consent(stores, asker, person, category)
    period = view_period(
        None if body.StartDate is None else read_month(body.StartDate),
        None if body.EndDate is None else read_month(body.EndDate),
        on=asker.today,
        lookback_months=stores.options.drug_lookback_months,
    )
    months = _months(dispensed_in(person.dispensings, period, on=asker.today), asker)
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
        MessageBody=MedicineAnswerBody(MeTrMonthInf=months) if months else None,
    )
    return Outcome(answer=answer, person_id=person.person_id)


def _person(stores: Stores, request: MedicineRequest) -> InsuredPerson:
    """Whose numbers these are; any coverage the person ever had will do."""
    header = request.MessageHeader
    candidates = stores.registry.find(
        insurer_number=header.InsurerNumber,
        number=header.InsuredPersonIdentificationNumber,
        symbol=header.InsuranceCardSymbol,
        branch=header.BranchNumber,
    )
    people = {person.person_id: person for person, _ in candidates}
    if not people:
        raise RefusedError(stores.codes.refusal("view_person_unknown"))
    if len(people) > 1:
        raise RefusedError(stores.codes.refusal("view_person_ambiguous"))
    return next(iter(people.values()))


def _check_consent(
    stores: Stores, asker: Asker, person: InsuredPerson, category: TreatmentCategory
) -> None:
    code = asker.institution.code
    consent = stores.consents.current(person.person_id, code, category, at=asker.now)
    checks = stores.consents.card_checks(person.person_id, code, category)
    why = view_refusal(
        ConsentKind.DRUGS,
        None if consent is None else stores.agreed(consent, now=asker.now).state,
        card_checked=any(check.at <= asker.now for check in checks),
        kinds_in_use=asker.settings.consent_kinds,
    )
    if why is not None:
        raise RefusedError(stores.codes.refusal(why.value))


def _months(dispensings: Iterable[Dispensing], asker: Asker) -> tuple[ClaimMonth, ...]:
    """Grouped as claims are: by month, pharmacy and prescriber, then by day."""

    def claim(dispensing: Dispensing) -> tuple[str, str, str]:
        return (
            f"{dispensing.dispensed_on:%Y%m}",
            dispensing.pharmacy_code,
            dispensing.prescriber_code,
        )

    return tuple(
        _month(list(group), asker)
        for _, group in groupby(sorted(dispensings, key=claim, reverse=True), key=claim)
    )


def _month(dispensings: list[Dispensing], asker: Asker) -> ClaimMonth:
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
            DiDateInf=tuple(_day(dispensing) for dispensing in dispensings)
        ),
    )


def _day(dispensing: Dispensing) -> ClaimDay:
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
