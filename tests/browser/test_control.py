"""The 制御ページ is clean to axe, fits, and needs no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from card_profiles.pki import PKI
from oqs_stub.kept_messages import KeptMessages
from oqs_stub.records import CardCheck, Consent, ConsentKind, TreatmentCategory
from oqs_stub.rules.disaster import Disaster
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub

from .conftest import MILLISECONDS
from .look import axe_findings, scrolls_sideways, title

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DENTAL = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
TOKEN = "token-of-the-tests"


@pytest.fixture
def controlled(stub: Stub, tmp_path: Path) -> Iterator[Stub]:
    """The stub with a control page, and something of everything that it shows."""
    stub.close()
    again = Stub(
        replace(stub.config, control_token=TOKEN, keep_messages=tmp_path / "kept"),
        pki=PKI.open(stub.config.state_dir / "pki", now=stub.clock.now()),
    )
    now = again.clock.now()
    again.faults.arm("slow:seconds=0,region=西日本")
    again.disasters.declare(
        Disaster(name="架空県大雨", since=now, until=now + timedelta(days=1))
    )
    again.consents.add_card_check(
        CardCheck(person_id="hanako", institution_code=DENTAL, category=HOME, at=now)
    )
    again.consents.record(
        Consent(
            person_id="hanako",
            institution_code=DENTAL,
            category=HOME,
            kinds=frozenset(ConsentKind),
            prescription=None,
            given_at=now,
            channel="zaitaku-web",
        )
    )
    KeptMessages(tmp_path / "kept", again.clock).keep(
        {
            "OQSsiquc01req_1.xml": f"<XmlMsg>{'<a>1</a>' * 90}</XmlMsg>".encode(),
            "OQSsiquc01res_1.xml": f"<XmlMsg>{'長い応答' * 300}</XmlMsg>".encode(),
        }
    )
    again.care_told.prove_months("hanako", DENTAL, [now.date()])
    yield again
    again.close()


@pytest.fixture
def page(browser: Browser, controlled: Stub) -> Iterator[Page]:
    """A tester's browser, on a PC."""
    with StubServer(controlled) as server:
        context = browser.new_context(
            viewport={"width": 1100, "height": 800},
            base_url=server.base_url,
            locale="ja-JP",
        )
        context.set_default_timeout(MILLISECONDS)
        yield context.new_page()
        context.close()


def press(page: Page, label: str) -> None:
    """Click the button, and wait for the screen to which it leads."""
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


def log_in(page: Page) -> None:
    page.goto("/control/")
    page.get_by_label("トークン").fill(TOKEN)
    press(page, "開く")


def follow(page: Page, label: str) -> None:
    """Click the link, and wait for the screen to which it leads."""
    with page.expect_navigation():
        page.get_by_role("link", name=label).click()


def unfold(page: Page) -> None:
    """Open whatever is folded away, so that it is looked at."""
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = 1)")


def screens(page: Page) -> Iterator[tuple[str, str]]:
    """Walk through the screens; after each `yield` of name and title it shows."""
    page.goto("/control/")
    yield "login", "制御ページ"
    page.get_by_label("トークン").fill("wrong")
    press(page, "開く")
    yield "login-refused", "制御ページ"
    log_in(page)
    yield "overview", "制御ページ"
    page.goto("/control/?person=hanako")
    unfold(page)
    yield "person", "制御ページ"
    page.get_by_label("災害時モードの名前").fill("大雨")
    press(page, "宣言する")
    yield "disaster-errors", "入力の確認：制御ページ"
    page.goto("/control/?person=hanako")
    unfold(page)
    press(page, "窓口で受け付ける")
    yield "done", "制御ページ"
    follow(page, "電文の控え")
    yield "messages", "電文の控え"
    follow(page, "の1番")
    yield "message", "電文の控え：資格確認"
    page.goto("/control/messages/?kind=face")
    yield "messages-none", "電文の控え"
    page.goto("/control/messages/20260101/000000-00001")
    yield "messages-gone", "電文の控え"


@pytest.mark.parametrize("width", [1100, 412])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_can_be_read_and_used_by_everybody(
    page: Page, scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    seen = []

    for name, expected in screens(page):
        assert title(page) == expected, name
        assert axe_findings(page) == "", name
        assert not scrolls_sideways(page), name
        assert page.locator("h1").count() == 1, name
        seen.append(name)

    assert len(seen) == len(set(seen)) > 9


def test_request_and_answer_stand_side_by_side(page: Page) -> None:
    log_in(page)
    follow(page, "電文の控え")
    follow(page, "の1番")

    came, went = page.locator("section.card").all()
    left, right = came.bounding_box(), went.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]
    with page.expect_download() as download:
        page.get_by_role("link", name="OQSsiquc01res_1.xml を保存する").press("Enter")
    assert download.value.suggested_filename == "OQSsiquc01res_1.xml"


def test_what_was_done_is_said(page: Page) -> None:
    log_in(page)
    page.goto("/control/?person=hanako")
    unfold(page)
    press(page, "窓口で受け付ける")

    assert "窓口で受け付けました" in page.get_by_role("status").inner_text()


def test_somebody_without_a_mouse_declares_a_disaster(
    page: Page, controlled: Stub
) -> None:
    log_in(page)
    page.get_by_text("災害時モードを宣言する").focus()
    page.keyboard.press("Enter")  # Unfolds it.
    page.keyboard.press("Tab")
    page.keyboard.type("停電")
    page.get_by_label("いつまで").nth(1).fill("2026-12-01T00:00")
    page.get_by_label("対象").press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "宣言しました" in page.get_by_role("status").inner_text()
    assert {one.name for one in controlled.disasters.all()} == {"架空県大雨", "停電"}
