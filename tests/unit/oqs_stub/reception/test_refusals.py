"""Why a registration is refused, and what the page then says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    ConsentKind,
    Settings,
)
from oqs_stub.stub import Stub

from .visitor import (
    ALL_KINDS,
    DENTAL,
    ONLINE,
    PHARMACY,
    Card,
    Issue,
    Maker,
    choose,
    consents,
    entrance,
    heading,
    launch,
    marker,
    read,
    register,
    soup,
)


def test_a_kind_switched_off_meanwhile_is_not_registered(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub), **ALL_KINDS)
    started = launch(web, session)
    drugs = frozenset({ConsentKind.DRUGS})
    stub.institutions.change_settings(
        DENTAL, Settings(home_visit=True, consent_kinds=drugs)
    )
    stub.institutions.apply_pending(DENTAL)

    read(web, started, card)

    assert consents(stub)[0].kinds == drugs


def test_a_revoked_card_is_refused_by_the_responder(
    stub: Stub, web: FlaskClient, issue_card: Issue, make_persona: Maker
) -> None:
    persona = make_persona("revoked", serial=602)
    plan = replace(
        persona.card.auth_certificate, revoked_at=stub.clock.now() - timedelta(days=1)
    )
    persona = replace(persona, card=replace(persona.card, auth_certificate=plan))
    stub.people.add([persona])
    session = choose(web, entrance(stub))

    answer = read(web, launch(web, session), issue_card(persona))

    assert answer.status_code == 403
    assert answer.get_json()["reason"] == "certificate_revoked"
    assert consents(stub) == []


def test_an_expired_certificate_is_refused_in_the_words_of_the_app(
    stub: Stub, web: FlaskClient, issue_card: Issue, make_persona: Maker
) -> None:
    persona = make_persona("expired", serial=603)
    plan = replace(
        persona.card.auth_certificate, expires_at=stub.clock.now() - timedelta(days=60)
    )
    persona = replace(persona, card=replace(persona.card, auth_certificate=plan))
    stub.people.add([persona])
    session = choose(web, entrance(stub))

    answer = read(web, launch(web, session), issue_card(persona)).get_json()
    page = soup(web.get(session)).get_text()

    assert answer["reason"] == "certificate_expired"
    for text in (answer["message"], page):
        assert "電子証明書の検証に失敗しました" in text
        assert "お住まいの市区町村の窓口で電子証明書を更新してください。" in text
    assert "0800-080-4583" in page


def test_who_never_registered_the_card_for_insurance_is_told_where(
    stub: Stub, web: FlaskClient, issue_card: Issue, make_persona: Maker
) -> None:
    persona = make_persona("akira", serial=604, registered=False)
    stub.people.add([persona])
    session = choose(web, entrance(stub))

    answer = read(web, launch(web, session), issue_card(persona))

    assert answer.get_json()["reason"] == "insurance_use_not_registered"
    assert "マイナポータルで健康保険証利用の登録" in web.get(session).text
    assert consents(stub) == []


def test_a_reception_ends_after_fifteen_minutes(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)
    clock.set(clock.now() + timedelta(minutes=14, seconds=59))
    still = web.get(session)
    clock.set(clock.now() + timedelta(seconds=1))

    page = web.get(session)
    answer = read(web, started, card)

    assert still.status_code == 200
    assert marker(page, "reason") == "session_expired"
    assert answer.get_json()["reason"] == "session_expired"
    assert consents(stub) == []


def test_completion_stays_visible_after_the_time(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    done = register(web, entrance(stub), card)

    clock.set(clock.now() + timedelta(minutes=30))

    assert heading(web.get(done)) == "登録完了"


@pytest.mark.parametrize(
    ("make", "reason", "status"),
    [
        pytest.param(
            lambda stub: "/zaitaku/hv/made-up", "url_unknown", 404, id="unknown"
        ),
        pytest.param(
            lambda stub: entrance(stub, ONLINE).replace("/on/", "/hv/"),
            "url_wrong_kind",
            404,
            id="online-token-on-the-home-path",
        ),
        pytest.param(
            lambda stub: entrance(stub, code=PHARMACY),
            "function_disabled",
            403,
            id="function-off",
        ),
    ],
)
def test_a_url_that_leads_nowhere_says_why(
    stub: Stub,
    web: FlaskClient,
    make: Callable[[Stub], str],
    reason: str,
    status: int,
) -> None:
    start = make(stub)

    for answer in (
        web.get(start),
        web.get(f"{start}/consents"),
        web.post(f"{start}/consents", data={"prescription": "1"}),
    ):
        assert answer.status_code == status
        assert marker(answer, "reason") == reason
        assert "次にすること" in answer.text
        assert "0800-080-4583" in answer.text


def test_a_function_switched_off_meanwhile_stops_the_registration(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)
    stub.institutions.change_settings(DENTAL, Settings())
    stub.institutions.apply_pending(DENTAL)

    answer = read(web, started, card)

    assert answer.get_json()["reason"] == "function_disabled"
    assert consents(stub) == []


def test_a_fault_of_the_stub_is_a_page_and_a_log_line(
    stub: Stub,
    web: FlaskClient,
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(stub.registry, "by_certificate", fail)
    answer = read(web, started, card)
    monkeypatch.setattr(stub.reception, "find", fail)
    page = web.get(session)

    assert (answer.status_code, answer.get_json()["reason"]) == (500, "server_error")
    assert (page.status_code, marker(page, "reason")) == (500, "server_error")
    assert caplog.text.count("broken on purpose") >= 2
