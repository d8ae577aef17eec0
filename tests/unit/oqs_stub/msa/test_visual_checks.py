"""目視確認: from when on, with which passcode, and what a wrong face leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from card_profiles.model import Persona
from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

from ..conftest import TestCard
from .phone import Phone, enrol, issue_code, refused

Issue = Callable[[Persona], TestCard]
Make = Callable[..., Persona]


@pytest.mark.parametrize(
    ("day", "checks"),
    [
        pytest.param("2024-09-30", ["pin"], id="the-day-before"),
        pytest.param("2024-10-01", ["pin", "visual"], id="the-first-day"),
    ],
)
def test_a_visual_check_can_be_chosen_from_october_2024_on(
    stub: Stub, web: FlaskClient, clock: SettableClock, day: str, checks: list[str]
) -> None:
    clock.set(datetime.fromisoformat(f"{day}T00:00:00+09:00"))
    phone = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])

    assert phone.get("/device").get_json()["checks"] == checks
    answer = phone.start("visual")
    if "visual" in checks:
        assert answer.status_code == 201
    else:
        assert refused(answer) == (403, "visual_check_not_started")
        assert "2024年10月1日" in answer.get_json()["message"]


def test_the_first_day_begins_at_midnight_in_japan(
    stub: Stub, web: FlaskClient, clock: SettableClock
) -> None:
    clock.set(datetime(2024, 9, 30, 15, 0, tzinfo=UTC))
    phone = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])

    assert phone.start("visual").status_code == 201


def test_no_card_before_the_staff_looked(phone: Phone, card: TestCard) -> None:
    phone.start("visual")
    phone.choose()

    answer = phone.read(card, signed=False)

    assert refused(answer) == (409, "identity_not_confirmed")


def test_a_face_that_is_another_ends_the_visit(
    stub: Stub, phone: Phone, card: TestCard
) -> None:
    phone.start("visual")
    phone.get_passcode()

    answer = phone.confirm(same_person=False)

    assert refused(answer) == (403, "identity_mismatch")
    assert refused(phone.get_passcode()) == (410, "msa_visit_over")
    assert refused(phone.choose()) == (410, "msa_visit_over")
    assert refused(phone.read(card, signed=False)) == (410, "msa_visit_over")
    assert stub.consents.everything() == []


def test_a_wrong_passcode_can_be_typed_three_times(phone: Phone) -> None:
    phone.start("visual")
    phone.get_passcode()
    wrong = f"{(int(phone.passcode) + 1) % 1_000_000:06d}"

    answers = [refused(phone.confirm(passcode=wrong)) for _ in range(4)]

    assert answers[:3] == [(403, "passcode_wrong")] * 3
    assert answers[3] == (410, "passcode_expired")
    assert refused(phone.confirm()) == (410, "passcode_expired")
    phone.get_passcode()
    assert phone.confirm().status_code == 200


def test_a_passcode_is_good_for_ten_minutes_and_once(
    phone: Phone, clock: SettableClock
) -> None:
    phone.start("visual")
    assert refused(phone.confirm(passcode="000000")) == (410, "passcode_expired")
    phone.get_passcode()
    clock.set(clock.now() + timedelta(minutes=10))
    assert refused(phone.confirm()) == (410, "passcode_expired")

    phone.get_passcode()

    assert phone.confirm().status_code == 200
    assert refused(phone.confirm()) == (410, "passcode_expired")


def test_a_new_passcode_makes_the_old_one_void(phone: Phone) -> None:
    phone.start("visual")
    phone.get_passcode()
    old = phone.passcode
    while phone.passcode == old:
        phone.get_passcode()

    assert refused(phone.confirm(passcode=old)) == (403, "passcode_wrong")
