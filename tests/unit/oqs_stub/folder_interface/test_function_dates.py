"""Before its day a function is refused, and the refusal names the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.messages import Encoding
from oqs_stub.records import InstitutionState
from oqs_stub.rules.functions import FunctionStarts
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions

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
