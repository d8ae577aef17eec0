"""The lists of who consented, and taking a consent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.model import CardClassification
from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    CardCheck,
    ConsentKind,
    LapseReason,
    Settings,
)
from oqs_stub.stub import Stub

from .staff import (
    DENTAL,
    HOME,
    MEDICAL,
    Maker,
    consent,
    heading,
    log_in,
    post,
    press_ok,
    soup,
)

EVERYTHING = Settings(
    home_visit=True, online=True, consent_kinds=frozenset(ConsentKind)
)


def test_who_consented_is_listed(web: FlaskClient, stub: Stub) -> None:
    consent(stub)
    consent(stub, institution_code=MEDICAL, kinds=frozenset({ConsentKind.OPERATION}))
    log_in(web, "viewer")

    rows = soup(web.get("/terminal/patients")).select("tbody tr")

    assert len(rows) == 1
    text = rows[0].get_text()
    assert "髙﨑" in text
    assert "薬剤情報" in text
    assert "手術情報" not in text
    assert "紙の処方箋" in text


def test_an_empty_list_says_so(web: FlaskClient) -> None:
    log_in(web, "viewer")

    assert "まだいません" in web.get("/terminal/patients").text
    assert "取り消せる同意はありません" in web.get("/terminal/cancel").text


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        pytest.param("since=2026-04-10&until=2026-04-10&category=hv", 1, id="the-day"),
        pytest.param("since=2026-04-08&until=2026-04-09&category=hv", 0, id="before"),
        pytest.param("since=2026-04-10&until=2026-04-10&category=on", 0, id="online"),
        pytest.param("since=2026-04-10&category=z", 1, id="category-unknown"),
    ],
)
def test_the_consented_are_found_by_their_day(
    web: FlaskClient, stub: Stub, query: str, hits: int
) -> None:
    consent(stub)
    log_in(web, "user")

    page = soup(web.get(f"/terminal/consented?{query}"))

    rows = page.select("tbody tr")
    assert len(rows) == hits
    if hits:
        assert "01990019" in rows[0].get_text()
        assert "有効" in rows[0].get_text()


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        pytest.param("since=2026-04-11&until=2026-04-10", ["until"], id="reversed"),
        pytest.param("since=x&until=2026-04-10", ["since"], id="start-unreadable"),
        pytest.param("since=2026-04-10&until=", ["until"], id="end-empty"),
        pytest.param("since=&until=2026-02-30", ["since", "until"], id="both"),
    ],
)
def test_days_that_make_no_period_are_an_input_error(
    web: FlaskClient, stub: Stub, query: str, wrong: list[str]
) -> None:
    consent(stub)
    log_in(web, "user")

    answer = web.get(f"/terminal/consented?{query}&category=hv")

    page = soup(answer)
    assert answer.status_code == 422
    assert [str(m["id"]) for m in page.select(".message")] == [
        f"{name}-error" for name in wrong
    ]
    assert "検索結果" not in page.get_text()
    for name, typed in (pair.split("=") for pair in query.split("&")):
        field = page.find("input", id=name)
        assert field is not None
        assert field["value"] == typed


def test_lost_coverage_is_shown_as_invalid(web: FlaskClient, stub: Stub) -> None:
    consent(stub)
    stub.people.lose_coverage("sakura", on=stub.clock.now().date(), reason="99")
    log_in(web, "viewer")

    page = web.get("/terminal/consented?since=2026-04-10&until=2026-04-10")

    assert "資格(無効)" in page.text


def test_a_consent_is_taken_back_after_confirmation(
    web: FlaskClient, stub: Stub
) -> None:
    consent(stub)
    log_in(web, "viewer")
    page = soup(web.get("/terminal/cancel"))
    (choice,) = page.select("input[name=patient]")
    label = choice.find_parent("label")
    assert label is not None
    assert label.get_text().startswith("髙﨑\u3000さくら（1980年2月17日生）訪問診療等")

    confirm = post(web, "/terminal/cancel", {"patient": choice["value"]})
    unconfirmed = stub.consents.current("sakura", DENTAL, HOME)
    done = press_ok(web, confirm)
    current = stub.consents.current("sakura", DENTAL, HOME)

    assert unconfirmed is not None
    assert unconfirmed.lapsed_at is None
    assert heading(done) == "閲覧同意を取り消しました"
    assert current is not None
    assert current.lapse_reason is LapseReason.BY_INSTITUTION
    assert current.lapsed_at == stub.clock.now()
    assert "医療機関による取消し" in web.get("/terminal/patients").text
    assert (
        post(web, "/terminal/cancel/ok", {"patient": choice["value"]}).status_code
        == 409
    )


def test_nobody_chosen_is_nobody_cancelled(web: FlaskClient, stub: Stub) -> None:
    consent(stub)
    log_in(web, "viewer")

    answer = post(web, "/terminal/cancel", {})

    assert answer.status_code == 422
    assert "取り消す患者を選んでください" in answer.text


def test_the_consents_of_another_institution_cannot_be_cancelled(
    web: FlaskClient, stub: Stub
) -> None:
    consent(stub, institution_code=MEDICAL)
    log_in(web, "viewer")

    answer = post(web, "/terminal/cancel/ok", {"patient": "2-sakura"})

    current = stub.consents.current("sakura", MEDICAL, HOME)
    assert answer.status_code == 409
    assert current is not None
    assert current.lapsed_at is None


def test_what_was_done_is_in_the_ledger(web: FlaskClient, stub: Stub) -> None:
    consent(stub)
    log_in(web, "viewer")
    press_ok(web, post(web, "/terminal/cancel", {"patient": "2-sakura"}))

    lines = [
        (entry.action, entry.actor, entry.person_id)
        for entry in stub.ledger.entries()
        if entry.face == "terminal"
    ]

    assert lines == [
        ("ログイン", "viewer", ""),
        ("閲覧同意取消し 診療区分2", "viewer", "sakura"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("since=2026-04-10&until=9999-12-31", id="open-end"),
        pytest.param("since=0001-01-01&until=2026-04-10", id="open-start"),
    ],
)
def test_the_calendars_ends_mean_open(web: FlaskClient, stub: Stub, query: str) -> None:
    consent(stub)
    log_in(web, "viewer")

    page = web.get(f"/terminal/consented?{query}")

    assert page.status_code == 200
    assert len(soup(page).select("tbody tr")) == 1


def test_a_consent_whose_time_is_over_is_not_shown_as_standing(
    web: FlaskClient, stub: Stub
) -> None:
    given = consent(stub)
    stub.consents.add_card_check(
        CardCheck(
            person_id="sakura",
            institution_code=DENTAL,
            category=HOME,
            at=given.given_at,
        )
    )
    assert isinstance(stub.clock, SettableClock)
    stub.clock.set(datetime(2026, 7, 31, 23, 0, tzinfo=JST))
    log_in(web, "viewer")
    last_day = web.get("/terminal/patients").text
    stub.clock.set(datetime(2026, 8, 1, 0, 0, tzinfo=JST))
    log_in(web, "viewer")
    after = soup(web.get("/terminal/patients"))

    assert "期限切れ" not in last_day
    assert "期限切れ（2026年7月31日 23時59分）" in after.get_text()
    assert [piece.get_text() for piece in after.select("td:nth-child(2) .piece")] == [
        "2026年7月31日",
        "23時59分",
    ]
    assert "取り消せる同意はありません" in web.get("/terminal/cancel").text


@pytest.mark.parametrize(
    ("medical_aid", "shown"),
    [
        pytest.param(True, "有効（未登録）", id="set"),
        pytest.param(False, "資格情報なし", id="not-set"),
    ],
)
def test_medical_aid_is_shown_only_where_that_is_set(
    web: FlaskClient,
    stub: Stub,
    make_persona: Maker,
    *,
    medical_aid: bool,
    shown: str,
) -> None:
    (coverage,) = make_persona().coverages
    aid = replace(
        coverage,
        classification=CardClassification.MEDICAL_AID,
        insurer_number="12990016",
        insurer_name="架空福祉事務所",
    )
    stub.people.add([make_persona(coverages=(aid,))])
    stub.institutions.change_settings(
        DENTAL, replace(EVERYTHING, medical_aid=medical_aid)
    )
    consent(stub)
    log_in(web, "viewer")

    page = web.get("/terminal/consented?since=2026-04-10&until=2026-04-10").text

    assert shown in page
    assert ("12990016" in page) is medical_aid
