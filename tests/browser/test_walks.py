"""Whole ways through the pages in the real browser, with the app and a virtual card."""

from __future__ import annotations

from oqs_stub.records import ConsentKind, LapseReason

from .conftest import MILLISECONDS
from .phone import Phone


def test_a_whole_registration_from_the_url_to_the_last_page(phone: Phone) -> None:
    complaints: list[str] = []
    phone.page.on("console", lambda message: complaints.append(message.text))
    phone.page.goto(phone.url())
    phone.press("同意登録をする")
    phone.choose("薬剤情報", "同意する")
    phone.choose("手術情報", "同意しない")
    phone.choose("処方箋の発行形態", "紙の処方箋")
    phone.press("登録内容を確認する")

    phone.press_to_app("同意内容を登録する")
    phone.return_from_app("hanako")

    assert phone.heading() == "登録完了"
    (consent,) = phone.stub.consents.everything()
    assert consent.kinds == {ConsentKind.DRUGS}
    assert complaints == []  # Nor does the browser object to style sheet or policy.


def test_a_person_who_switches_back_by_hand_finds_the_last_page(phone: Phone) -> None:
    phone.page.goto(phone.url())
    phone.press("同意登録をする")
    phone.press("すべて同意する")
    phone.choose("処方箋の発行形態", "電子処方箋")
    phone.press("登録内容を確認する")
    phone.press_to_app("同意内容を登録する")
    phone.read_card("hanako")

    phone.press("登録状況を確認する")

    assert phone.heading() == "登録完了"


def test_back_and_forth_and_again_registers_once(phone: Phone) -> None:
    page = phone.page
    page.goto(phone.url())
    phone.press("同意登録をする")
    phone.choose("処方箋の発行形態", "電子処方箋")
    phone.press("登録内容を確認する")
    phone.press_to_app("同意内容を登録する")
    phone.return_from_app("hanako")

    seen = []
    for way in (page.go_back, page.go_back, page.go_forward):
        way()
        seen.append(phone.heading())

    assert seen == ["登録完了"] * 3  # Nowhere is there a button to register again.
    assert len(phone.stub.consents.everything()) == 1


def test_stored_consents_are_changed_and_cancelled(phone: Phone) -> None:
    phone.page.goto(phone.url())
    phone.press("同意登録をする")
    phone.press("すべて同意する")
    phone.choose("処方箋の発行形態", "電子処方箋")
    phone.press("登録内容を確認する")
    phone.press_to_app("同意内容を登録する")
    phone.return_from_app("hanako")

    phone.open_menu()
    phone.press("同意照会・更新")
    phone.press_to_app("本人確認をする")
    phone.return_from_app("hanako")
    phone.press("同意内容を変更する")
    phone.choose("薬剤情報", "同意しない")
    phone.press("変更内容を確認する")
    phone.press("同意内容を更新する")
    updated = phone.stub.consents.everything()
    phone.open_menu()
    phone.press("すべての同意を取消す")
    phone.press_to_app("本人確認をする")
    phone.return_from_app("hanako")
    phone.press("取消しを確定する")

    assert phone.heading() == "取消し完了"
    assert ConsentKind.DRUGS not in updated[0].kinds
    (consent,) = phone.stub.consents.everything()
    assert consent.lapse_reason is LapseReason.BY_PATIENT


def test_the_keyboard_alone_is_enough_up_to_the_app(phone: Phone) -> None:
    page = phone.page
    page.goto(phone.url())
    page.get_by_role("link", name="同意登録をする").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    for _ in range(40):  # Tab by tab, as a person without a pointer goes.
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.name || ''")
        if focused.startswith(("consent-", "prescription")):
            page.keyboard.press("Space")
        if page.evaluate("document.activeElement.innerText") == "登録内容を確認する":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert outline == "solid"
    assert phone.heading() == "登録内容の確認"
    assert page.locator("dd", has_text="同意する").count() == 5


def test_errors_take_the_focus_and_lead_to_their_fields(phone: Phone) -> None:
    page = phone.page
    page.goto(f"{phone.url()}/consents")

    phone.press("登録内容を確認する")
    page.locator("[role=alert]:focus").wait_for()
    with page.expect_navigation():  # Within the page.
        page.locator("[role=alert] a").tap()

    assert page.url.endswith("#prescription")
    assert page.locator("#prescription").is_visible()


def test_the_last_page_prints_what_matters_and_nothing_to_press(phone: Phone) -> None:
    page = phone.page
    page.goto(phone.url())
    phone.press("同意登録をする")
    phone.choose("処方箋の発行形態", "電子処方箋")
    phone.press("登録内容を確認する")
    phone.press_to_app("同意内容を登録する")
    phone.return_from_app("hanako")

    page.emulate_media(media="print", color_scheme="dark")
    printed = page.pdf(format="A4")

    main = page.locator("main").inner_text()
    for words in ("登録完了", "受付番号", "薬剤情報"):
        assert words in main, words
    assert page.get_by_text("これはエミュレーターです").is_visible()
    assert not page.get_by_text("次の患者さんの受付へ").is_visible()
    assert not page.get_by_text("メニュー", exact=True).is_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") == 1  # One sheet.


def test_the_pages_work_with_scripts_switched_off(phone: Phone) -> None:
    browser = phone.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    page.goto(f"{phone.url()}/consents")
    page.get_by_label("電子処方箋").check()
    with page.expect_navigation():
        page.get_by_role("button", name="登録内容を確認する").click()

    assert page.locator("h1").inner_text() == "登録内容の確認"
    context.close()
