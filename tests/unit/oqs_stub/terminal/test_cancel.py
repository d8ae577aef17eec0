"""「閲覧同意の取消し」: whose, which kinds, and OK; reason 1, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.records import ConsentFlag, ConsentKind, LapseReason, VisitForm
from oqs_stub.stub import Stub

from .staff import (
    DENTAL,
    HOME,
    MEDICAL,
    ONLINE,
    heading,
    log_in,
    post,
    press,
    press_ok,
    soup,
)
from .test_patients import checked

BOTH = frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION})


def test_a_consent_is_taken_back_after_confirmation(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    log_in(web, "user")
    first = web.get("/terminal/cancel")
    (choice,) = soup(first).select("input[name=patient]")
    label = choice.find_parent("label")
    assert label is not None

    kinds = press(web, first, "取り消す情報を選ぶ", patient="sakura")
    confirm = press(web, kinds, "確認する", kind="YZK")
    unconfirmed = stub.consents.current("sakura", DENTAL, HOME)
    done = press_ok(web, confirm)
    current = stub.consents.current("sakura", DENTAL, HOME)

    assert label.get_text().startswith("髙﨑\u3000さくら（1980年2月17日生）訪問診療等")
    assert unconfirmed is not None
    assert unconfirmed.lapsed_at is None
    assert heading(done) == "閲覧同意を取り消しました"
    assert current is not None
    assert current.lapse_reason is LapseReason.BY_INSTITUTION
    assert current.lapsed_at == stub.clock.now()
    assert press_ok(web, confirm).status_code == 409
    assert "取り消せる同意はありません" in web.get("/terminal/cancel").text
    last = [e for e in stub.ledger.entries() if e.action == "閲覧同意取消し"]
    assert [(e.actor, e.person_id, e.detail) for e in last] == [
        ("user", "sakura", "YZK")
    ]


def test_one_kind_is_cancelled_and_the_others_stand(
    web: FlaskClient, stub: Stub
) -> None:
    given = checked(stub, kinds=BOTH)
    log_in(web, "viewer")
    kinds = post(web, "/terminal/cancel", {"patient": "sakura"})

    confirm = press(web, kinds, "確認する", kind="SHJ")
    press_ok(web, confirm)

    offered = [str(box["value"]) for box in soup(kinds).select("input[name=kind]")]
    current = stub.consents.current("sakura", DENTAL, HOME)
    assert current is not None
    assert offered == ["YZK", "SHJ"]
    assert "残る情報" in confirm.text
    assert current.lapsed_at is None
    assert current.withdrawn_kinds == {ConsentKind.OPERATION}
    assert web.get(f"/terminal/patients/{given.id}/medicines").status_code == 200
    again = post(web, "/terminal/cancel", {"patient": "sakura"})
    left = [str(box["value"]) for box in soup(again).select("input[name=kind]")]
    assert left == ["YZK"]


def test_cancelling_the_last_kind_ends_the_consent(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub, kinds=BOTH)
    log_in(web, "viewer")
    for kind in ("SHJ", "YZK"):
        shown = post(web, "/terminal/cancel", {"patient": "sakura"})
        press_ok(web, press(web, shown, "確認する", kind=kind))

    current = stub.consents.current("sakura", DENTAL, HOME)
    viewer = stub.logins.log_in(DENTAL, "viewer", "mynabench")
    row = stub.terminal.patients.all(viewer)[0]

    assert current is not None
    assert current.lapse_reason is LapseReason.BY_INSTITUTION
    assert row.state.triples[ConsentKind.DRUGS].flag is ConsentFlag.LAPSED


def test_a_house_call_that_is_over_hides_no_consent_from_cancelling(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    called_at = clock.now()
    standing = checked(stub, given_at=called_at - timedelta(days=9))
    checked(stub, kinds=BOTH)
    stub.consents.mark_visit("sakura", DENTAL, called_at.date(), VisitForm.HOUSE_CALL)
    clock.set(called_at + timedelta(days=1))
    log_in(web, "user")

    shown = post(web, "/terminal/cancel", {"patient": "sakura"})
    offered = [str(box["value"]) for box in soup(shown).select("input[name=kind]")]
    press_ok(web, press(web, shown, "確認する", kind="YZK"))

    first, *_ = stub.consents.everything()
    assert offered == ["YZK"]
    assert first.id == standing.id
    assert first.lapse_reason is LapseReason.BY_INSTITUTION


def _visited_and_called(stub: Stub) -> None:
    """訪問診療 with every kind and 往診 with 薬剤情報 alone, of one day."""
    checked(stub, kinds=frozenset(ConsentKind))
    called_at = stub.clock.now() + timedelta(minutes=1)
    stub.clock.set(called_at)
    checked(stub, given_at=called_at, visit=VisitForm.HOUSE_CALL)


def test_kinds_of_a_house_call_end_no_consent_for_visits_of_the_same_day(
    web: FlaskClient, stub: Stub
) -> None:
    _visited_and_called(stub)
    log_in(web, "user")
    shown = post(web, "/terminal/cancel", {"patient": "sakura"})

    press_ok(web, press(web, shown, "確認する", kind="YZK"))

    offered = {str(box["value"]) for box in soup(shown).select("input[name=kind]")}
    assert offered == set(ConsentKind)
    assert [
        (one.lapsed_at, one.withdrawn_kinds) for one in stub.consents.everything()
    ] == [(None, {ConsentKind.DRUGS})] * 2
    again = post(web, "/terminal/cancel", {"patient": "sakura"})
    left = {str(box["value"]) for box in soup(again).select("input[name=kind]")}
    assert left == set(ConsentKind) - {ConsentKind.DRUGS}


def test_every_kind_that_is_left_of_both_ends_both(
    web: FlaskClient, stub: Stub
) -> None:
    _visited_and_called(stub)
    log_in(web, "user")

    chosen = {"patient": "sakura", "kind": list(ConsentKind)}
    confirm = soup(post(web, "/terminal/cancel/kinds", chosen))
    (shown,) = confirm.select("input[name=consent]")
    post(web, "/terminal/cancel/ok", {**chosen, "consent": str(shown["value"])})

    reasons = [one.lapse_reason for one in stub.consents.everything()]
    assert reasons == [LapseReason.BY_INSTITUTION] * 2


def test_nobody_and_nothing_chosen_is_nothing_cancelled(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    log_in(web, "user")

    nobody = post(web, "/terminal/cancel")
    nothing = post(web, "/terminal/cancel/kinds", {"patient": "sakura"})

    assert nobody.status_code == 422
    assert "取り消す患者を選んでください" in nobody.text
    assert nothing.status_code == 422
    assert "1つ以上選んでください" in nothing.text


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"institution_code": MEDICAL}, id="another-institution"),
        pytest.param({"category": ONLINE}, id="online"),
    ],
)
def test_no_other_consent_can_be_cancelled_here(
    web: FlaskClient, stub: Stub, changes: dict[str, object]
) -> None:
    given = checked(stub, **changes)
    log_in(web, "user")

    answer = post(
        web, "/terminal/cancel/ok", {"patient": "sakura", "kind": ["YZK", "SHJ"]}
    )

    current = stub.consents.current("sakura", given.institution_code, given.category)
    assert answer.status_code == 409
    assert current is not None
    assert current.lapsed_at is None


def test_ok_takes_back_no_consent_that_the_confirmation_did_not_show(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    checked(stub)
    log_in(web, "user")
    chosen = {"patient": "sakura", "kind": "YZK"}
    confirm = post(web, "/terminal/cancel/kinds", chosen)
    clock.set(clock.now() + timedelta(minutes=1))
    checked(stub, given_at=clock.now())

    late = press_ok(web, confirm)

    assert (late.status_code, heading(late)) == (409, "同意が取り直されています")
    assert all(one.lapsed_at is None for one in stub.consents.everything())
    anew = press_ok(web, post(web, "/terminal/cancel/kinds", chosen))
    assert heading(anew) == "閲覧同意を取り消しました"


def test_a_declined_cancellation_changes_nothing(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "user")
    confirm = post(web, "/terminal/cancel/kinds", {"patient": "sakura", "kind": "YZK"})
    link = soup(confirm).find("a", string="キャンセル")
    assert link is not None

    web.get(str(link["href"]))

    current = stub.consents.current("sakura", DENTAL, HOME)
    assert current is not None
    assert current.lapsed_at is None
