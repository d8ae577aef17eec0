"""A challenge counts once, and a crash or a second press does no harm."""

from __future__ import annotations

from datetime import datetime

import pytest
from cryptography import x509
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from oqs_stub.service.reception_sessions import ReceptionSessions
from oqs_stub.stub import Stub

from .visitor import (
    Card,
    Issue,
    Maker,
    choose,
    consents,
    entrance,
    finish,
    heading,
    launch,
    marker,
    post,
    read,
    soup,
    token,
)


def test_a_challenge_for_the_old_choices_is_void(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub), **{"consent-YZK": "1"})
    started = launch(web, session)
    post(web, f"{session}/consents", prescription="2")

    answer = read(web, started, card)

    assert answer.status_code == 409
    assert answer.get_json()["reason"] == "challenge_invalid"
    assert consents(stub) == []


def test_pressing_twice_hands_over_the_same_challenge(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub))

    assert launch(web, session) == launch(web, session)


def test_a_challenge_counts_once(stub: Stub, web: FlaskClient, card: Card) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)

    first = read(web, started, card)
    second = read(web, started, card)

    done = web.get(session, follow_redirects=True)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.get_json()["reason"] == "challenge_invalid"
    assert marker(done, "outcome") == "registered"
    assert len(consents(stub)) == 1


def test_a_challenge_under_way_cannot_be_used_beside(
    stub: Stub, web: FlaskClient, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)
    beside: list[TestResponse] = []
    check = stub.revocation.check

    def check_slowly(
        certificate: x509.Certificate, *, issuer: x509.Certificate, now: datetime
    ) -> None:
        if not beside:
            beside.append(read(web.application.test_client(), started, card))
        check(certificate, issuer=issuer, now=now)

    monkeypatch.setattr(stub.revocation, "check", check_slowly)
    answer = read(web, started, card)

    assert answer.status_code == 200
    assert beside[0].get_json()["reason"] == "challenge_invalid"


def test_after_a_crash_half_way_the_app_can_be_opened_again(
    stub: Stub, web: FlaskClient, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("the power failed")

    with monkeypatch.context() as power:
        power.setattr(stub.revocation, "check", die)
        read(web, started, card)
    waiting = web.get(session)
    again = launch(web, session)
    accepted = read(web, again, card)

    assert heading(waiting) == "まだ登録されていません"
    assert soup(waiting).find("button", string="マイナポータルアプリを開く") is not None
    assert again["nonce"] != started["nonce"]
    assert accepted.status_code == 200


def test_a_refused_card_spends_the_challenge_and_a_new_one_goes_on(
    stub: Stub, web: FlaskClient, card: Card, issue_card: Issue, make_persona: Maker
) -> None:
    session = choose(web, entrance(stub))
    stranger = issue_card(make_persona("nobody", serial=601))
    started = launch(web, session)
    refused = read(web, started, stranger)
    again = read(web, started, card)

    page = web.get(session)
    accepted = read(web, launch(web, session), card)

    assert refused.get_json()["reason"] == "person_unknown"
    assert again.get_json()["reason"] == "challenge_invalid"
    assert marker(page, "reason") == "person_unknown"
    assert accepted.status_code == 200


def test_pressing_after_completion_shows_completion(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    stale = token(web.get(f"{session}/confirm"))
    done = finish(web, launch(web, session), card)

    for answer in (
        web.post(f"{session}/launch", data={"form-token": stale}),
        web.post(f"{session}/consents", data={"form-token": stale}),
        web.get(f"{session}/confirm"),
        web.get(f"{session}/consents"),
    ):
        assert answer.status_code == 303
        assert answer.headers["Location"] == done
    assert heading(web.get(done)) == "登録完了"
    assert len(consents(stub)) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(None, "challenge_invalid", id="no-json"),
        pytest.param([], "challenge_invalid", id="a-list"),
        pytest.param({"session": "x"}, "challenge_invalid", id="fields-missing"),
        pytest.param(
            {"session": "x", "certificate": "AA==", "signature": "AA=="},
            "challenge_invalid",
            id="unknown-session",
        ),
        pytest.param(
            {"session": "x", "certificate": "?", "signature": "AA=="},
            "certificate_untrusted",
            id="certificate-not-base64",
        ),
        pytest.param(
            {"session": "x", "certificate": "AA==", "signature": "?"},
            "signature_invalid",
            id="signature-not-base64",
        ),
    ],
)
def test_the_gate_answers_nonsense_with_a_reason(
    web: FlaskClient, body: object, reason: str
) -> None:
    answer = web.post("/appgate/authentications", json=body)

    assert 400 <= answer.status_code < 500
    assert answer.get_json()["result"] == "refused"
    assert answer.get_json()["reason"] == reason


def test_only_the_challenge_that_is_out_can_be_spent(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub)).rpartition("/")[2]
    sessions = ReceptionSessions(stub.database)
    replaced = sessions.challenge(session, now=stub.clock.now())
    out = sessions.challenge(session, now=stub.clock.now())

    assert not sessions.use_challenge(session, replaced)
    assert sessions.use_challenge(session, out)
    assert not sessions.use_challenge(session, out)


def test_an_answer_for_a_session_of_odd_spelling_leads_nowhere_else(
    web: FlaskClient,
) -> None:
    answer = web.post(
        "/appgate/authentications",
        json={"session": "../../terminal/", "certificate": "AA==", "signature": "AA=="},
    )

    assert answer.get_json()["reason"] == "challenge_invalid"
    assert answer.get_json()["return"] == "http://localhost"
