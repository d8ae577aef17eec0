"""Every page of マイナ在宅受付Web, one after the other, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from oqs_stub.clock import SettableClock
from oqs_stub.records import TreatmentCategory
from oqs_stub.web_condition import Condition

from .phone import DENTAL, Phone


def every_page(phone: Phone, clock: SettableClock) -> Iterator[str]:
    """Walk through all pages; after each `yield` of a name the page shows."""
    yield from _registering(phone, clock)
    yield from _reviewing(phone)
    yield from _cancelling(phone)
    yield from _refusing(phone)


def _registering(phone: Phone, clock: SettableClock) -> Iterator[str]:
    page = phone.page
    page.goto(phone.url())
    yield "W1"
    phone.open_menu()
    yield "W1-menu"
    page.goto(phone.url(TreatmentCategory.ONLINE))
    phone.press("同意登録をする")
    yield "W2-online"
    page.get_by_label("受診予定日").fill("2026-01-01")
    phone.press("登録内容を確認する")
    yield "W2-errors"
    phone.stub.changes.change_institution(DENTAL, asks_visit_form=True)
    page.goto(phone.url(TreatmentCategory.ONLINE))
    phone.press("同意登録をする")
    yield "W2-what-care"
    phone.press("登録内容を確認する")
    yield "W2-what-care-errors"
    phone.stub.changes.change_institution(DENTAL, asks_visit_form=False)
    page.goto(phone.url())
    phone.press("同意登録をする")
    yield "W2"
    phone.press("すべて同意する")
    phone.choose("処方箋の発行形態", "紙の処方箋")
    yield "W2-all"
    phone.press("登録内容を確認する")
    yield "W3"
    session = page.url.removesuffix("/confirm")
    page.goto(session)
    yield "W3-early"
    page.goto(f"{session}/confirm")
    phone.press_to_app("同意内容を登録する")
    yield "W3-opens-app"
    page.goto(f"{session}/code")
    yield "W3-code"
    page.goto(session)
    yield "W3-waiting"
    clock.set(clock.now() + timedelta(minutes=6))
    page.reload()
    yield "W3-challenge-over"
    phone.press_to_app("マイナポータルアプリを開く")
    phone.return_from_app("hanako")
    yield "W4"


def _reviewing(phone: Phone) -> Iterator[str]:
    page = phone.page
    page.goto(phone.url())
    phone.open_menu()
    phone.press("同意照会・更新")
    yield "W5-start"
    phone.press_to_app("本人確認をする")
    yield "W5-opens-app"
    phone.return_from_app("hanako")
    yield "W5"
    phone.press("同意内容を変更する")
    yield "W5-edit"
    phone.choose("薬剤情報", "同意しない")
    phone.press("変更内容を確認する")
    yield "W5-confirm"
    phone.press("同意内容を更新する")
    yield "W5-done"


def _cancelling(phone: Phone) -> Iterator[str]:
    page = phone.page
    page.goto(phone.url())
    phone.open_menu()
    phone.press("すべての同意を取消す")
    yield "W6-start"
    phone.press_to_app("本人確認をする")
    phone.return_from_app("hanako")
    yield "W6"
    phone.press("取消しを確定する")
    yield "W6-done"
    page.goto(f"{phone.url()}/cancel")
    phone.press_to_app("本人確認をする")
    phone.return_from_app("hanako")
    yield "W6-none"


def _refusing(phone: Phone) -> Iterator[str]:
    page = phone.page
    page.goto(phone.url())
    phone.press("同意登録をする")
    phone.choose("処方箋の発行形態", "電子処方箋")
    phone.press("登録内容を確認する")
    phone.press_to_app("同意内容を登録する")
    phone.return_from_app("akira")
    yield "refused-by-card"
    page.goto(f"{phone.base_url}/zaitaku/hv/made-up")
    yield "refused-url"
    page.goto(f"{phone.base_url}/zaitaku/nowhere")
    yield "not-found"
    for condition in (Condition.MAINTENANCE, Condition.LINE_BLOCKED):
        phone.stub.web_condition.set(condition)
        page.goto(phone.url())
        yield f"refused-{condition}"
    phone.stub.web_condition.set(Condition.OPEN)
