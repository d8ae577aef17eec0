"""Somebody's whole change happens between what an OK reads and what it writes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.database import Database
from oqs_stub.records import ConsentKind
from oqs_stub.stub import Stub

from .staff import DENTAL, HOME, MEDICAL, heading, log_in, post, press, press_ok
from .test_activation import issue
from .test_patients import checked

Overtake = Callable[[Callable[[], object]], None]
NEW = "sakura-2026"


@pytest.fixture
def overtake(monkeypatch: pytest.MonkeyPatch) -> Overtake:
    """Have something done, whole, just before the next transaction that may write."""
    begin = Database.begin

    def plan(act: Callable[[], object]) -> None:
        def begin_late(self: Database) -> AbstractContextManager[object]:
            monkeypatch.setattr(Database, "begin", begin)
            act()
            return begin(self)

        monkeypatch.setattr(Database, "begin", begin_late)

    return plan


def test_settings_that_were_changed_meanwhile_are_not_overwritten(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    other = another()
    log_in(web, institution=MEDICAL)
    log_in(other, institution=MEDICAL)
    mine = post(web, "/terminal/settings", {"home-visit": "1"})
    theirs = post(other, "/terminal/settings", {"kind-SHJ": "1"})
    overtake(lambda: press_ok(other, theirs))

    answer = press_ok(web, mine)

    assert (answer.status_code, heading(answer)) == (409, "すでに変更されています")
    pending = stub.institutions.pending(MEDICAL)
    assert pending is not None
    assert not pending.home_visit
    assert ConsentKind.OPERATION in pending.consent_kinds
    changes = [e for e in stub.ledger.entries() if e.action == "環境設定情報更新"]
    assert len(changes) == 1


@pytest.mark.parametrize("shown", ["", "0", "1-1-1-1-1-1-1-1-9-9"])
def test_settings_are_not_changed_where_nobody_knows_what_was_shown(
    web: FlaskClient, stub: Stub, shown: str
) -> None:
    log_in(web, institution=MEDICAL)

    answer = post(web, "/terminal/settings/ok", {"home-visit": "1", "shown": shown})

    assert (answer.status_code, heading(answer)) == (409, "すでに変更されています")
    assert stub.institutions.pending(MEDICAL) is None


def test_a_url_that_was_changed_meanwhile_is_not_changed_again(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    other = another()
    log_in(web)
    log_in(other)
    mine, theirs = (post(one, "/terminal/urls/hv/change") for one in (web, other))
    printed: list[str] = []

    def change() -> None:
        press_ok(other, theirs)
        printed.append(stub.institutions.url_token(DENTAL, HOME))

    overtake(change)

    answer = press_ok(web, mine)

    assert (answer.status_code, heading(answer)) == (409, "すでに変更されています")
    assert [stub.institutions.url_token(DENTAL, HOME)] == printed


def test_a_consent_that_was_given_meanwhile_is_not_cancelled(
    web: FlaskClient, stub: Stub, overtake: Overtake
) -> None:
    checked(stub)
    log_in(web, "user")
    shown = post(web, "/terminal/cancel", {"patient": "sakura"})
    confirm = press(web, shown, "確認する", kind="YZK")
    overtake(lambda: checked(stub))

    answer = press_ok(web, confirm)

    assert (answer.status_code, heading(answer)) == (409, "同意が取り直されています")
    standing = stub.consents.current("sakura", DENTAL, HOME)
    assert standing is not None
    assert (standing.lapsed_at, standing.withdrawn_kinds) == (None, frozenset())


def test_a_consent_that_the_patient_updated_meanwhile_is_not_cancelled(
    web: FlaskClient, stub: Stub, overtake: Overtake
) -> None:
    now = stub.clock.now()
    given = checked(stub, given_at=now - timedelta(hours=1))
    log_in(web, "user")
    shown = post(web, "/terminal/cancel", {"patient": "sakura"})
    confirm = press(web, shown, "確認する", kind="YZK")
    again = replace(given, given_at=now)
    overtake(lambda: stub.consents.update(again))  # 同意照会・更新 keeps the id.

    answer = press_ok(web, confirm)

    assert (answer.status_code, heading(answer)) == (409, "同意が取り直されています")
    assert stub.consents.current("sakura", DENTAL, HOME) == again


def test_a_consent_that_was_cancelled_meanwhile_is_not_cancelled_again(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    checked(stub)
    other = another()
    log_in(web, "user")
    log_in(other, "viewer")
    mine, theirs = (
        press(
            one,
            post(one, "/terminal/cancel", {"patient": "sakura"}),
            "確認する",
            kind="YZK",
        )
        for one in (web, other)
    )
    overtake(lambda: press_ok(other, theirs))

    answer = press_ok(web, mine)

    assert (answer.status_code, heading(answer)) == (409, "取り消す同意がありません")
    cancelled = [e for e in stub.ledger.entries() if e.action == "閲覧同意取消し"]
    assert [entry.actor for entry in cancelled] == ["viewer"]


def test_nobody_logs_in_with_a_password_that_was_changed_meanwhile(
    web: FlaskClient,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    manager = another()
    log_in(manager)
    form = manager.get("/terminal/accounts/user/password")
    overtake(lambda: press(manager, form, "変更する", password=NEW, again=NEW))

    answer = log_in(web, "user")

    assert answer.status_code == 403
    assert "いずれかが違います" in answer.text
    assert web.get("/terminal/menu").status_code == 401
    assert log_in(web, "user", password=NEW).status_code == 303


def test_nobody_logs_in_to_an_account_that_was_locked_meanwhile(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    guessing = another()

    def guess() -> None:
        for _ in range(stub.accounts.lock.tries):
            log_in(guessing, "user", password="guess")

    overtake(guess)

    answer = log_in(web, "user")

    assert answer.status_code == 403
    assert "までログインできません" in answer.text
    locked = stub.accounts.find(DENTAL, "user")
    assert locked is not None
    assert locked.locked_at is not None


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        pytest.param(
            "/terminal/accounts/user/password",
            {"password": "from-the-manager", "again": "from-the-manager"},
            id="given-another",
        ),
        pytest.param("/terminal/accounts/user/disable", {}, id="disabled"),
    ],
)
def test_ones_own_password_is_not_changed_over_what_a_manager_did_meanwhile(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
    address: str,
    typed: dict[str, str],
) -> None:
    manager = another()
    log_in(manager)
    log_in(web, "user")
    form = web.get("/terminal/password")
    left: list[object] = []

    def act() -> None:
        post(manager, address, typed)
        account = stub.accounts.find(DENTAL, "user")
        assert account is not None
        left.append((account.password_hash, account.disabled))

    overtake(act)

    answer = press(web, form, "変更する", old="mynabench", password=NEW, again=NEW)

    now = stub.accounts.find(DENTAL, "user")
    assert now is not None
    assert answer.status_code == 422
    assert [(now.password_hash, now.disabled)] == left


def test_a_code_that_enrolled_a_phone_meanwhile_is_not_disabled(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    log_in(web)
    code = issue(web)
    confirm = web.get("/terminal/activation/1/disable")
    overtake(lambda: _enrol(another(), code))

    answer = press_ok(web, confirm)
    again = press_ok(web, web.get("/terminal/activation/1/disable"))

    assert (answer.status_code, heading(answer)) == (409, "すでに変更されています")
    assert again.status_code == 200
    assert "無効にしました" in again.text


def test_a_code_that_was_disabled_meanwhile_is_noted_once(
    web: FlaskClient,
    stub: Stub,
    another: Callable[[], FlaskClient],
    overtake: Overtake,
) -> None:
    other = another()
    log_in(web)
    log_in(other)
    issue(web)
    mine, theirs = (one.get("/terminal/activation/1/disable") for one in (web, other))
    overtake(lambda: press_ok(other, theirs))

    answer = press_ok(web, mine)

    assert answer.status_code == 409
    noted = [
        e for e in stub.ledger.entries() if e.action == "アクティベーションコード無効化"
    ]
    assert len(noted) == 1


def test_no_phone_is_enrolled_with_a_password_that_was_changed_meanwhile(
    web: FlaskClient, stub: Stub, another: Callable[[], FlaskClient], overtake: Overtake
) -> None:
    log_in(web)
    code = issue(web)
    form = web.get("/terminal/accounts/viewer/password")
    overtake(lambda: press(web, form, "変更する", password=NEW, again=NEW))

    answer = _enrol(another(), code)

    assert answer == 401
    (listed,) = stub.msa_enrolment.codes(
        stub.logins.log_in(DENTAL, "admin", "mynabench")
    )
    assert listed.device is None


def _enrol(phone: FlaskClient, code: str) -> int:
    """アクティベーション of a phone by the account 「医療情報閲覧」; the status."""
    return phone.post(
        "/msa/enrolments",
        json={
            "institution": DENTAL,
            "user": "viewer",
            "password": "mynabench",
            "activation_code": code,
            "device": "玄関の端末",
        },
    ).status_code
