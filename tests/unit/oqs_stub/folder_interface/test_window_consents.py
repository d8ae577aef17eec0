"""By word of mouth at the window: 限度額 and 特定疾病, never medical data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import LimitCertificate, SpecificDisease
from oqs_stub.messages import EligibilityAnswer
from oqs_stub.messages.record import EligibilityRecord
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind
from oqs_stub.rules.consent_view import ConsentTerms, oral_consent_covers
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions

from .world import World

DISEASES = ConsentKind.SPECIFIC_DISEASES
CASES = {
    "特定疾病 where it is used": (DISEASES, {DISEASES}, True, True),
    "特定疾病 where it is not": (DISEASES, {ConsentKind.DRUGS}, True, False),
    "the rule off": (DISEASES, {DISEASES}, False, False),
    "薬剤 never": (ConsentKind.DRUGS, set(ConsentKind), True, False),
    "健診 never": (ConsentKind.HEALTH_CHECKUP, set(ConsentKind), True, False),
}


@pytest.mark.parametrize(
    ("kind", "used", "rule", "covered"), CASES.values(), ids=CASES.keys()
)
def test_word_of_mouth_is_enough_for_certificates_alone(
    *, kind: ConsentKind, used: set[ConsentKind], rule: bool, covered: bool
) -> None:
    terms = ConsentTerms(oral_covers_diseases=rule)

    assert oral_consent_covers(kind, kinds_in_use=used, terms=terms) is covered


@pytest.fixture
def ill(world: World) -> World:
    """sakura has 限度額 and 特定疾病, and the dentist uses all kinds."""
    (coverage,) = world.registry.people()[0].coverages
    disease = SpecificDisease(
        category="1",
        issued_on=date(2025, 4, 1),
        valid_from=date(2025, 4, 1),
        valid_until=date(2026, 7, 31),
        self_pay=10_000,
    )
    limit = LimitCertificate(
        classification="01",
        classification_flag="A03",
        issued_on=date(2025, 8, 1),
        valid_from=date(2025, 8, 1),
        valid_until=date(2026, 7, 31),
    )
    world.registry.replace_coverages(
        "sakura", [replace(coverage, limit=limit, specific_diseases=(disease,))]
    )
    world.enable(kinds=frozenset(ConsentKind))
    return world


def _record(answer: EligibilityAnswer) -> EligibilityRecord:
    check_values(answer)
    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    return record


def test_with_the_rule_on_both_certificates_come_and_no_medical_consent(
    ill: World,
) -> None:
    rules = replace(Rules(), consent=ConsentTerms(oral_covers_diseases=True))
    ill = ill.with_options(InquiryOptions(rules=rules))

    record = _record(ill.eligibility(LimitApplicationCertificateRelatedConsFlg="1"))

    assert record.LimitApplicationCertificateRelatedInfo is not None
    assert record.SpecificDiseasesCertificateRelatedConsFlg == "1"
    assert record.SpecificDiseasesCertificateList is not None
    assert record.PharmacistsInfoConsFlg is None
    assert ill.medicines().MessageHeader.ResultCode == "STUB0401"


def test_without_the_flag_neither_comes(ill: World) -> None:
    record = _record(ill.eligibility(LimitApplicationCertificateRelatedConsFlg="0"))

    assert record.LimitApplicationCertificateRelatedInfo is None
    assert record.SpecificDiseasesCertificateRelatedConsFlg is None
    assert record.SpecificDiseasesCertificateList is None


def test_the_flag_is_for_limits_alone(ill: World) -> None:
    record = _record(ill.eligibility(LimitApplicationCertificateRelatedConsFlg="1"))

    assert record.LimitApplicationCertificateRelatedInfo is not None
    assert record.SpecificDiseasesCertificateRelatedConsFlg is None
    assert record.SpecificDiseasesCertificateList is None
    assert record.PharmacistsInfoConsFlg is None
    assert ill.medicines().MessageHeader.ResultCode == "STUB0401"


def test_certificates_whose_time_is_over_are_left_out(ill: World) -> None:
    rules = replace(Rules(), consent=ConsentTerms(oral_covers_diseases=True))
    ill = ill.with_options(InquiryOptions(rules=rules))

    record = _record(ill.eligibility(QualificationConfirmationDate="20260801"))

    assert record.LimitApplicationCertificateRelatedInfo is None
    assert record.SpecificDiseasesCertificateRelatedConsFlg == "1"
    assert record.SpecificDiseasesCertificateList is None


def test_another_public_expense_is_refused_for_the_person(world: World) -> None:
    body = world.eligibility(InsurerNumber="54990018").MessageBody

    assert body is not None
    assert body.ProcessingResultStatus == "2"
    assert body.ProcessingResultCode == "STUB0314"
    assert body.QualificationValidity is None
    assert body.ResultList is None


def test_and_in_a_reinquiry_too(world: World) -> None:
    body = world.reinquiry(InsurerNumber="54990018").MessageBody

    assert body is not None
    assert body.ProcessingResultCode == "STUB0314"
