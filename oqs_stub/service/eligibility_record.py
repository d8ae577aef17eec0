"""A coverage of a person, written as the eligibility record of a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from card_profiles.model import Coverage, MedicalTicket, Person

from ..messages.certificates import (
    ElderlyRecipientBlock,
    LimitCertificateBlock,
    SpecificDiseaseBlock,
    SpecificDiseaseList,
)
from ..messages.formats import write_date, write_moment
from ..messages.kana import half_width_kana
from ..messages.medical_aid import TicketBlock, TicketList
from ..messages.record import EligibilityRecord
from ..records import Consent, ConsentFlag, ConsentKind
from ..registry import InsuredPerson
from ..rules.consent_view import ConsentState, clinical_triples
from ..rules.eligibility import Viewer, certified, is_medical_aid, lost_on

_MOST_RECORDS = 2_000
"""Records that a process keeps, to be written again on the same day."""

_INSURER_WIDTH = 8
_COMBINED = "02"  # OQSCD020 併用.
_YES, _NO = "01", "02"  # OQSCD021, 023, 024, 025.

_CONSENT_ELEMENTS = {
    ConsentKind.HEALTH_CHECKUP: "SpecificHealthCheckupsInfo",
    ConsentKind.DRUGS: "PharmacistsInfo",
    ConsentKind.DIAGNOSIS: "DiagnosisInfo",
    ConsentKind.OPERATION: "OperationInfo",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A consent, and how it stands at the time of the answer."""

    consent: Consent
    state: ConsentState


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """For whom and when a record is written."""

    on: date
    viewer: Viewer
    institution_code: str
    limit_consented_at: datetime | None  # None: 限度額 data are not offered.
    arbitrary_identifier: str | None = None


def eligibility_record(
    insured: InsuredPerson,
    coverage: Coverage,
    view: RecordView,
    *,
    reference_number: str | None = None,
) -> EligibilityRecord:
    """The record of one coverage, without the consent rows."""
    if view.limit_consented_at is None and view.arbitrary_identifier is None:
        return _lasting_record(insured.person, coverage, view, reference_number)
    return _record(insured.person, coverage, view, reference_number)


def _record(
    person: Person,
    coverage: Coverage,
    view: RecordView,
    reference_number: str | None,
) -> EligibilityRecord:
    offered = view.limit_consented_at is not None
    lost = lost_on(coverage, on=view.on)
    return EligibilityRecord(
        InsuredCardClassification=coverage.classification.value,
        InsurerNumber=coverage.insurer_number.rjust(_INSURER_WIDTH),
        InsuredCardSymbol=coverage.symbol,
        InsuredIdentificationNumber=coverage.number,
        InsuredBranchNumber=coverage.branch,
        PersonalFamilyClassification=coverage.relation.value,
        InsuredName=coverage.insured_name,
        Name=person.name,
        NameOfOther=person.alias,
        NameKana=half_width_kana(person.name_kana),
        Sex1=person.sex.value,
        Birthdate=f"{person.birthdate:%Y%m%d}",
        Address=person.address,
        PostNumber=person.post_number,
        QualificationDate=write_date(coverage.qualified_on),
        DisqualificationDate=write_date(lost),
        InsuredCertificateIssuanceDate=write_date(coverage.issued_on),
        InsuredCardValidDate=write_date(coverage.valid_from),
        InsuredCardExpirationDate=write_date(coverage.valid_until),
        InsuredPartialContributionRatio=coverage.contribution_ratio,
        PreschoolClassification="1" if coverage.preschool else None,
        ReasonOfLoss=None if lost is None else coverage.reason_of_loss,
        InsurerName=coverage.insurer_name,
        ElderlyRecipientCertificateInfo=_elderly(coverage, on=view.on),
        LimitApplicationCertificateRelatedConsFlg="1" if offered else "0",
        LimitApplicationCertificateRelatedConsTime=write_moment(
            view.limit_consented_at
        ),
        LimitApplicationCertificateRelatedInfo=(
            _limit(coverage, on=view.on) if offered else None
        ),
        PublicExpenseResultList=_tickets(coverage, view),
        ArbitraryIdentifier=view.arbitrary_identifier,
        ReferenceNumber=reference_number,
    )


# What a record says depends on nothing but this, and the same patients come again.
_lasting_record = lru_cache(_MOST_RECORDS)(_record)


def with_diseases(
    record: EligibilityRecord, coverage: Coverage, *, consented_at: datetime, on: date
) -> EligibilityRecord:
    """The record with 特定疾病療養受療証, agreed to at that time."""
    return record.model_copy(
        update={
            "SpecificDiseasesCertificateRelatedConsFlg": ConsentFlag.GIVEN.value,
            "SpecificDiseasesCertificateRelatedConsTime": write_moment(consented_at),
            "SpecificDiseasesCertificateList": _diseases(coverage, on=on),
        }
    )


