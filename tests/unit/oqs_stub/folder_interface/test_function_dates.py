"""Before its day a function is refused, and the refusal names the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from card_profiles.dates import JST
from card_profiles.model import Coverage
from oqs_stub.messages import Encoding
from oqs_stub.messages.headers import ListRequestHeader
from oqs_stub.messages.ticket_list import (
    TicketListReception,
    TicketListRequest,
    TicketListRequestBody,
    TicketSearchInfo,
)
from oqs_stub.records import InstitutionState
from oqs_stub.rules.functions import FunctionStarts
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions, viewer_of

from .asking import DENTIST, reinquiry_request
from .world import World


def _told(world: World) -> tuple[str | None, str | None]:
    answer = world.service.answer(reinquiry_request(), encoding=Encoding.UTF_8)
    header = answer.MessageHeader
    return header.ErrorCode, header.ErrorMessage


def test_before_april_2024_home_visits_are_refused_with_the_day(world: World) -> None:
    world.clock.set(datetime(2024, 3, 31, 23, 59, 59, tzinfo=JST))
    code, message = _told(world)
    world.clock.set(datetime(2024, 4, 1, tzinfo=JST))

    assert code == "STUB0211"
    assert "2024年4月1日" in str(message)
    assert _told(world) == (None, None)


BY_AID_NUMBER = {"InsurerNumber": "12990016", "InsuredIdentificationNumber": "18"}
AID_DAYS = {
    "the day before": ("2024-02-29", "STUB0211"),
    "the first day": ("2024-03-01", None),
}


@pytest.fixture
def aided(world: World, medical_aid: Callable[..., Coverage]) -> World:
    """sakura is on 医療扶助 since 2024, and the dentist has 医療扶助関連項目."""
    world.registry.replace_coverages(
        "sakura", [medical_aid(valid_from=date(2024, 1, 1))]
    )
    world.enable(medical_aid=True)
    return world


def _aid_by_number(world: World, day: str) -> tuple[str | None, str | None, str | None]:
    world.clock.set(datetime.fromisoformat(f"{day}T09:00:00+09:00"))
    asked = {"QualificationConfirmationDate": day.replace("-", "")}
    body = world.eligibility(**BY_AID_NUMBER, **asked).MessageBody
    assert body is not None
    return (
        body.ProcessingResultCode,
        body.QualificationValidity,
        body.ProcessingResultMessage,
    )


@pytest.mark.parametrize(("day", "code"), AID_DAYS.values(), ids=AID_DAYS.keys())
def test_medical_aid_by_number_begins_on_its_day(
    aided: World, day: str, code: str | None
) -> None:
    told, validity, message = _aid_by_number(aided, day)

    assert told == code
    assert (validity is None) == (code is not None)
    assert ("2024年3月1日" in (message or "")) == (code is not None)


@pytest.mark.parametrize(("day", "code"), AID_DAYS.values(), ids=AID_DAYS.keys())
def test_the_list_of_tickets_begins_on_that_day_too(
    aided: World, day: str, code: str | None
) -> None:
    aided.clock.set(datetime.fromisoformat(f"{day}T09:00:00+09:00"))
    request = TicketListRequest(
        MessageHeader=ListRequestHeader(MedicalInstitutionCode=DENTIST),
        MessageBody=TicketListRequestBody(
            QualificationConfirmSearchInfo=TicketSearchInfo(
                MedicalTreatmentMonth="202403"
            )
        ),
    )

    assert aided.ask(request, TicketListReception).MessageHeader.ErrorCode == code


def test_before_that_day_medical_aid_is_not_shown_beside_an_insurance(
    aided: World, medical_aid: Callable[..., Coverage]
) -> None:
    institution = aided.institutions.get(DENTIST)
    settings = aided.institutions.settings(DENTIST)
    seen = [
        viewer_of(institution, settings, today=day, starts=FunctionStarts()).medical_aid
        for day in (date(2024, 2, 29), date(2024, 3, 1))
    ]

    assert seen == [False, True]


@pytest.mark.parametrize("state", ["test-period", "exempt", "not-enrolled"])
def test_who_no_longer_operates_has_no_home_visits(world: World, state: str) -> None:
    institution = world.institutions.get(DENTIST)
    world.institutions.change(replace(institution, state=InstitutionState(state)))

    code, _ = _told(world)

    assert code == "STUB0203"


def test_the_day_is_a_parameter(world: World) -> None:
    starts = FunctionStarts(home_visit=date(2027, 1, 1))
    later = world.with_options(InquiryOptions(rules=replace(Rules(), starts=starts)))

    code, message = _told(later)

    assert code == "STUB0211"
    assert "2027年1月1日" in str(message)


@pytest.mark.parametrize(
    ("state", "day", "code"),
    [
        pytest.param("exempt", "2026-04-10", "STUB0203", id="exempt"),
        pytest.param("not-enrolled", "2026-04-10", "STUB0203", id="not-enrolled"),
        pytest.param("test-period", "2023-10-31", "STUB0203", id="before-the-tests"),
        pytest.param("test-period", "2023-11-01", None, id="test-period"),
    ],
)
def test_a_state_decides_whether_anything_may_be_asked(
    world: World, state: str, day: str, code: str | None
) -> None:
    configured = world.institutions._configured
    institution, settings = configured[DENTIST]
    configured[DENTIST] = (
        replace(institution, state=InstitutionState(state)),
        replace(settings, home_visit=False),
    )
    world.clock.set(datetime.fromisoformat(f"{day}T09:00:00+09:00"))

    answer = world.eligibility()

    assert answer.MessageHeader.ErrorCode == code
