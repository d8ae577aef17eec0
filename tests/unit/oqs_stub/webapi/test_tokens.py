"""Who gets a token of the WebAPI, and how long one is good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.service.terminal_rights import Right
from oqs_stub.stub import Stub

from .asking import (
    DENTAL,
    PASSWORD,
    Document,
    authorization,
    credentials,
    refused,
    request_of_sakura,
    tokens,
)

JSON = {"Content-Type": "application/json;charset=UTF-8"}


def test_an_authentication_gives_three_different_tokens(web: FlaskClient) -> None:
    answer = web.post("/webapi/auth", json=credentials()).get_json()

    assert answer["status"] == "success"
    result = answer["result"]
    assert list(result) == ["accessToken", "refreshToken", "idToken", "linkSysCharCd"]
    assert len(set(result.values())) == 4


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"password": "wrong"}, id="password"),
        pytest.param({"userId": "nobody"}, id="user"),
        pytest.param({"medicalInstitutionCode": "9999999999"}, id="institution"),
    ],
)
def test_wrong_credentials_do_not_say_which(web: FlaskClient, change: Document) -> None:
    answer = web.post("/webapi/auth", json=credentials(**change))

    assert refused(answer) == (401, "STUB0506")


def test_passwords_cannot_be_guessed_for_long(
    web: FlaskClient, clock: SettableClock
) -> None:
    for _ in range(10):
        web.post("/webapi/auth", json=credentials(password="wrong"))

    assert refused(web.post("/webapi/auth", json=credentials())) == (429, "STUB0507")
    clock.set(clock.now() + timedelta(minutes=15))
    assert web.post("/webapi/auth", json=credentials()).status_code == 200


def test_the_success_of_one_account_lets_nobody_guess_at_another(
    web: FlaskClient,
) -> None:
    own = credentials()["userId"]
    other = "user" if own != "user" else "admin"
    for _ in range(10):
        web.post("/webapi/auth", json=credentials(userId=other, password="wrong"))
        assert web.post("/webapi/auth", json=credentials()).status_code == 200

    answer = web.post("/webapi/auth", json=credentials(userId=other))

    assert refused(answer) == (429, "STUB0507")


def test_an_account_that_the_terminal_locked_gets_no_tokens(
    web: FlaskClient, stub: Stub
) -> None:
    sent = credentials()
    for _ in range(stub.accounts.lock.tries):
        stub.accounts.wrong_once(
            str(sent["medicalInstitutionCode"]), str(sent["userId"])
        )

    assert refused(web.post("/webapi/auth", json=sent)) == (401, "STUB0506")


def test_a_right_password_clears_the_count(web: FlaskClient) -> None:
    for _ in range(3):
        for _ in range(9):
            web.post("/webapi/auth", json=credentials(password="wrong"))
        assert web.post("/webapi/auth", json=credentials()).status_code == 200


def test_tokens_run_out_by_the_clock_and_are_renewed(
    web: FlaskClient, clock: SettableClock
) -> None:
    first = tokens(web)
    clock.set(clock.now() + timedelta(minutes=59))
    headers = {"Authorization": first["idToken"]}
    early = web.post("/webapi/search", json=request_of_sakura(), headers=headers)
    clock.set(clock.now() + timedelta(minutes=1))
    late = web.post("/webapi/search", json=request_of_sakura(), headers=headers)

    renewed = web.post(
        "/webapi/refresh", json={"refreshToken": first["refreshToken"]}
    ).get_json()["result"]

    assert early.status_code == 200
    assert refused(late) == (401, "STUB0510")
    headers = {"Authorization": renewed["idToken"]}
    again = web.post("/webapi/search", json=request_of_sakura(), headers=headers)
    assert again.status_code == 200


def test_a_refresh_token_runs_out_too(web: FlaskClient, clock: SettableClock) -> None:
    token = tokens(web)["refreshToken"]
    clock.set(clock.now() + timedelta(days=1))

    answer = web.post("/webapi/refresh", json={"refreshToken": token})

    assert refused(answer) == (401, "STUB0510")


def _disabled(stub: Stub) -> None:
    stub.accounts.create(
        DENTAL, account_id="other", name="他", right=Right.ADMIN, password=PASSWORD
    )
    stub.accounts.set_disabled(DENTAL, "admin", disabled=True)


def _given_another_password(stub: Stub) -> None:
    stub.accounts.set_password(DENTAL, "admin", "another-password")


@pytest.mark.parametrize("ended", [_disabled, _given_another_password])
def test_tokens_end_with_their_account_or_its_password(
    stub: Stub, web: FlaskClient, ended: Callable[[Stub], None]
) -> None:
    had = tokens(web)
    ended(stub)

    renewed = web.post("/webapi/refresh", json={"refreshToken": had["refreshToken"]})
    headers = {"Authorization": had["idToken"]}
    asked = web.post("/webapi/search", json=request_of_sakura(), headers=headers)

    assert refused(renewed) == (401, "STUB0509")
    assert refused(asked) == (401, "STUB0509")


@pytest.mark.parametrize(
    ("password", "status"),
    [
        pytest.param("mynabench", 200, id="the-same"),
        pytest.param("another-password", 401, id="another"),
    ],
)
def test_tokens_outlive_a_restart_but_not_another_configured_password(
    stub: Stub, web: FlaskClient, password: str, status: int
) -> None:
    had = tokens(web)
    # A second worker on the same state; after a restart it is no different.
    later = Stub(replace(stub.config, terminal_password=password), beside_others=True)

    answer = (
        create_app(later)
        .test_client()
        .post("/webapi/refresh", json={"refreshToken": had["refreshToken"]})
    )
    later.close()

    assert answer.status_code == status


def test_a_password_set_by_hand_outlives_another_configured_one(
    stub: Stub, web: FlaskClient
) -> None:
    stub.accounts.set_password(DENTAL, "admin", PASSWORD)
    had = tokens(web)
    later = Stub(replace(stub.config, terminal_password="changed"), beside_others=True)

    later.webapi_tokens.refresh(had["refreshToken"])
    later.close()


@pytest.mark.parametrize("name", ["accessToken", "refreshToken"])
def test_only_the_id_token_opens_the_search(web: FlaskClient, name: str) -> None:
    answer = web.post(
        "/webapi/search",
        json=request_of_sakura(),
        headers={"Authorization": tokens(web)[name]},
    )

    assert refused(answer) == (401, "STUB0509")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        pytest.param(None, "STUB0508", id="none"),
        pytest.param("x", "STUB0509", id="nonsense"),
        pytest.param("Bearer x", "STUB0509", id="bearer"),
        pytest.param("トークン", "STUB0509", id="not-ascii"),
    ],
)
def test_no_search_without_a_token_of_ours(
    web: FlaskClient, token: str | None, code: str
) -> None:
    headers = (
        {} if token is None else {"Authorization": token.encode().decode("latin1")}
    )

    answer = web.post("/webapi/search", json=request_of_sakura(), headers=headers)

    assert refused(answer) == (401, code)


def test_a_token_of_another_stub_is_refused(web: FlaskClient) -> None:
    token = tokens(web)["idToken"]
    # Not the last character: some of its bits carry nothing.
    forged = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]

    answer = web.post(
        "/webapi/search", json=request_of_sakura(), headers={"Authorization": forged}
    )

    assert refused(answer) == (401, "STUB0509")


@pytest.mark.parametrize("birthdate", ["19800217", None], ids=["right", "invalid"])
def test_a_token_is_good_for_its_own_institution_alone(
    stub: Stub, web: FlaskClient, birthdate: str | None
) -> None:
    document = request_of_sakura(
        MedicalInstitutionCode="9910000018", Birthdate=birthdate
    )

    answer = web.post("/webapi/search", json=document, headers=authorization(web))

    assert refused(answer) == (403, "STUB0511")
    last = stub.ledger.entries()[-1]
    assert (last.face, last.institution_code, last.result) == (
        "webapi",
        DENTAL,
        "webapi_other_institution",
    )


def test_no_token_and_no_password_is_logged(
    stub: Stub, web: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    granted = tokens(web)
    web.post("/webapi/auth", json=credentials(password="very-secret"))
    web.post("/webapi/search", json={}, headers={"Authorization": granted["idToken"]})

    kept = caplog.text + repr(stub.ledger.entries())
    assert "very-secret" not in kept
    for token in granted.values():
        assert token == "0" or token not in kept