def with_consents(
    record: EligibilityRecord, coverage: Coverage, agreed: Agreed, *, on: date
) -> EligibilityRecord:
    """The record with the consent rows as *agreed* stands now."""
    state = agreed.state
    rows: dict[str, object] = {}
    clinical = clinical_triples(agreed.consent, state)
    for stem, triple in (
        *((stem, state.triples[kind]) for kind, stem in _CONSENT_ELEMENTS.items()),
        *clinical.items(),  # Their names are the stems.
    ):
        rows[f"{stem}ConsFlg"] = triple.flag.value
        rows[f"{stem}ConsTime"] = write_moment(triple.consented_at)
        rows[f"{stem}AvailableTime"] = write_moment(triple.available_until)
    diseases = state.triples[ConsentKind.SPECIFIC_DISEASES]
    rows["SpecificDiseasesCertificateRelatedConsFlg"] = diseases.flag.value
    rows["SpecificDiseasesCertificateRelatedConsTime"] = write_moment(
        diseases.consented_at
    )
    if diseases.flag is ConsentFlag.GIVEN:
        rows["SpecificDiseasesCertificateList"] = _diseases(coverage, on=on)
    told = (*state.triples.values(), *clinical.values())
    if any(triple.flag is ConsentFlag.LAPSED for triple in told):
        rows["ConsentLapseReason"] = state.lapse_reason or state.kind_lapse_reason
    return record.model_copy(update=rows)


def _elderly(coverage: Coverage, *, on: date) -> ElderlyRecipientBlock | None:
    elderly = coverage.elderly
    if elderly is None or not certified(elderly.valid_from, elderly.valid_until, on=on):
        return None
    return ElderlyRecipientBlock(
        ElderlyRecipientCertificateDate=write_date(elderly.issued_on),
        ElderlyRecipientValidStartDate=write_date(elderly.valid_from),
        ElderlyRecipientValidEndDate=write_date(elderly.valid_until),
        ElderlyRecipientContributionRatio=elderly.contribution_ratio,
    )


def _limit(coverage: Coverage, *, on: date) -> LimitCertificateBlock | None:
    limit = coverage.limit
    if limit is None or not certified(limit.valid_from, limit.valid_until, on=on):
        return None
    return LimitCertificateBlock(
        LimitApplicationCertificateClassification=limit.classification,
        LimitApplicationCertificateClassificationFlag=limit.classification_flag,
        LimitApplicationCertificateDate=write_date(limit.issued_on),
        LimitApplicationCertificateValidStartDate=write_date(limit.valid_from),
        LimitApplicationCertificateValidEndDate=write_date(limit.valid_until),
        LimitApplicationCertificateLongTermDate=write_date(limit.long_term_on),
    )


def _diseases(coverage: Coverage, *, on: date) -> SpecificDiseaseList | None:
    blocks = tuple(
        SpecificDiseaseBlock(
            SpecificDiseasesDiseaseCategory=disease.category,
            SpecificDiseasesCertificateDate=write_date(disease.issued_on),
            SpecificDiseasesValidStartDate=write_date(disease.valid_from),
            SpecificDiseasesValidEndDate=write_date(disease.valid_until),
            SpecificDiseasesSelfPay=str(disease.self_pay),
        )
        for disease in coverage.specific_diseases
        if certified(disease.valid_from, disease.valid_until, on=on)
    )
    return (
        SpecificDiseaseList(SpecificDiseasesCertificateInfo=blocks) if blocks else None
    )


def _tickets(coverage: Coverage, view: RecordView) -> TicketList | None:
    """The tickets of the month, of the institution's type; whoever they name."""
    if not is_medical_aid(coverage) or not view.viewer.medical_aid:
        return None
    tickets = tuple(
        _ticket(ticket, view)
        for ticket in coverage.tickets
        if ticket.treatment_month == f"{view.on:%Y%m}"
        and ticket.ticket_type == view.viewer.ticket_type
    )
    return TicketList(MedicalTicketInfo=tickets) if tickets else None


def _ticket(ticket: MedicalTicket, view: RecordView) -> TicketBlock:
    combined = ticket.single_or_combined == _COMBINED
    injuries = (*ticket.injuries, None, None, None)[:3]
    remarks = (*ticket.remarks, None, None, None)[:3]
    return TicketBlock(
        TicketType=ticket.ticket_type,
        MedicalTicketValidDate=write_date(ticket.valid_from),
        MedicalTicketExpirationDate=write_date(ticket.valid_until),
        IssueNumber=ticket.issue_number,
        MedicalTreatmentMonth=ticket.treatment_month,
        DesignatedMedicalInstitutionCode=ticket.institution_code,
        DesignatedMedicalInstitutionFlag=(
            "0" if ticket.institution_code == view.institution_code else "1"
        ),
        DesignatedMedicalInstitutionName=ticket.institution_name,
        PrescriptionIssuerMedicalInstitutionCode=ticket.prescriber_code,
        PrescriptionIssuerMedicalInstitutionName=ticket.prescriber_name,
        InjuryName1=injuries[0],
        InjuryName2=injuries[1],
        InjuryName3=injuries[2],
        MedicalTreatmentType=ticket.treatment_type,
        SelfPayAmount=str(ticket.self_pay),
        DistrictContactName=ticket.district_contact,
        HandlingContactName=ticket.handling_contact,
        SingleOrCombinedUse=ticket.single_or_combined,
        StatusOfSocialInsurance=_YES if combined else _NO,
        ConsistencyFlag="1" if ticket.inconsistent else None,
        StatusOfInfecton=_YES if ticket.infection else _NO,
        StatusOfElderlyMedicalCare=_YES if ticket.late_elderly else _NO,
        StatusOfPrefecturalExpenses=_YES if ticket.prefectural else _NO,
        Remarks1=remarks[0],
        Remarks2=remarks[1],
        Remarks3=remarks[2],
    )
