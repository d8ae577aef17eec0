"""A scenario cannot pass by running past a refusal."""

from __future__ import annotations

from datetime import date

import pytest

from harness.ports import AppState
from harness.results import ClinicError, Reason
from harness.visit import VisitRefused
from scenarios.clinic_tasks import required_record
from scenarios.tasks import choose_patient, right_pin, wrong_pin

from . import stage


def say_no() -> None:
    raise VisitRefused(Reason.FUNCTION_DISABLED, "使えません")


def test_a_refusal_that_nobody_looked_at_stops_the_next_act() -> None:
    encounter = stage.encounter()
    encounter.attempt(say_no, doing="受付の画面")

    with pytest.raises(AssertionError, match=r"受付の画面で断られたのに.*使えません"):
        encounter.go_on()


def test_a_refusal_that_nobody_looked_at_fails_the_scenario_at_its_end() -> None:
    encounter = stage.encounter()
    encounter.attempt(say_no, doing="受付の画面")

    with pytest.raises(AssertionError, match="function_disabled"):
        encounter.require_nothing_refused()


def test_a_refusal_that_was_looked_at_lets_the_scenario_go_on() -> None:
    encounter = stage.encounter()
    encounter.attempt(say_no, doing="受付の画面")

    refusal = encounter.take_refusal()

    assert refusal is not None
    assert refusal.reason == "function_disabled"
    assert encounter.attempt(lambda: "次", doing="次") == "次"
    assert encounter.take_refusal() is None, "an old refusal proves nothing new"


def test_an_apps_wrong_pin_is_a_refusal_until_somebody_looks() -> None:
    encounter = stage.encounter()
    encounter.show_app(
        stage.app(AppState.PIN_ENTRY, "残り2回", reason="pin_wrong", tries_left=2)
    )

    with pytest.raises(AssertionError, match="pin_wrong"):
        encounter.go_on()


def test_a_silent_server_is_no_refusal() -> None:
    def wait() -> None:
        raise ClinicError("timeout", "", "応答がありません")

    with pytest.raises(ClinicError):
        stage.encounter().attempt(wait, doing="再照会")


def test_an_act_without_a_patient_says_which_step_is_missing() -> None:
    encounter = stage.encounter()
    encounter.patient = ""

    with pytest.raises(AssertionError, match="患者は「花子」である"):
        _ = encounter.home


def test_a_reinquiry_without_a_record_says_which_step_is_missing() -> None:
    with pytest.raises(AssertionError, match="レセコンが同意済資格情報を取り込む"):
        required_record(stage.encounter())


def test_the_wrong_pin_is_never_the_right_one() -> None:
    encounter = stage.encounter()
    person = encounter.bench.people.get("hanako")
    for last in "0123456789":
        person.card.auth_pin = f"123{last}"
        assert wrong_pin(encounter) != right_pin(encounter)


def test_a_generated_person_is_called_by_number() -> None:
    encounter = stage.encounter(generated=["synth-0-0001", "synth-0-0002"])

    choose_patient(encounter, "架空の患者2")

    assert encounter.patient == "synth-0-0002"


@pytest.mark.parametrize("first", [0, 1])
def test_of_namesakes_the_one_with_the_patients_birth_date_is_the_patient(
    first: int,
) -> None:
    mine = stage.record(birthdate=date(1981, 2, 17))
    other = stage.record(birthdate=date(1950, 4, 1))

    found = (mine, other) if first == 0 else (other, mine)

    assert stage.encounter().record_of_patient(found) is mine
    assert stage.encounter().record_of_patient((other, other)) is None
