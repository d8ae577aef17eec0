"""Every page of マイナ在宅受付Web, one after the other, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from oqs_stub.clock import SettableClock
from oqs_stub.records import TreatmentCategory
from oqs_stub.web_condition import Condition

from .phone import DENTAL, Phone


def every_page(phone: Phone, clock: SettableClock) -> Iterator[tuple[str, str]]:
    """Walk through all pages; after each `yield` of name and title the page shows."""
    yield from _registering(phone, clock)
    yield from _reviewing(phone)
    yield from _cancelling(phone)
    yield from _refusing(phone)


def _registering(phone: Phone, clock: SettableClock) -> Iterator[tuple[str, str]]:
    page = phone.page
    page.goto(phone.url())
    yield "W1", "在宅受付"
    phone.open_menu()
    yield "W1-menu", "在宅受付"
    page.goto(phone.url(TreatmentCategory.ONLINE))
    phone.press("同意登録をする")
    yield "W2-online", "同意内容の入力"
    page.get_by_label("受診予定日").fill("2026-01-01")
    phone.press("登録内容を確認する")
    yield "W2-errors", "入力の確認：同意内容の入力"
    phone.stub.changes.change_institution(DENTAL, asks_visit_form=True)
    page.goto(phone.url(TreatmentCategory.ONLINE))
    phone.press("同意登録をする")
    yield "W2-what-care", "同意内容の入力"
    phone.press("登録内容を確認する")
    yield "W2-what-care-errors", "入力の確認：同意内容の入力"
    phone.stub.changes.change_institution(DENTAL, asks_visit_form=False)
    page.goto(phone.url())
    phone.press("同意登録をする")
    yield "W2", "同意内容の入力"
    phone.press("すべて同意する")
    phone.choose("処方箋の発行形態", "紙の処方箋")
    yield "W2-all", "同意内容の入力"
    phone.press("登録内容を確認する")
    yield "W3", "登録内容の確認"
    session = page.url.removesuffix("/confirm")
    page.goto(session)
    yield "W3-early", "カードの読み取り待ち"
    page.goto(f"{session}/confirm")
    phone.press_to_app("同意内容を登録する")
    yield "W3-opens-app", "マイナポータルアプリを開きます"
    page.goto(f"{session}/code")
    yield "W3-code", "スマートフォン（二次元コード）認証"
    page.goto(session)
    yield "W3-waiting", "カードの読み取り待ち"
    clock.set(clock.now() + timedelta(minutes=6))
    page.reload()
    yield "W3-challenge-over", "カードの読み取り待ち"
    phone.press_to_app("マイナポータルアプリを開く")
    phone.return_from_app("hanako")
    yield "W4", "登録完了"


def _reviewing(phone: Phone) -> Iterator[tuple[str, str]]:
    page = phone.page
    page.goto(phone.url())
    phone.open_menu()
    phone.press("同意照会・更新")
    yield "W5-start", "同意照会・更新"
    phone.press_to_app("本人確認をする")
    yield "W5-opens-app", "マイナポータルアプリを開きます"
    phone.return_from_app("hanako")
    yield "W5", "同意の照会"
    phone.press("同意内容を変更する")
    yield "W5-edit", "同意内容の変更"
    phone.choose("薬剤情報", "同意しない")
    phone.press("変更内容を確認する")
    yield "W5-confirm", "変更内容の確認"
    phone.press("同意内容を更新する")
    yield "W5-done", "更新完了"


def _cancelling(phone: Phone) -> Iterator[tuple[str, str]]:
    page = phone.page
    page.goto(phone.url())
    phone.open_menu()
    phone.press("すべての同意を取消す")
    yield "W6-start", "すべての同意を取消す"
    phone.press_to_app("本人確認をする")
    phone.return_from_app("hanako")
    yield "W6", "取り消す内容の確認"
    phone.press("取消しを確定する")
    yield "W6-done", "取消し完了"
    page.goto(f"{phone.url()}/cancel")
    phone.press_to_app("本人確認をする")
    phone.return_from_app("hanako")
    yield "W6-none", "登録されている同意はありません"


def _refusing(phone: Phone) -> Iterator[tuple[str, str]]:
    page = phone.page
    page.goto(phone.url())
    phone.press("同意登録をする")
    phone.choose("処方箋の発行形態", "電子処方箋")
    phone.press("登録内容を確認する")
    phone.press_to_app("同意内容を登録する")
    phone.return_from_app("akira")
    yield "refused-by-card", "健康保険証利用の登録が済んでいません"
    page.goto(f"{phone.base_url}/zaitaku/hv/made-up")
    yield "refused-url", "このURLは使えません"
    page.goto(f"{phone.base_url}/zaitaku/nowhere")
    yield "not-found", "ページが見つかりません"
    for condition, title in (
        (Condition.MAINTENANCE, "メンテナンス中です"),
        (Condition.LINE_BLOCKED, "通信エラーが発生しました。"),
    ):
        phone.stub.web_condition.set(condition)
        page.goto(phone.url())
        yield f"refused-{condition}", title
    phone.stub.web_condition.set(Condition.OPEN)
