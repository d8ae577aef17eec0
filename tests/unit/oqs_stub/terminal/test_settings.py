"""「環境設定情報更新」 waits for OK and for the next login."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    ConsentKind,
    Settings,
)
from oqs_stub.stub import Stub

from .staff import DENTAL, MEDICAL, heading, log_in, post, press_ok, soup


def test_settings_come_into_force_at_the_next_login(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, institution=MEDICAL)
    form = {"home-visit": "1", "kind-SHJ": "1", "kind-TKK": "0", "medical-aid": "1"}

    confirm = post(web, "/terminal/settings", form)
    unconfirmed = stub.institutions.pending(MEDICAL)
    done = press_ok(web, confirm)
    before = stub.institutions.settings(MEDICAL)
    log_in(web, institution=MEDICAL)
    after = stub.institutions.settings(MEDICAL)

    assert heading(confirm) == "環境設定情報を更新します。よろしいですか"
    assert unconfirmed is None
    assert heading(done) == "環境設定情報を更新しました"
    assert "もう一度ログインしてください" in done.text
    assert before == Settings()
    assert after == Settings(
        home_visit=True,
        consent_kinds=frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION}),
        medical_aid=True,
    )


def test_the_settings_page_shows_what_is_set(web: FlaskClient) -> None:
    log_in(web, institution=MEDICAL)
    page = soup(web.get("/terminal/settings"))

    chosen = {field["name"]: field["value"] for field in page.select("input[checked]")}

    assert chosen == {
        "kind-YZK": "1",
        "kind-SRJ": "0",
        "kind-SHJ": "0",
        "kind-TKK": "1",
        "kind-TSR": "0",
        "home-visit": "0",
        "online": "0",
        "medical-aid": "0",
        "electronic-prescription": "2",
        "prescription-timing": "2",
    }
    legends = [legend.get_text() for legend in page.select("legend")]
    assert "訪問診療等機能" in legends
    assert "オンライン診療等・外来診療等(通常とは異なる動線)" in legends


def test_nonsense_leaves_the_settings_as_they_are(web: FlaskClient, stub: Stub) -> None:
    log_in(web)

    press_ok(
        web,
        post(web, "/terminal/settings", {"home-visit": "9", "colour": "blue"}),
    )

    assert stub.institutions.pending(DENTAL) == stub.institutions.settings(DENTAL)


def test_an_exempt_institution_cannot_enable_home_visits(web: FlaskClient) -> None:
    log_in(web, institution="9910000034")

    answer = press_ok(web, post(web, "/terminal/settings", {"home-visit": "1"}))

    assert answer.status_code == 409
    assert "運用中ではない" in answer.text


def test_the_settings_page_names_what_has_not_begun(
    web: FlaskClient, clock: SettableClock
) -> None:
    clock.set(datetime(2025, 3, 31, 10, tzinfo=JST))
    log_in(web, institution=MEDICAL)

    told = soup(web.get("/terminal/settings")).get_text()

    assert "窓口での居宅同意取得型の利用は、2025年4月1日に始まります" in told
    assert "訪問診療等における資格確認は" not in told

    clock.set(datetime(2026, 4, 10, 10, tzinfo=JST))
    log_in(web, institution=MEDICAL)
    assert "まだ始まっていない機能" not in web.get("/terminal/settings").text


def test_ok_overwrites_nothing_that_the_confirmation_did_not_show(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, institution=MEDICAL)
    confirm = post(web, "/terminal/settings", {"home-visit": "1"})
    press_ok(web, post(web, "/terminal/settings", {"kind-SHJ": "1"}))

    late = press_ok(web, confirm)

    assert (late.status_code, heading(late)) == (409, "すでに変更されています")
    pending = stub.institutions.pending(MEDICAL)
    assert pending is not None
    assert not pending.home_visit
    assert ConsentKind.OPERATION in pending.consent_kinds


def test_ok_pressed_twice_says_twice_that_it_is_done(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, institution=MEDICAL)
    confirm = post(web, "/terminal/settings", {"home-visit": "1"})

    first, second = press_ok(web, confirm), press_ok(web, confirm)

    assert (first.status_code, second.status_code) == (200, 200)
    assert heading(second) == heading(first)
    pending = stub.institutions.pending(MEDICAL)
    assert pending is not None
    assert pending.home_visit
