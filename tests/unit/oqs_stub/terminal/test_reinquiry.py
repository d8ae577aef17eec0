"""「再照会」 at the terminal: single, by tick boxes, and refused with its reason."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.records import LapseReason
from oqs_stub.stub import Stub

from .staff import DENTAL, HOME, MEDICAL, ONLINE, consent, heading, log_in, post, press
from .test_eligibility import SAKURA
from .test_patients import checked


def by_number(web: FlaskClient, **typed: str) -> TestResponse:
    form = web.get("/terminal/reinquiry")
    return press(web, form, "番号で再照会する", **{**SAKURA, **typed})


def of_patients(web: FlaskClient, *ids: str) -> TestResponse:
    answer = post(web, "/terminal/reinquiry/patients", {"patient": list(ids)})
    return web.get(answer.headers["Location"]) if answer.location else answer


def test_a_patient_under_care_is_asked_for_without_the_card(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    log_in(web, "user")

    for answer in (by_number(web), of_patients(web, "sakura")):
        assert heading(answer) == "再照会の結果"
        assert "有効" in answer.text
        assert "髙﨑　さくら" in answer.text
        assert "紙の処方箋" in answer.text

    asked = [e for e in stub.ledger.entries() if e.action == "OQSsihvq01"]
    assert [(e.face, e.actor, e.person_id) for e in asked] == [
        ("terminal", "user", "sakura")
    ] * 2


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("never-checked", "カードによる確認をした記録がない"),
        ("elsewhere", "カードによる確認をした記録がない"),
        ("online", "カードによる確認をした記録がない"),
        ("over", "期間を過ぎた"),
    ],
)
def test_a_refusal_says_why(
    web: FlaskClient, stub: Stub, clock: SettableClock, case: str, why: str
) -> None:
    match case:
        case "elsewhere":
            checked(stub, institution_code=MEDICAL)
        case "online":
            checked(stub, category=ONLINE, examination_date=clock.now().date())
        case "over":
            checked(stub)
            clock.set(datetime(2026, 8, 1, 9, 0, tzinfo=JST))
    log_in(web, "user")

    answer = by_number(web)

    assert "再照会できません" in answer.text
    assert why in answer.text
    assert "STUB03" in answer.text


def test_after_a_cancellation_the_eligibility_is_given_and_the_consent_has_lapsed(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    stub.consents.lapse(
        "sakura", DENTAL, HOME, reason=LapseReason.BY_INSTITUTION, at=stub.clock.now()
    )
    log_in(web, "user")

    answer = by_number(web)

    assert "有効" in answer.text
    assert "同意有効期限切れ" in answer.text
    assert "医療機関による同意取消し" in answer.text


def test_everybody_ticked_is_asked_at_once_each_with_an_outcome(
    web: FlaskClient, stub: Stub, twins: tuple[str, str]
) -> None:
    checked(stub)
    consent(stub, person_id=twins[0])  # Consent alone: the card was never checked.
    log_in(web, "user")

    answer = of_patients(web, "sakura", twins[0])

    assert heading(answer) == "再照会の結果"
    assert "2件（エラー 1件）" in answer.text
    assert "髙﨑　さくら" in answer.text
    assert "カードによる確認をした記録がない" in answer.text
    assert "髙﨑\u3000小春（" in answer.text
    last = stub.ledger.entries()[-1]
    assert (last.action, last.actor, last.detail) == ("OQSmuhvr02", "user", "sakura")


def test_twins_are_picked_by_the_tick(
    web: FlaskClient, stub: Stub, twins: tuple[str, str]
) -> None:
    for person_id in twins:
        checked(stub, person_id=person_id)
    log_in(web, "user")

    answer = of_patients(web, twins[1])

    assert "髙﨑　小町" in answer.text
    assert "小春" not in answer.text


def test_twins_ticked_together_get_an_answer_each(
    web: FlaskClient, stub: Stub, twins: tuple[str, str]
) -> None:
    for person_id in twins:
        checked(stub, person_id=person_id)
    log_in(web, "user")

    answer = of_patients(web, *twins)

    assert heading(answer) == "再照会の結果"
    assert "2件（エラー 0件）" in answer.text
    assert "複数該当" not in answer.text
    assert answer.text.count("髙﨑　小春") == answer.text.count("髙﨑　小町") > 0
    last = stub.ledger.entries()[-1]
    assert (last.action, set(last.detail.split())) == ("OQSmuhvr02", set(twins))


def test_nobody_ticked_is_explained(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "user")

    answer = of_patients(web)

    assert answer.status_code == 422
    assert "再照会する患者さんを選んでください" in answer.text


def test_a_reference_number_alone_is_enough(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "user")
    form = web.get("/terminal/reference")
    typed = {k: v for k, v in SAKURA.items() if k != "birthdate"}
    done = press(
        web, form, "登録する", reference="Ｋ－００１", **{**typed, "branch": "01"}
    )
    shown = web.get("/terminal/reinquiry")
    found = press(web, shown, "番号で再照会する", reference="K-001")
    unknown = press(web, shown, "番号で再照会する", reference="K-002")

    assert "照会番号 K-001 を登録しました" in done.text
    assert "髙﨑　さくら" in found.text
    assert "K-001" in found.text
    assert "照会番号は登録されていません" in unknown.text


@pytest.mark.parametrize(
    ("typed", "status", "why"),
    [
        pytest.param({"reference": ""}, 422, "照会番号を50文字以内", id="none"),
        pytest.param({"branch": ""}, 409, "枝番がない", id="branch-missing"),
        pytest.param({"number": "999"}, 409, "資格が見つかりません", id="nobody"),
        pytest.param({"insurer": "x"}, 422, "8桁以内の数字", id="insurer"),
    ],
)
def test_a_number_that_cannot_be_registered_says_why_and_is_kept(
    web: FlaskClient, typed: dict[str, str], status: int, why: str
) -> None:
    log_in(web, "user")
    fields = {**SAKURA, "branch": "01", "reference": "K-001", **typed}

    answer = post(web, "/terminal/reference", fields)

    assert answer.status_code == status
    assert why in answer.text
    assert f'value="{fields["number"]}"' in answer.text


def test_an_online_registration_that_stands_is_told_as_well(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    consent(stub, category=ONLINE, examination_date=date(2026, 4, 12))
    log_in(web, "user")

    assert 'id="online-registration"' in by_number(web).text
