"""「マイナ資格確認アプリ管理」 at the terminal."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from oqs_stub.stub import Stub

from .staff import DENTAL, MEDICAL, heading, log_in, post, press, press_ok, soup


def issue(web: FlaskClient, label: str = "訪問用スマートフォン1") -> str:
    """Issue a code on the screen and return what the screen shows."""
    shown = press(web, web.get("/terminal/activation"), "コードを発行する", label=label)
    assert heading(shown) == "アクティベーションコードを発行しました"
    code = soup(shown).select_one("dd.number")
    assert code is not None
    return code.get_text(strip=True)


def test_a_code_is_issued_listed_and_shown_once(web: FlaskClient) -> None:
    log_in(web)

    code = issue(web)

    listed = web.get("/terminal/activation").text
    assert code not in listed
    assert f"…{code[-4:]}" in listed
    assert "訪問用スマートフォン1" in listed
    assert "未使用" in listed


def test_the_menu_leads_there(web: FlaskClient) -> None:
    log_in(web)

    link = soup(web.get("/terminal/menu")).find("a", string="マイナ資格確認アプリ管理")

    assert link is not None
    assert heading(web.get(str(link["href"]))) == "マイナ資格確認アプリ管理"


@pytest.mark.parametrize("account", ["user", "viewer"])
def test_only_the_manager_may(web: FlaskClient, account: str) -> None:
    log_in(web, account)

    assert web.get("/terminal/activation").status_code == 403
    assert post(web, "/terminal/activation", {"label": "x"}).status_code == 403


@pytest.mark.parametrize("label", ["", " ", "長" * 41])
def test_a_label_is_asked_for(stub: Stub, web: FlaskClient, label: str) -> None:
    log_in(web)

    answer = press(
        web, web.get("/terminal/activation"), "コードを発行する", label=label
    )

    assert answer.status_code == 422
    assert "40文字以内" in answer.text


def test_a_phone_is_shown_and_stopped(stub: Stub, web: FlaskClient) -> None:
    log_in(web)
    code = issue(web)
    enrolled = web.post(
        "/msa/enrolments",
        json={
            "institution": DENTAL,
            "user": "viewer",
            "password": "mynabench",
            "activation_code": code,
            "device": "玄関の端末",
        },
    )
    listed = web.get("/terminal/activation")
    link = soup(listed).select_one("td.acts a")
    assert link is not None

    done = press_ok(web, web.get(str(link["href"])))

    assert "玄関の端末" in listed.text
    assert "端末登録済み" in listed.text
    assert "無効にしました" in done.text
    token = {"Authorization": f"Bearer {enrolled.get_json()['token']}"}
    assert web.get("/msa/device", headers=token).status_code == 403
    assert [(line.action, line.actor) for line in stub.ledger.entries()[-4:-1]][-1] == (
        "アクティベーションコード無効化",
        "admin",
    )


def test_another_institutions_code_cannot_be_disabled(
    stub: Stub, web: FlaskClient
) -> None:
    log_in(web)
    issue(web)
    log_in(web, institution=MEDICAL)

    assert web.get("/terminal/activation/1/disable").status_code == 409
    assert post(web, "/terminal/activation/1/disable").status_code == 409


def test_a_disabled_code_is_not_disabled_again(web: FlaskClient) -> None:
    log_in(web)
    issue(web)
    confirm = web.get("/terminal/activation/1/disable")
    press_ok(web, confirm)

    assert press_ok(web, confirm).status_code == 409
