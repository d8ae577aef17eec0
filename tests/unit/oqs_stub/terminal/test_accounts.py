"""「アカウント管理」: making and disabling accounts, passwords, and the lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN
from .staff import DENTAL, MEDICAL, heading, log_in, post, press, soup

NEW = {
    "account": "hanako.m",
    "name": "受付 花子",
    "right": "viewer",
    "password": "sakura-2026",
    "again": "sakura-2026",
}
Browser = Callable[[], FlaskClient]


@pytest.fixture
def another(web: FlaskClient) -> Browser:
    """Another browser at the same stub."""
    return web.application.test_client


def test_a_new_account_has_its_right_and_only_at_its_institution(
    web: FlaskClient, another: Browser
) -> None:
    log_in(web)
    made = press(web, web.get("/terminal/accounts"), "作成する", **NEW)
    other = another()

    elsewhere = log_in(other, "hanako.m", institution=MEDICAL, password=NEW["password"])
    here = log_in(other, "hanako.m", password=NEW["password"])

    assert "アカウント hanako.m（医療情報閲覧者）を作成しました。" in made.text
    assert elsewhere.status_code == 403
    assert here.status_code == 303
    assert other.get("/terminal/patients").status_code == 200
    assert other.get("/terminal/accounts").status_code == 403


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"account": "はなこ"}, "account", id="id-not-ascii"),
        pytest.param({"account": "ad"}, "account", id="id-short"),
        pytest.param({"account": "admin"}, "account", id="id-taken"),
        pytest.param({"name": " "}, "name", id="no-name"),
        pytest.param({"right": "root"}, "right", id="right-unknown"),
        pytest.param(
            {"password": "kurz", "again": "kurz"}, "password", id="password-short"
        ),
        pytest.param({"again": "sakura-2027"}, "again", id="password-differs"),
    ],
)
def test_a_wrong_entry_is_explained_and_the_rest_is_kept(
    web: FlaskClient, stub: Stub, typed: dict[str, str], field: str
) -> None:
    log_in(web)

    answer = post(web, "/terminal/accounts", {**NEW, **typed})

    page = soup(answer)
    assert answer.status_code == 422
    assert page.find(id=f"{field}-error") is not None
    name = page.find("input", id="name")
    assert name is not None
    assert name["value"] == {**NEW, **typed}["name"]
    assert len(stub.accounts.all(DENTAL)) == 3
    assert NEW["password"] not in answer.text


def test_a_disabled_account_is_out_at_once(web: FlaskClient, another: Browser) -> None:
    other = another()
    log_in(other, "user")
    log_in(web)

    press(web, web.get("/terminal/accounts"), "userを無効にする")
    within = other.get("/terminal/menu")
    again = log_in(other, "user")
    press(web, web.get("/terminal/accounts"), "userを有効にする")
    enabled_again = other.get("/terminal/menu")
    enabled = log_in(other, "user")

    assert within.status_code == 401
    assert enabled_again.status_code == 401  # The login of before is over for good.
    assert again.status_code == 403
    assert "無効にされています" in again.text
    assert enabled.status_code == 303


def test_a_wrong_password_of_a_disabled_account_tells_nothing(
    web: FlaskClient, stub: Stub
) -> None:
    stub.accounts.set_disabled(DENTAL, "user", disabled=True)

    assert "のいずれかが違います" in log_in(web, "user", password="x").text


def test_nobody_disables_themselves_or_the_last_manager(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web)
    own = post(web, "/terminal/accounts/admin/disable")

    assert own.status_code == 409
    with pytest.raises(Exception, match="最後の管理者"):
        stub.accounts.set_disabled(DENTAL, "admin", disabled=True)


def test_five_wrong_passwords_lock_until_time_or_the_manager_ends_it(
    web: FlaskClient, another: Browser, clock: SettableClock
) -> None:
    for _ in range(4):
        assert "のいずれかが違います" in log_in(web, "user", password="x").text
    fifth = log_in(web, "user", password="x")
    right = log_in(web, "user")
    manager = another()
    log_in(manager)
    shown = manager.get("/terminal/accounts")
    press(manager, shown, "userのロックを解除")
    unlocked = log_in(web, "user")

    assert "5回続けて間違えたため、2026年4月10日 10時30分まで" in fifth.text
    assert right.status_code == 403
    assert "ロック中" in shown.text
    assert unlocked.status_code == 303

    for _ in range(5):
        log_in(web, "viewer", password="x")
    clock.set(clock.now() + timedelta(minutes=30))

    assert log_in(web, "viewer").status_code == 303


def test_a_right_password_forgives_the_wrong_ones_before(web: FlaskClient) -> None:
    for _ in range(2):
        for _ in range(4):
            log_in(web, "user", password="x")
        assert log_in(web, "user").status_code == 303


def test_how_often_is_a_setting(web: FlaskClient, stub: Stub) -> None:
    object.__setattr__(stub.accounts.lock, "tries", 0)
    for _ in range(20):
        log_in(web, "user", password="x")

    assert log_in(web, "user").status_code == 303


def test_a_changed_password_ends_the_other_logins(
    web: FlaskClient, another: Browser
) -> None:
    log_in(web, "user")
    other = another()
    log_in(other, "user")

    wrong = press(
        web,
        web.get("/terminal/password"),
        "変更する",
        old="guess",
        password="sakura-2026",
        again="sakura-2026",
    )
    done = press(
        web,
        wrong,
        "変更する",
        old="mynabench",
        password="sakura-2026",
        again="sakura-2026",
    )

    assert wrong.status_code == 422
    assert "今のパスワードが違います" in wrong.text
    assert heading(done) == "パスワードを変更しました"
    assert other.get("/terminal/menu").status_code == 401
    assert web.get("/terminal/menu").status_code == 200
    assert log_in(other, "user").status_code == 403
    assert log_in(other, "user", password="sakura-2026").status_code == 303


def test_the_manager_gives_a_new_password_and_the_control_face_the_old_ones(
    web: FlaskClient, another: Browser
) -> None:
    log_in(web)
    form = web.get("/terminal/accounts/viewer/password")
    press(web, form, "変更する", password="sakura-2026", again="sakura-2026")
    given = log_in(another(), "viewer", password="sakura-2026")

    answer = web.delete(
        f"/control/institutions/{DENTAL}/accounts",
        headers={"Authorization": f"Bearer {CONTROL_TOKEN}"},
    )

    assert given.status_code == 303
    assert answer.status_code == 204
    assert web.get("/terminal/menu").status_code == 401
    assert log_in(web, "viewer").status_code == 303


def test_what_the_manager_did_is_in_the_ledger_without_a_password(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web)
    post(web, "/terminal/accounts", NEW)
    post(web, "/terminal/accounts/hanako.m/disable")

    lines = [(e.action, e.actor, e.detail) for e in stub.ledger.entries()]

    assert ("アカウント作成", "admin", "hanako.m viewer") in lines
    assert ("アカウント無効化", "admin", "hanako.m") in lines
    assert NEW["password"] not in str(lines)


def test_who_cannot_log_in_is_told_what_to_do(web: FlaskClient) -> None:
    login = soup(web.get("/terminal/login"))
    link = login.find("a", string="ログインできないとき")
    assert link is not None

    told = web.get(str(link["href"])).text

    assert "5回続けて間違えると、30分の間" in told
    assert "管理者のパスワードを忘れた" in told


def test_a_new_password_that_is_refused_counts_no_try_of_the_old_one(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, "user")
    new = {"password": "sakura-2026", "again": "sakura-2026"}
    short = {"password": "short", "again": "short"}
    for _ in range(stub.accounts.lock.tries - 1):
        post(web, "/terminal/password", {"old": "guess", **new})
    for _ in range(2):
        refused = post(web, "/terminal/password", {"old": "guess", **short})
        assert "文字以上" in refused.text

    assert (
        heading(post(web, "/terminal/password", {"old": "mynabench", **new}))
        == "パスワードを変更しました"
    )


def test_guessing_the_old_password_locks_the_account(
    web: FlaskClient, another: Browser, stub: Stub
) -> None:
    log_in(web, "user")
    new = {"password": "sakura-2026", "again": "sakura-2026"}
    for _ in range(stub.accounts.lock.tries):
        post(web, "/terminal/password", {"old": "guess", **new})

    right = post(web, "/terminal/password", {"old": "mynabench", **new})

    assert right.status_code == 422
    assert "までログインできません" in right.text
    assert log_in(another(), "user").status_code == 403
    assert log_in(another(), "user", password=new["password"]).status_code == 403
