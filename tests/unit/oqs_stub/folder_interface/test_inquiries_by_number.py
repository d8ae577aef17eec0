"""OQSsiquc01: eligibility by number, and who may ask at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import (
    Coverage,
    ElderlyRecipient,
    LimitCertificate,
    Persona,
)
from oqs_stub.messages import EligibilityAnswer, Encoding, Message
from oqs_stub.messages.record import EligibilityRecord
from oqs_stub.messages.validate import check_values
from oqs_stub.rules.eligibility import EligibilityTerms
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions

from .world import World

MakePersona = Callable[..., Persona]


def _records(answer: EligibilityAnswer) -> tuple[EligibilityRecord, ...]:
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "1"
    found = answer.MessageBody.ResultList
    return () if found is None else found.ResultOfQualificationConfirmation


def _validity(answer: EligibilityAnswer) -> str | None:
    assert answer.MessageBody is not None
    return answer.MessageBody.QualificationValidity


def test_valid_insurance_comes_back_with_the_echoes_of_the_request(
    world: World,
) -> None:
    answer = world.eligibility(ArbitraryIdentifier="chart 77")

    (record,) = _records(answer)
    assert _validity(answer) == "1"
    assert answer.MessageHeader.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    assert answer.MessageHeader.MedicalInstitutionCode == "9930000014"
    assert answer.MessageHeader.ReferenceClassification == "2"
    assert answer.MessageHeader.ProcessExecutionTime == "20260410100000"
    assert record.ArbitraryIdentifier == "chart 77"
    assert record.Name == "髙﨑　さくら"
    assert record.NameKana == "ﾀｶｻｷ ｻｸﾗ"
    assert record.InsurerNumber == "01990019"
    assert record.DisqualificationDate is None


def test_no_consent_is_ever_told_to_an_inquiry_by_number(world: World) -> None:
    world.visit()

    (record,) = _records(world.eligibility())

    assert record.PharmacistsInfoConsFlg is None
    assert record.SpecificDiseasesCertificateRelatedConsFlg is None
    assert record.ConsentLapseReason is None
    assert record.QualificationChange is None


@pytest.mark.parametrize(
    "changes",
    [
        {"InsurerNumber": " 1990019"},
        {"InsuredIdentificationNumber": "123"},
        {"InsuredIdentificationNumber": "１２３"},
        {"InsuredCardSymbol": "10"},
        {"InsuredBranchNumber": "01"},
    ],
    ids=str,
)
def test_spaces_zeros_and_width_of_numbers_do_not_matter(
    world: World, changes: dict[str, str]
) -> None:
    assert _validity(world.eligibility(**changes)) == "1"


@pytest.mark.parametrize(
    "changes",
    [
        {"Birthdate": "19800218"},
        {"InsuredIdentificationNumber": "124"},
        {"InsuredCardSymbol": "11"},
        {"InsuredBranchNumber": "02"},
    ],
    ids=str,
)
def test_a_wrong_number_or_birthday_finds_nobody(
    world: World, changes: dict[str, str]
) -> None:
    answer = world.eligibility(**changes)

    assert _validity(answer) == "4"
    assert _records(answer) == ()


def test_lost_insurance_is_shown_with_day_and_reason(world: World) -> None:
    (coverage,) = world.registry.people()[0].coverages
    lost = replace(coverage, lost_on=date(2026, 2, 1), reason_of_loss="03")
    world.registry.replace_coverages("sakura", [lost])

    answer = world.eligibility()

    (record,) = _records(answer)
    assert _validity(answer) == "2"
    assert record.DisqualificationDate == "20260201"
    assert record.ReasonOfLoss == "03"


def test_an_old_number_does_not_reveal_the_new_one(world: World) -> None:
    (coverage,) = world.registry.people()[0].coverages
    lost = replace(coverage, lost_on=date(2026, 2, 1), reason_of_loss="03")
    newer = replace(coverage, number="555", valid_from=date(2026, 2, 1))
    world.registry.replace_coverages("sakura", [lost, newer])

    answer = world.eligibility()

    (record,) = _records(answer)
    assert _validity(answer) == "3"
    assert record.InsuredIdentificationNumber == "0000123"


def test_the_day_asked_for_counts_and_not_today(world: World) -> None:
    (coverage,) = world.registry.people()[0].coverages
    lost = replace(coverage, lost_on=date(2026, 2, 1), reason_of_loss="03")
    world.registry.replace_coverages("sakura", [lost])

    answer = world.eligibility(QualificationConfirmationDate="20260131")

    (record,) = _records(answer)
    assert _validity(answer) == "1"
    assert record.DisqualificationDate is None
    assert record.ReasonOfLoss is None


def test_twins_without_branch_are_both_shown_for_choice(
    world: World, make_persona: MakePersona
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)

    both = world.eligibility()
    one = world.eligibility(InsuredBranchNumber="02")
    rules = replace(Rules(), eligibility=EligibilityTerms(all_candidates=False))
    hidden = world.with_options(InquiryOptions(rules=rules)).eligibility()

    assert (_validity(both), len(_records(both))) == ("5", 2)
    assert (_validity(one), len(_records(one))) == ("1", 1)
    assert (_validity(hidden), _records(hidden)) == ("5", ())


def test_a_twin_whose_cover_begins_later_makes_nobody_ambiguous(
    world: World, make_persona: MakePersona
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    later = replace(coverage, branch="02", valid_from=date(2026, 5, 1))
    world.registry.add(make_persona("futago", serial=2, coverages=(later,)))

    answer = world.eligibility()

    (record,) = _records(answer)
    assert (_validity(answer), record.InsuredBranchNumber) == ("1", "01")


def test_limit_data_are_given_only_if_offered(
    world: World, make_persona: MakePersona
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    limit = LimitCertificate(
        classification="01",
        classification_flag="A03",
        issued_on=date(2025, 8, 1),
        valid_from=date(2025, 8, 1),
        valid_until=date(2026, 7, 31),
    )
    world.registry.replace_coverages("sakura", [replace(coverage, limit=limit)])

    (offered,) = _records(world.eligibility())
    (kept,) = _records(world.eligibility(LimitApplicationCertificateRelatedConsFlg="0"))

    block = offered.LimitApplicationCertificateRelatedInfo
    assert block is not None
    assert block.LimitApplicationCertificateClassificationFlag == "A03"
    assert offered.LimitApplicationCertificateRelatedConsTime == "20260410100000"
    assert kept.LimitApplicationCertificateRelatedInfo is None
    assert kept.LimitApplicationCertificateRelatedConsFlg == "0"


def test_ratio_and_elderly_certificate_are_handed_on(world: World) -> None:
    (coverage,) = world.registry.people()[0].coverages
    elderly = ElderlyRecipient(
        issued_on=date(2025, 8, 1),
        valid_from=date(2025, 8, 1),
        valid_until=None,
        contribution_ratio="020",
    )
    world.registry.replace_coverages(
        "sakura", [replace(coverage, elderly=elderly, contribution_ratio="010")]
    )

    (record,) = _records(world.eligibility())

    block = record.ElderlyRecipientCertificateInfo
    assert record.InsuredPartialContributionRatio == "010"
    assert block is not None
    assert block.ElderlyRecipientContributionRatio == "020"
    assert block.ElderlyRecipientValidEndDate is None


REFUSED = {
    "unknown code": ("9999999999", "STUB0202"),
    "not enrolled": ("9910000026", "STUB0203"),
    "exempt": ("9910000034", "STUB0203"),
}


@pytest.mark.parametrize(("code", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_only_a_connected_institution_is_answered(
    world: World, code: str, error: str
) -> None:
    answer = world.eligibility(MedicalInstitutionCode=code)

    header = answer.MessageHeader
    check_values(answer)
    assert header.SegmentOfResult == "9"
    assert header.ErrorCode == error
    assert header.ErrorMessage is not None
    assert code in header.ErrorMessage
    assert header.MedicalInstitutionCode == code
    assert header.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    assert answer.MessageBody is None


def test_every_inquiry_is_in_the_ledger_with_its_result(world: World) -> None:
    world.eligibility()
    world.eligibility(MedicalInstitutionCode="9999999999")

    entries = [
        (entry.action, entry.institution_code, entry.person_id, entry.result)
        for entry in world.ledger.entries()
        if entry.face == "exchange"
    ]
    assert entries == [
        ("OQSsiquc01", "9930000014", "sakura", "ok"),
        ("OQSsiquc01", "9999999999", "", "STUB0202"),
    ]


def test_medical_aid_by_number_needs_the_setting(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    world.registry.replace_coverages("sakura", [medical_aid()])
    numbers = {"InsurerNumber": "12990016", "InsuredIdentificationNumber": "18"}

    hidden = world.eligibility(**numbers)
    world.enable(medical_aid=True)
    shown = world.eligibility(**numbers)

    (record,) = _records(shown)
    assert hidden.MessageBody is not None
    assert hidden.MessageBody.ProcessingResultStatus == "2"
    assert hidden.MessageBody.ProcessingResultCode == "STUB0224"
    assert _validity(hidden) is None  # Not 該当資格なし: the patient has cover.
    assert _validity(shown) == "1"
    assert record.InsuredCardClassification == "A1"
    assert record.InsuredBranchNumber is None
    assert record.PublicExpenseResultList is not None


def test_the_answer_names_its_encoding(world: World) -> None:
    request = world.eligibility()
    assert request.MessageHeader.CharacterCodeIdentifier == "0"


def test_a_message_that_is_no_request_is_a_fault_of_the_program(world: World) -> None:
    with pytest.raises(TypeError, match="Message"):
        world.service.answer(Message(), encoding=Encoding.UTF_8)
