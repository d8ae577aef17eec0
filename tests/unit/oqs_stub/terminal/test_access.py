"""Who may come in, and what each account may open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.config import DEFAULT_TERMINAL_PASSWORD
from oqs_stub.stub import Stub

from .staff import DENTAL, heading, log_in, post, soup


def test_the_way_in_leads_to_a_menu(web: FlaskClient) -> None:
    start = soup(web.get("/terminal/"))
    link = start.find("a", string="システムの利用を始める")
    assert link is not None
    assert "ログイン" in web.get(str(link["href"])).text

    answer = log_in(web)
    menu = web.get(answer.headers["Location"])

    assert heading(menu) == "メニュー"
    assert "マイナベンチ歯科診療所" in menu.text
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    ("institution", "account", "password"),
    [
        pytest.param("9930000022", "admin", "mynabench", id="institution"),
        pytest.param(DENTAL, "root", "mynabench", id="account"),
        pytest.param(DENTAL, "admin", "Mynabench", id="password"),
        pytest.param(DENTAL, "admin", "", id="no-password"),
    ],
)
def test_a_wrong_login_does_not_say_what_was_wrong(
    web: FlaskClient, institution: str, account: str, password: str
) -> None:
    answer = log_in(web, account, institution=institution, password=password)

    assert answer.status_code == 403
    assert "のいずれかが違います" in answer.text
    assert web.get("/terminal/menu").status_code == 401


@pytest.mark.parametrize(
    "path", ["menu", "settings", "urls", "urls/hv.png", "patients", "cancel"]
)
def test_nothing_opens_without_a_login(web: FlaskClient, path: str) -> None:
    answer = web.get(f"/terminal/{path}")

    assert answer.status_code == 401
    assert "システムの利用を始める" in answer.text


def test_after_logging_out_nothing_opens(web: FlaskClient) -> None:
    log_in(web)
    cookie = web.get_cookie("mynabench-terminal", path="/terminal/")
    assert cookie is not None

    post(web, "/terminal/logout")
    web.set_cookie("mynabench-terminal", cookie.value, path="/terminal/")

    assert web.get("/terminal/menu").status_code == 401


def test_a_login_ends_after_twelve_hours(
    web: FlaskClient, clock: SettableClock
) -> None:
    log_in(web)
    clock.set(clock.now() + timedelta(hours=12))

    assert web.get("/terminal/menu").status_code == 401


@pytest.mark.parametrize(
    ("account", "path", "status"),
    [
        ("admin", "settings", 200),
        ("user", "settings", 403),
        ("viewer", "settings", 403),
        ("admin", "urls", 200),
        ("user", "urls", 403),
        ("user", "patients", 403),
        ("viewer", "patients", 200),
        ("user", "consented", 200),
        ("viewer", "consented", 200),
        ("admin", "patients", 403),
        ("admin", "consented", 403),
        ("admin", "cancel", 403),
        ("user", "cancel", 200),
        ("admin", "accounts", 200),
        ("viewer", "accounts", 403),
    ],
)
def test_each_account_has_its_functions(
    web: FlaskClient, account: str, path: str, status: int
) -> None:
    log_in(web, account)

    menu = soup(web.get("/terminal/menu"))
    answer = web.get(f"/terminal/{path}")

    assert answer.status_code == status
    shown = menu.find("a", attrs={"href": f"/terminal/{path}"}) is not None
    assert shown is (status == 200)


def test_a_form_of_another_site_is_refused(web: FlaskClient, stub: Stub) -> None:
    log_in(web)

    answer = post(
        web,
        "/terminal/settings/ok",
        {"home-visit": "0"},
        headers={"Origin": "http://elsewhere.invalid"},
    )

    assert answer.status_code == 403
    assert stub.institutions.pending(DENTAL) is None


def test_a_login_from_another_site_is_refused(web: FlaskClient) -> None:
    answer = web.post(
        "/terminal/login",
        data={
            "institution": DENTAL,
            "account": "admin",
            "password": DEFAULT_TERMINAL_PASSWORD,
        },
        headers={"Origin": "http://elsewhere.invalid"},
    )

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_behind_a_proxy_the_forms_are_of_the_public_address(
    web: FlaskClient, stub: Stub
) -> None:
    object.__setattr__(stub.config, "public_url", "https://stub.invalid/oqs/")
    log_in(web)

    answer = post(web, "/terminal/logout", headers={"Origin": "https://stub.invalid"})

    assert answer.status_code == 303


def test_a_changed_password_is_not_printed_on_the_login_page(
    web: FlaskClient, stub: Stub
) -> None:
    shown = web.get("/terminal/login").text

    object.__setattr__(stub.config, "terminal_password", "of-our-own")
    hidden = web.get("/terminal/login").text

    assert "mynabench</dd>" in shown
    assert "mynabench</dd>" not in hidden
    assert "of-our-own" not in hidden
