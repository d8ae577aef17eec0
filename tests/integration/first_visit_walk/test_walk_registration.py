"""The whole first visit, walked over real HTTP with a real signature."""

from __future__ import annotations

import pytest

from card_profiles.loader import load
from harness.drivers.html_phone import HTMLPhone
from harness.journal import Journal
from harness.ports import AppState

from .walk import NOW, Bench, consents


def test_a_first_visit_ends_with_the_registration(bench: Bench) -> None:
    review = bench.consent()
    app = bench.authenticate("hanako")
    done = bench.back(app)

    assert review.heading == "登録内容の確認"
    assert app.state is AppState.FINISHED
    assert bench.phone.app.signature_verified is True
    assert (done.heading, done.outcome, done.reason) == ("登録完了", "registered", None)
    assert "協会" not in done.text  # The phone shows no eligibility.
    newest = consents(bench)[-1]
    assert newest["person_id"] == "hanako"
    assert newest["category"] == "2"
    assert newest["kinds"] == ["SHJ", "SRJ", "TKK", "YZK"]
    assert newest["prescription"] == "1"


def test_what_was_not_agreed_to_is_not_given(bench: Bench) -> None:
    web = bench.phone.web
    web.open(bench.terminal.url())
    web.press("同意登録をする")
    web.choose("薬剤情報", "同意する")
    web.choose("診療情報", "同意しない")
    web.choose("処方箋の発行形態", "紙の処方箋")
    web.press("登録内容を確認する")

    bench.back(bench.authenticate("hanako"))

    newest = consents(bench)[-1]
    assert newest["kinds"] == ["YZK"]
    assert newest["prescription"] == "2"


def test_the_evidence_holds_every_layer_and_no_pin(bench: Bench) -> None:
    bench.consent()
    bench.back(bench.authenticate("hanako"))

    words = [exchange.meaning for exchange in bench.journal.apdus]
    verify = next(e for e in bench.journal.apdus if e.command[1] == 0x20)

    assert any("公的個人認証APを選択" in word for word in words)
    assert any("署名を計算" in word for word in words)
    assert verify.command[5:] == b"****"
    assert any(e.url.endswith("/appgate/authentications") for e in bench.journal.http)
    assert any("登録完了" in shot.html for shot in bench.journal.screens)
    assert "mynabench" not in "".join(
        e.request_body for e in bench.journal.http if e.url.endswith("/login")
    )


def test_the_hand_over_page_opens_the_app_once_and_waits(bench: Bench) -> None:
    bench.consent()
    web = bench.phone.web

    handed_over = web.press("同意内容を登録する")
    opened = web.launched()
    checked = web.press("登録状況を確認する")

    assert handed_over.heading == "マイナポータルアプリを開きます"
    assert opened is not None
    assert checked.heading == "まだ登録されていません"
    assert web.launched() is None


def test_a_wrong_pin_costs_a_try_and_the_right_one_goes_on(bench: Bench) -> None:
    bench.consent()

    wrong = bench.authenticate("hanako", pin="0000")
    bench.phone.app.enter_pin("1234")
    right = bench.hold_card("hanako")

    assert (wrong.state, wrong.tries_left) == (AppState.PIN_ENTRY, 2)
    assert bench.back(right).outcome == "registered"


def test_the_third_wrong_pin_locks_and_nothing_is_registered(bench: Bench) -> None:
    before = len(consents(bench))
    bench.consent()
    bench.hand_over()

    for _ in range(3):
        bench.phone.app.enter_pin("0000")
        last = bench.hold_card("hanako")

    assert (last.state, last.reason) == (AppState.REFUSED, "pin_blocked")
    assert bench.back(last).outcome is None
    assert len(consents(bench)) == before


@pytest.mark.parametrize(
    ("persona", "reason"),
    [
        ("fumiko", "certificate_expired"),
        ("shigeru", "certificate_revoked"),
        ("akira", "insurance_use_not_registered"),
        ("kiyoshi", "pin_blocked"),
    ],
)
def test_who_cannot_be_registered_is_told_why(
    bench: Bench, persona: str, reason: str
) -> None:
    before = len(consents(bench))
    bench.consent()

    app = bench.authenticate(persona, pin=load(persona, now=NOW).card.auth_pin)

    assert (app.state, app.reason) == (AppState.REFUSED, reason)
    assert app.message
    assert len(consents(bench)) == before


def test_the_refusal_is_on_the_page_too(bench: Bench) -> None:
    bench.consent()

    page = bench.back(bench.authenticate("fumiko"))

    assert page.reason == "certificate_expired"
    assert "電子証明書の検証に失敗しました" in page.text


def test_cancelling_leads_back_and_a_new_try_succeeds(bench: Bench) -> None:
    bench.consent()
    bench.hand_over()
    waiting = bench.back(bench.phone.app.cancel())
    assert waiting.outcome is None

    bench.phone.web.press("マイナポータルアプリを開く")
    launch = bench.phone.web.launched()
    assert launch is not None
    bench.phone.app.start(launch)
    bench.phone.app.enter_pin("1234")

    assert bench.back(bench.hold_card("hanako")).outcome == "registered"


def test_a_card_lost_half_way_is_held_again(bench: Bench) -> None:
    bench.consent()
    bench.hand_over()
    bench.phone.app.enter_pin("1234")
    bench.cards.tear_after(4)

    lost = bench.hold_card("hanako")

    assert lost.reason == "card_lost"
    assert bench.back(bench.hold_card("hanako")).outcome == "registered"


def test_the_browser_left_behind_learns_of_the_registration(bench: Bench) -> None:
    bench.consent()
    bench.authenticate("hanako")

    screen = bench.phone.web.press("登録状況を確認する")

    assert screen.outcome == "registered"


def test_another_browser_without_cookies_can_take_the_callback(bench: Bench) -> None:
    bench.consent()
    app = bench.authenticate("hanako")
    other = HTMLPhone.with_journal(
        Journal(), trusted_origins={bench.server.base_url}, fictitious=True
    )

    assert app.return_url is not None
    assert other.web.open(app.return_url).outcome == "registered"
    other.close()


def test_choices_can_be_corrected_before_they_are_registered(bench: Bench) -> None:
    bench.consent()
    web = bench.phone.web

    web.press("修正する")
    web.choose("手術情報", "同意しない")
    web.press("登録内容を確認する")
    bench.back(bench.authenticate("hanako"))

    assert consents(bench)[-1]["kinds"] == ["SRJ", "TKK", "YZK"]
