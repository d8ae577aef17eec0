"""Every screen of the terminal is clean to axe, fits, prints, and needs no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from oqs_stub.records import CardCheck, Consent, ConsentKind, TreatmentCategory
from oqs_stub.stub import Stub

from .look import axe_findings, scrolls_sideways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DENTAL = "9930000014"
HOME = TreatmentCategory.HOME_VISIT


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
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def log_in(page: Page, account: str) -> None:
    page.goto("/terminal/login")
    page.get_by_label("ユーザーID").fill(account)
    page.get_by_label("パスワード").fill("mynabench")
    page.get_by_role("button", name="ログイン").click()


def screens(page: Page, consent_id: int) -> Iterator[str]:
    """Walk through the screens; after each `yield` of a name the screen shows."""
    page.goto("/terminal/")
    yield "start"
    page.goto("/terminal/login")
    yield "login"
    page.goto("/terminal/forgotten")
    yield "forgotten"
    log_in(page, "admin")
    yield "menu-admin"
    for name in ("settings", "urls", "accounts", "activation", "line", "reboot"):
        page.goto(f"/terminal/{name}")
        yield name
    page.goto("/terminal/settings")
    page.get_by_role("button", name="更新する").click()
    yield "settings-confirm"
    page.goto("/terminal/accounts")
    page.get_by_role("button", name="作成する").click()
    yield "accounts-errors"
    page.goto("/terminal/patients")
    yield "denied"
    log_in(page, "viewer")
    yield "menu-viewer"
    for name in ("eligibility", "reinquiry", "bulk-check", "reference", "tickets"):
        page.goto(f"/terminal/{name}")
        yield name
    yield from _asking(page)
    for name in ("patients", f"patients/{consent_id}", "password", "cancel"):
        page.goto(f"/terminal/{name}")
        yield name
    page.goto(f"/terminal/patients/{consent_id}/medicines")
    yield "medicines"
    page.goto("/terminal/cancel")
    page.get_by_label("保険").first.check()
    page.get_by_role("button", name="取り消す情報を選ぶ").click()
    yield "cancel-kinds"
    page.get_by_label("手術情報").check()
    page.get_by_role("button", name="確認する").click()
    yield "cancel-confirm"


def _asking(page: Page) -> Iterator[str]:
    page.goto("/terminal/eligibility")
    page.get_by_role("button", name="照会する").click()
    yield "eligibility-errors"
    page.get_by_label("保険者番号").fill("01990019")
    page.get_by_label("番号", exact=True).fill("101")
    page.get_by_label("生年月日").fill("S56.2.17")
    page.get_by_role("button", name="照会する").click()
    yield "eligibility-result"
    page.goto("/terminal/consented")
    page.get_by_role("button", name="取得する").click()
    yield "consented-result"
    page.goto("/terminal/reinquiry")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="選んだ患者を再照会する").click()
    yield "reinquiry-result"
    page.goto("/terminal/bulk-check")
    page.get_by_label("患者の一覧").fill("x,,,,")
    page.get_by_role("button", name="一括照会する").click()
    yield "bulk-check-errors"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_can_be_read_and_used_by_everybody(
    page: Page, consented: int, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    seen = []

    for name in screens(page, consented):
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
    page.get_by_role("button", name="取得する").click()
    page.emulate_media(media="print")

    assert consented
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
    page.keyboard.press("Enter")
    page.get_by_label("保険者番号").focus()
    for typed in ("01990019", "99010001", "101", "00", "S56.2.17"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert consented
    page.get_by_role("heading", name="資格確認の結果").wait_for()
    assert "保険　花子" in page.locator("main").inner_text()


def test_sending_again_does_no_harm(page: Page, stub: Stub, consented: int) -> None:
    log_in(page, "user")
    page.goto("/terminal/cancel")
    page.get_by_label("保険　花子").check()
    page.get_by_role("button", name="取り消す情報を選ぶ").click()
    page.get_by_label("手術情報").check()
    page.get_by_role("button", name="確認する").click()
    page.get_by_role("button", name="OK").click()
    page.reload()  # Sends the form once more, as going back and on does.

    assert consented
    assert page.locator("h1").inner_text() == "取り消す同意がありません"
    done = [e for e in stub.ledger.entries() if e.action == "閲覧同意取消し"]
    assert len(done) == 1
