"""OQSsionq01: eligibility of who registered for オンライン診療等, and its drugs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from card_profiles.dates import JST
from card_profiles.model import Coverage, Persona
from oqs_stub.limit_told import LimitTold
from oqs_stub.messages.online import OnlineInquiryAnswer
from oqs_stub.messages.validate import check_values
from oqs_stub.records import Consent, ConsentKind, LapseReason
from oqs_stub.reference_numbers import ReferenceRegister

from .online_patients import (
    ONLINE,
    inquire,
    register,
    switch_online,
)
from .world import World

LATER, SOON = date(2026, 4, 20), date(2026, 4, 12)


@pytest.fixture
def online(world: World) -> World:
    """A world whose dentist uses オンライン診療等機能."""
    switch_online(world)
    return world


def _refusal(answer: OnlineInquiryAnswer) -> str | None:
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "2"
    assert answer.MessageBody.ResultList is None
    return answer.MessageBody.ProcessingResultCode


def test_eligibility_is_told_up_to_the_day_of_the_examination(online: World) -> None:
    register(online, SOON)
    online.clock.set(datetime(2026, 4, 12, 23, 59, tzinfo=JST))

    answer = inquire(online, ArbitraryIdentifier="P-1")

    check_values(answer)
    body = answer.MessageBody
    assert body is not None
    assert (body.ProcessingResultStatus, body.QualificationValidity) == ("1", "1")
    assert body.ResultList is not None
    (record,) = body.ResultList.ResultOfQualificationConfirmation
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.ArbitraryIdentifier == "P-1"
    assert record.QualificationChange is None  # Of a 再照会 only.
    assert record.LimitApplicationCertificateRelatedConsFlg == "1"

    online.clock.set(datetime(2026, 4, 13, tzinfo=JST))
    assert _refusal(inquire(online)) == "STUB0323"


def test_the_next_registration_counts_in_whatever_order_they_were_made(
    online: World,
) -> None:
    register(online, LATER, at=online.clock.now() - timedelta(days=1))
    register(online, SOON)
    online.clock.set(datetime(2026, 4, 13, tzinfo=JST))

    answer = inquire(online)

    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "1"
    drugs = online.medicines(MedicalTreatmentFlag="3")
    assert drugs.MessageHeader.ResultCode == "1"


def test_a_cancelled_registration_gives_eligibility_without_consents(
    online: World,
) -> None:
    register(online, SOON)
    online.consents.lapse(
        "sakura",
        "9930000014",
        ONLINE,
        reason=LapseReason.BY_PATIENT,
        at=online.clock.now(),
    )

    answer = inquire(online)

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert record.PharmacistsInfoConsFlg == "2"
    assert record.ConsentLapseReason == "2"


@pytest.mark.parametrize(
    ("offered", "told"), [(None, True), ("0", False)], ids=["offered", "kept"]
)
def test_limit_data_given_are_remembered(
    online: World, offered: str | None, *, told: bool
) -> None:
    register(online, SOON)

    inquire(online, LimitApplicationCertificateRelatedConsFlg=offered)

    last = LimitTold(online.database).last("sakura", institution_code="9930000014")
    assert (last is not None) is told


def _twin(online: World, make_persona: Callable[..., Persona]) -> None:
    (coverage,) = online.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    online.registry.add(twin)


def test_a_twin_whose_examination_is_over_is_never_shown(
    online: World, make_persona: Callable[..., Persona]
) -> None:
    _twin(online, make_persona)
    register(online, SOON, person_id="futago")
    register(online, LATER)
    online.clock.set(datetime(2026, 4, 13, tzinfo=JST))

    answer = inquire(online)

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert record.InsuredBranchNumber == "01"
    assert record.PharmacistsInfoConsFlg == "1"


def test_twins_whose_examinations_are_over_are_refused(
    online: World, make_persona: Callable[..., Persona]
) -> None:
    _twin(online, make_persona)
    register(online, SOON, person_id="futago")
    register(online, SOON)
    online.clock.set(datetime(2026, 4, 13, tzinfo=JST))

    assert _refusal(inquire(online)) == "STUB0323"


def test_twins_who_are_both_registered_are_shown_for_choice(
    online: World, make_persona: Callable[..., Persona]
) -> None:
    _twin(online, make_persona)
    register(online, SOON, person_id="futago")
    register(online, SOON)

    answer = inquire(online)

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    records = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert {record.InsuredBranchNumber for record in records} == {"01", "02"}
    assert {record.PharmacistsInfoConsFlg for record in records} == {None}


NOT_TOLD: dict[str, tuple[dict[str, str | None], str]] = {
    "home visit": ({"MedicalTreatmentFlag": "2"}, "STUB0321"),
    "home visit of nobody": (
        {"MedicalTreatmentFlag": "2", "InsuredIdentificationNumber": "9"},
        "STUB0321",
    ),
    "no birthdate": ({"Birthdate": None}, "STUB0304"),
    "by a 照会番号 of nobody": (
        {"InsurerNumber": None, "ReferenceNumber": "1"},
        "STUB0305",
    ),
}


@pytest.mark.parametrize(("changes", "code"), NOT_TOLD.values(), ids=NOT_TOLD.keys())
def test_a_question_that_cannot_be_met_says_why(
    online: World, changes: dict[str, str | None], code: str
) -> None:
    register(online, SOON)

    assert _refusal(inquire(online, **changes)) == code


def test_the_clinics_own_number_is_enough_and_comes_back(online: World) -> None:
    register(online, SOON)
    (person,) = online.registry.people()
    ReferenceRegister(online.database).register(
        "P-0001",
        institution_code="9930000014",
        person_id="sakura",
        coverage=person.coverages[0],
        now=online.clock.now(),
    )

    answer = inquire(
        online,
        InsurerNumber=None,
        InsuredIdentificationNumber=None,
        Birthdate=None,
        ReferenceNumber="P-0001",
    )

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert record.Name == "髙﨑　さくら"
    assert record.ReferenceNumber == "P-0001"


def test_the_clinics_own_number_asks_for_everything_that_is_in_force(
    online: World, medical_aid: Callable[..., Coverage]
) -> None:
    online.enable(medical_aid=True)
    switch_online(online)
    register(online, SOON)
    (insured,) = online.registry.people()[0].coverages
    online.registry.replace_coverages("sakura", [insured, medical_aid()])
    ReferenceRegister(online.database).register(
        "P-0001",
        institution_code="9930000014",
        person_id="sakura",
        coverage=insured,
        now=online.clock.now(),
    )

    answer = inquire(online, InsurerNumber=None, ReferenceNumber="P-0001")

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    records = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert [one.InsuredCardClassification for one in records] == ["01", "A1"]


def test_who_never_registered_here_is_not_told(online: World) -> None:
    online.visit()  # A home visit is something else.
    register(online, SOON, code="9910000018")

    assert _refusal(inquire(online)) == "STUB0322"


def test_a_registration_without_a_card_counts_for_nothing(online: World) -> None:
    online.consents.record(
        Consent(
            person_id="sakura",
            institution_code="9930000014",
            category=ONLINE,
            kinds=frozenset({ConsentKind.DRUGS}),
            prescription=None,
            given_at=online.clock.now(),
            channel="zaitaku-web",
            examination_date=SOON,
        )
    )

    assert _refusal(inquire(online)) == "STUB0322"


def test_numbers_of_nobody_are_no_refusal(online: World) -> None:
    answer = inquire(online, InsuredIdentificationNumber="9")

    assert answer.MessageBody is not None
    assert answer.MessageBody.QualificationValidity == "4"


def test_twins_without_branch_are_told_apart_by_who_registered(
    online: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = online.registry.people()[0].coverages
    online.registry.add(
        make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    )
    register(online, SOON)

    one = inquire(online)
    register(online, SOON, person_id="futago")
    both = inquire(online)

    assert one.MessageBody is not None
    assert one.MessageBody.QualificationValidity == "1"
    assert both.MessageBody is not None
    assert both.MessageBody.QualificationValidity == "5"


def test_the_online_consent_opens_the_drugs_to_the_day_of_the_examination(
    online: World,
) -> None:
    register(online, SOON, kinds=frozenset({ConsentKind.DRUGS}))
    assert online.medicines(MedicalTreatmentFlag="3").MessageHeader.ResultCode == "1"

    online.clock.set(datetime(2026, 4, 13, tzinfo=JST))

    answer = online.medicines(MedicalTreatmentFlag="3")
    assert answer.MessageHeader.ResultCode == "STUB0402"


def test_it_is_no_reinquiry(online: World) -> None:
    register(online, SOON)

    answer = online.reinquiry()

    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultCode == "STUB0302"
