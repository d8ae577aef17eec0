"""A login's own token, its forms, its end everywhere, and the names we answer to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from oqs_stub.app import create_app
from oqs_stub.stub import Stub

from .staff import DENTAL, HOME, log_in, post, press, press_ok


def token_of(web: FlaskClient) -> str:
    cookie = web.get_cookie("mynabench-terminal", path="/terminal/")
    assert cookie is not None
    return cookie.value


def test_a_login_never_takes_over_a_token_that_was_there(web: FlaskClient) -> None:
    web.set_cookie("mynabench-terminal", "planted", path="/terminal/")
    log_in(web)
    first = token_of(web)
    log_in(web, "user")
    second = token_of(web)

    other = web.application.test_client()
    other.set_cookie("mynabench-terminal", first, path="/terminal/")

    assert len({"planted", first, second}) == 3
    assert other.get("/terminal/menu").status_code == 401


@pytest.mark.parametrize(
    ("password", "status"),
    [
        pytest.param("mynabench", 200, id="the-same"),
        pytest.param("another-password", 401, id="another"),
    ],
)
def test_a_login_outlives_a_restart_but_not_another_configured_password(
    stub: Stub, web: FlaskClient, password: str, status: int
) -> None:
    log_in(web)
    # A second worker on the same state; after a restart it is no different.
    later = Stub(replace(stub.config, terminal_password=password), beside_others=True)

    browser = create_app(later).test_client()
    browser.set_cookie("mynabench-terminal", token_of(web), path="/terminal/")
    answer = browser.get("/terminal/menu")
    later.close()

    assert answer.status_code == status


def test_logging_out_everywhere_ends_the_account_and_no_other(web: FlaskClient) -> None:
    again, manager = (web.application.test_client() for _ in range(2))
    log_in(web, "user")
    log_in(again, "user")
    log_in(manager, "admin")

    press(web, web.get("/terminal/menu"), "すべての端末からログアウト")

    assert web.get("/terminal/menu").status_code == 401
    assert again.get("/terminal/menu").status_code == 401
    assert manager.get("/terminal/menu").status_code == 200


@pytest.mark.parametrize("form_token", [None, "", "0" * 64])
def test_a_form_that_was_not_shown_to_this_login_is_refused(
    web: FlaskClient, stub: Stub, form_token: str | None
) -> None:
    log_in(web)
    fields = {} if form_token is None else {"form-token": form_token}

    answer = web.post("/terminal/settings/ok", data={"home-visit": "0", **fields})

    assert answer.status_code == 403
    assert stub.institutions.pending(DENTAL) is None


def test_every_form_of_the_terminal_carries_the_token(web: FlaskClient) -> None:
    templates = web.application.jinja_env.list_templates(
        filter_func=lambda name: name.startswith("terminal/")
    )
    loader = web.application.jinja_env.loader
    assert loader is not None
    bare = []
    for name in templates:
        source, _, _ = loader.get_source(web.application.jinja_env, name)
        forms = source.count('method="post"')
        if name != "terminal/login.html" and source.count("{{ guard() }}") != forms:
            bare.append(name)

    assert bare == []


def test_a_refused_function_names_the_account_and_is_on_record(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, "user")

    answer = web.get("/terminal/patients")

    assert answer.status_code == 403
    assert "医療情報閲覧者のアカウントで使えます" in answer.text
    assert "今は一般利用者（user）でログインしています" in answer.text
    last = stub.ledger.entries()[-1]
    assert (last.action[:4], last.actor, last.result) == ("同意取得", "user", "refused")


def test_who_was_logged_out_is_told_so(web: FlaskClient) -> None:
    fresh = web.get("/terminal/menu").text
    web.set_cookie("mynabench-terminal", "of-yesterday", path="/terminal/")

    assert "有効時間が過ぎた" not in fresh
    assert "ログインの有効時間が過ぎた" in web.get("/terminal/menu").text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost:8085", 200, id="localhost"),
        pytest.param("127.0.0.1:8085", 200, id="loopback"),
        pytest.param("[::1]:8085", 200, id="loopback-6"),
        pytest.param("192.0.2.7", 200, id="address"),
        pytest.param("stub.invalid", 200, id="public-url"),
        pytest.param("elsewhere.invalid:8085", 421, id="rebound"),
        pytest.param("localhost.elsewhere.invalid", 421, id="looks-like-ours"),
    ],
)
def test_the_stub_answers_to_no_name_of_another_site(
    web: FlaskClient, stub: Stub, host: str, status: int
) -> None:
    object.__setattr__(stub.config, "public_url", "https://stub.invalid/oqs/")

    for path in ("/terminal/", "/terminal/login", "/healthz"):
        answer = web.get(path, headers={"Host": host})

        assert answer.status_code == status
    assert (host in answer.text) is (status == 421)


def test_the_url_is_not_changed_twice_by_a_double_press(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web)
    shown = post(web, "/terminal/urls/hv/change")
    press_ok(web, shown)
    once = stub.institutions.url_token(DENTAL, HOME)

    again = press_ok(web, shown)

    assert again.status_code == 409
    assert "もう一度は変更していません" in again.text
    assert stub.institutions.url_token(DENTAL, HOME) == once
