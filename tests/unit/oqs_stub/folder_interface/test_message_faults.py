"""Faults that were asked for, in the answers of the folder interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import Persona
from oqs_stub.faults import Faults
from oqs_stub.messages import Encoding
from oqs_stub.messages.bulk_inquiry import BulkInquiryReception, BulkInquiryResult
from oqs_stub.messages.eligibility import EligibilityAnswer
from oqs_stub.service.arrival import Arrival
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.service.inquiry_context import Origin
from oqs_stub.service.message_faults import UnreachableForNowError

from .asking import eligibility_request, medicine_request, result_request
from .asking_more import bulk_request, bulk_result_request
from .world import World


@pytest.fixture
def faults(world: World) -> Faults:
    return Faults(world.database, world.ledger, world.clock)


@pytest.fixture
def faulty(world: World, faults: Faults, make_persona: Callable[..., Persona]) -> World:
    """The world with faults, and with 太郎 as a second person."""
    coverage = replace(
        make_persona().coverages[0], insurer_number="99120016", number="7777777"
    )
    taro = make_persona("taro", serial=1002, coverages=(coverage,))
    person = replace(
        taro.person,
        family_name="架空",
        given_name="太郎",
        birthdate=date(1970, 5, 5),
    )
    world.registry.add(replace(taro, person=person))
    service = InquiryService(
        world.database,
        world.registry,
        world.consents,
        world.institutions,
        world.ledger,
        world.clock,
        faults=faults,
    )
    return replace(world, service=service)


def injected(world: World) -> list[str]:
    return [one.action for one in world.ledger.entries() if one.face == "fault"]


def test_an_abnormal_end_carries_the_code_that_was_asked_for(
    faulty: World, faults: Faults
) -> None:
    faults.arm("segment-9:code=STUB9999,message=夜間のため受け付けません")

    header = faulty.eligibility().MessageHeader

    assert (header.SegmentOfResult, header.ErrorCode) == ("9", "STUB9999")
    assert header.ErrorMessage == "夜間のため受け付けません"
    assert faulty.eligibility().MessageHeader.SegmentOfResult == "1"
    assert injected(faulty) == ["segment-9"]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("status-2", "fault", id="content"),
        pytest.param("wrong-echo", "fault", id="echo"),
        pytest.param("status-2:patient=taro", "ok", id="somebody-else's"),
        pytest.param("duplicate", "ok", id="delivery"),
    ],
)
def test_an_answer_made_wrong_on_purpose_says_so_to_who_watches(
    faulty: World, faults: Faults, text: str, result: str
) -> None:
    faults.arm(text)

    outcome = faulty.service.inquire(eligibility_request(), encoding=Encoding.UTF_8)

    assert outcome.result == result


def test_medicines_end_abnormally_in_their_own_way(
    faulty: World, faults: Faults
) -> None:
    faulty.visit()
    faults.arm("segment-9:on=YZK,patient=sakura")

    assert faulty.eligibility().MessageHeader.SegmentOfResult == "1"
    answer = faulty.service.answer(medicine_request(), encoding=Encoding.UTF_8)

    assert answer.MessageHeader.ResultCode == "STUB0603"  # type: ignore[attr-defined]  # A MedicineAnswer.


def test_a_file_is_refused_as_such_and_nothing_is_done_for_it(
    faulty: World, faults: Faults
) -> None:
    faults.arm("err")

    outcome = faulty.service.inquire(eligibility_request(), encoding=Encoding.UTF_8)

    assert outcome.rejection is not None
    assert outcome.rejection.code == "STUB0602"
    assert injected(faulty) == ["err"]


@pytest.mark.parametrize(
    ("text", "validity"),
    [
        pytest.param("validity:value=3", "3", id="replaced"),
        pytest.param("validity:value=5,patient=sakura", "5", id="this-person"),
        pytest.param("validity:value=5,patient=taro", "1", id="another-person"),
        pytest.param("validity:value=5,institution=9910000018", "1", id="elsewhere"),
        pytest.param("validity:value=5,region=西日本", "1", id="another-region"),
        pytest.param("validity:value=5,region=架空", "5", id="this-region"),
        pytest.param("validity:value=5,on=OQSmu", "1", id="another-message"),
        pytest.param("validity:value=5,from=2026-04-10T10:01", "1", id="later"),
    ],
)
def test_another_validity_is_answered_within_its_scope(
    faulty: World, faults: Faults, text: str, validity: str
) -> None:
    faults.arm(text)

    body = faulty.eligibility().MessageBody

    assert body is not None
    assert body.QualificationValidity == validity
    assert injected(faulty) == ([] if validity == "1" else ["validity"])


def test_nobody_found_brings_no_record(faulty: World, faults: Faults) -> None:
    faults.arm("validity:value=4")

    body = faulty.eligibility().MessageBody

    assert body is not None
    assert (body.QualificationValidity, body.ResultList) == ("4", None)


def test_somebody_elses_answer_has_their_identity_and_our_question(
    faulty: World, faults: Faults, make_persona: Callable[..., Persona]
) -> None:
    (own,) = make_persona().coverages
    aged = replace(own, contribution_ratio="010")  # Which only 後期高齢者医療 has.
    faulty.registry.replace_coverages("sakura", [aged])
    faults.arm("someone-else")

    body = faulty.eligibility().MessageBody

    assert body is not None
    assert body.ResultList is not None
    assert body.QualificationConfirmSearchInfo is not None
    (record,) = body.ResultList.ResultOfQualificationConfirmation
    assert (record.Name, record.Birthdate) == ("架空　太郎", "19700505")
    assert record.InsuredIdentificationNumber == "7777777"
    assert record.InsuredPartialContributionRatio is None
    assert body.QualificationConfirmSearchInfo.InsuredIdentificationNumber == "0000123"


def test_an_answer_to_another_request_echoes_another_name(
    faulty: World, faults: Faults
) -> None:
    faults.arm("wrong-echo")

    assert (
        faulty.eligibility().MessageHeader.ArbitraryFileIdentifier
        == "STUB-OTHER-REQUEST"
    )


def test_people_of_a_list_fail_one_by_one_and_are_counted(
    faulty: World, faults: Faults
) -> None:
    faults.arm("status-2:patient=taro,times=0")
    taro = {
        "InsurerNumber": "99120016",
        "InsuredIdentificationNumber": "7777777",
        "Birthdate": "19700505",
    }
    reception = faulty.ask(bulk_request({}, taro, {}), BulkInquiryReception)
    assert reception.MessageBody is not None

    result = faulty.ask(
        bulk_result_request(reception.MessageBody.ReceptionNumber), BulkInquiryResult
    )

    assert result.MessageBody is not None
    units = result.MessageBody.BulkConfirmUnit
    assert [unit.ProcessingResultStatus for unit in units] == ["1", "2", "1"]
    assert [len(unit.ResultOfQualificationConfirmation) for unit in units] == [1, 0, 1]
    header = result.MessageHeader
    assert (header.NumberOfNormalProcessing, header.NumberOfError) == ("2", "1")


def test_a_list_is_in_the_works_as_often_as_asked_for(
    faulty: World, faults: Faults
) -> None:
    faulty.visit()
    faults.arm("processing:times=2")
    reception = faulty.accept_list("20260401", "20260430")
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber

    segments = [
        faulty.list_result(number).MessageHeader.SegmentOfResult for _ in range(3)
    ]

    assert segments == ["2", "2", "1"]


def test_an_outage_reaches_only_its_region_and_its_hours(
    faulty: World, faults: Faults
) -> None:
    faults.arm("announced-outage")
    faults.arm("outage:to=2026-04-10T10:20")

    assert faulty.eligibility().MessageHeader.ErrorCode == "STUB0601"
    faulty.clock.set(faulty.clock.now().replace(minute=20))
    assert faulty.eligibility().MessageHeader.SegmentOfResult == "1"


def test_while_requests_wait_nothing_is_done_and_nothing_is_counted(
    faulty: World, faults: Faults
) -> None:
    (armed,) = faults.arm("import-waits")

    with pytest.raises(UnreachableForNowError):
        faulty.eligibility()
    faults.take_away(armed.id)

    assert faulty.eligibility().MessageHeader.SegmentOfResult == "1"
    assert injected(faulty) == []


@pytest.mark.parametrize(
    ("text", "arrival"),
    [
        pytest.param("slow:seconds=3", Arrival(after_seconds=3), id="slow"),
        pytest.param(
            "broken-off:seconds=4", Arrival(rest_after_seconds=4), id="broken-off"
        ),
        pytest.param("never", Arrival(never=True), id="never"),
        pytest.param("duplicate", Arrival(again=True), id="duplicate"),
    ],
)
def test_an_answer_is_told_how_to_arrive(
    faulty: World, faults: Faults, text: str, arrival: Arrival
) -> None:
    faults.arm(text)

    outcome = faulty.service.inquire(eligibility_request(), encoding=Encoding.UTF_8)

    assert outcome.arrival == arrival
    assert injected(faulty) == [text.partition(":")[0]]


def test_over_http_the_web_server_sees_to_the_line(
    faulty: World, faults: Faults
) -> None:
    faults.arm("outage:face=all")
    faults.arm("validity:value=2")

    answer = faulty.service.inquire(
        eligibility_request(), encoding=Encoding.UTF_8, origin=Origin(face="webapi")
    ).answer

    assert isinstance(answer, EligibilityAnswer)
    assert answer.MessageBody is not None
    assert answer.MessageBody.QualificationValidity == "2"


def test_a_result_that_does_not_exist_has_no_person_to_fail(
    faulty: World, faults: Faults
) -> None:
    faults.arm("status-2:times=0")

    answer = faulty.service.answer(result_request("9" * 20), encoding=Encoding.UTF_8)

    assert answer.MessageHeader.ErrorCode == "STUB0207"  # type: ignore[attr-defined]  # A ConsentedResult.
    assert injected(faulty) == []
