"""Every screen of the terminal is clean to axe, fits, prints, and needs no mouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from oqs_stub.records import CardCheck, Consent, ConsentKind, TreatmentCategory
from oqs_stub.stub import Stub

from .conftest import MILLISECONDS
from .look import axe_findings, scrolls_sideways, title

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DENTAL = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
# The screens that an address opens, and what their titles say, after whose they are.
ADMINS = {
    "settings": "環境設定情報更新",
    "urls": "医療機関別 URL 取得・変更",
    "accounts": "アカウント管理",
    "activation": "マイナ資格確認アプリ管理",
    "line": "回線確認",
    "reboot": "端末の再起動",
}
USERS = {
    "eligibility": "資格確認",
    "reinquiry": "再照会",
    "bulk-check": "予約患者の一括照会",
    "reference": "照会番号登録",
    "tickets": "委託先資格情報取得(医療扶助)",
}
VIEWERS = {
    "patients": "同意取得済み患者一覧",
    "password": "パスワード変更",
    "cancel": "閲覧同意の取消し",
}


@pytest.fixture
def consented(stub: Stub) -> int:
    """The number of a consent of hanako's, whose card was checked; 太郎 has one too."""
    for person_id in ("taro", "hanako"):
        now = stub.clock.now()
        stub.consents.add_card_check(
            CardCheck(
                person_id=person_id, institution_code=DENTAL, category=HOME, at=now
            )
        )
        kept = stub.consents.record(
            Consent(
                person_id=person_id,
                institution_code=DENTAL,
                category=HOME,
                kinds=frozenset(ConsentKind),
                prescription=None,
                given_at=now,
                channel="zaitaku-web",
            )
        )
    assert kept.id is not None
    return kept.id


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """The terminal's own browser, on a PC."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 800}, base_url=base_url, locale="ja-JP"
    )
    context.set_default_timeout(MILLISECONDS)
    yield context.new_page()
    context.close()


def press(page: Page, label: str) -> None:
    """Click the button, and wait for the screen to which it leads."""
    with page.expect_navigation():
        page.get_by_role("button", name=label).click()


def log_in(page: Page, account: str) -> None:
    page.goto("/terminal/login")
    page.get_by_label("ユーザーID").fill(account)
    page.get_by_label("パスワード").fill("mynabench")
    press(page, "ログイン")


def screens(page: Page, consent_id: int) -> Iterator[tuple[str, str]]:
    """Walk through the screens; after each `yield` of name and title it shows."""
    page.goto("/terminal/")
    yield "start", "資格確認端末"
    page.goto("/terminal/login")
    yield "login", "ログイン"
    page.goto("/terminal/forgotten")
    yield "forgotten", "ログインできないとき"
    log_in(page, "admin")
    yield "menu-admin", "メニュー"
    yield from _opened(page, ADMINS)
    page.goto("/terminal/settings")
    press(page, "更新する")
    yield "settings-confirm", "環境設定情報更新の確認"
    page.goto("/terminal/accounts")
    press(page, "作成する")
    yield "accounts-errors", "入力の確認：アカウント管理"
    page.goto("/terminal/patients")
    yield "denied", "この機能は使えません"
    log_in(page, "viewer")
    yield "menu-viewer", "メニュー"
    yield from _opened(page, USERS)
    yield from _asking(page)
    yield from _opened(page, VIEWERS)
    patient = f"patients/{consent_id}"
    yield from _opened(
        page, {patient: "患者情報詳細", f"{patient}/medicines": "薬剤閲覧"}
    )
    page.goto("/terminal/cancel")
    page.get_by_label("保険").first.check()
    press(page, "取り消す情報を選ぶ")
    yield "cancel-kinds", "取り消す情報の選択"
    page.get_by_label("手術情報").check()
    press(page, "確認する")
    yield "cancel-confirm", "閲覧同意の取消しの確認"


def _opened(page: Page, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, expected in titles.items():
        page.goto(f"/terminal/{name}")
        yield name, expected


def _asking(page: Page) -> Iterator[tuple[str, str]]:
    page.goto("/terminal/eligibility")
    press(page, "照会する")
    yield "eligibility-errors", "入力の確認：資格確認"
    page.get_by_label("保険者番号").fill("01990019")
    page.get_by_label("番号", exact=True).fill("101")
    page.get_by_label("生年月日").fill("S56.2.17")
    press(page, "照会する")
    yield "eligibility-result", "資格確認の結果"
    page.goto("/terminal/consented")
    press(page, "取得する")
    yield "consented-result", "同意済資格情報取得の結果（訪問診療等）"
    page.goto("/terminal/reinquiry")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "選んだ患者を再照会する")
    yield "reinquiry-result", "再照会の結果"
    page.goto("/terminal/bulk-check")
    page.get_by_label("患者の一覧").fill("x,,,,")
    press(page, "一括照会する")
    yield "bulk-check-errors", "入力の確認：予約患者の一括照会"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_can_be_read_and_used_by_everybody(
    page: Page, consented: int, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    seen = []

    for name, expected in screens(page, consented):
        assert title(page) == expected, name
        assert axe_findings(page) == "", name
        assert not scrolls_sideways(page), name
        assert page.locator("h1").count() == 1, name
        seen.append(name)

    assert len(seen) == len(set(seen)) > 30


def test_a_list_prints_whole_and_without_what_only_a_screen_needs(
    page: Page, consented: int
) -> None:
    log_in(page, "viewer")
    page.goto("/terminal/consented")
    press(page, "取得する")
    page.emulate_media(media="print")

    assert consented
    assert title(page) == "同意済資格情報取得の結果（訪問診療等）"
    assert page.locator("tbody tr th").first.is_visible()
    assert not page.get_by_role("link", name="メニューへ戻る").is_visible()
    assert page.evaluate(
        "() => [...document.querySelectorAll('.scroll')]"
        ".every(one => one.scrollWidth <= one.clientWidth + 1)"
    )


def test_somebody_without_a_mouse_checks_a_patient(page: Page, consented: int) -> None:
    page.goto("/terminal/eligibility")
    log_in(page, "user")
    page.get_by_role("link", name="資格確認", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("保険者番号").focus()
    for typed in ("01990019", "99010001", "101", "00", "S56.2.17"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert consented
    assert title(page) == "資格確認の結果"
    assert "保険　花子" in page.locator("main").inner_text()


def test_sending_again_does_no_harm(page: Page, stub: Stub, consented: int) -> None:
    log_in(page, "user")
    page.goto("/terminal/cancel")
    page.get_by_label("保険　花子").check()
    press(page, "取り消す情報を選ぶ")
    page.get_by_label("手術情報").check()
    press(page, "確認する")
    press(page, "OK")
    assert title(page) == "閲覧同意を取り消しました"
    page.reload()  # Sends the form once more, as going back and on does.

    assert consented
    assert page.locator("h1").inner_text() == "取り消す同意がありません"
    done = [e for e in stub.ledger.entries() if e.action == "閲覧同意取消し"]
    assert len(done) == 1
