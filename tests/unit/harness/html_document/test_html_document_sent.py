"""A form is filled in by its labels and sent as a browser would send it."""

from __future__ import annotations

import pytest

from harness.drivers.html_document import RequiredFieldEmpty

from .stage import page, sent

REQUIRED = """<form><fieldset><legend>薬剤情報</legend>
<label><input type=radio name=a value=1 required> 同意する</label>
<label><input type=radio name=a value=0> 同意しない</label></fieldset>
<label>日付 <input name=d required></label>
<button>確認</button><button formnovalidate>保存</button></form>"""


def test_an_untouched_form_is_submitted_as_it_was_rendered() -> None:
    assert sent(page(), "登録内容を確認する") == {
        "session": "s1",
        "mail": "on",
        "day": "",
        "note": "一行目",
        "kind": "2",
        "fixed": "x",
    }


def test_choices_are_made_by_legend_and_label() -> None:
    document = page()

    document.choose("薬剤情報", "同意する")
    document.choose("薬剤情報", "同意しない")
    document.choose("診療情報", "同意する")
    document.choose("通知", "SMS")
    document.uncheck("通知", "メール")
    document.choose("区分", "オンライン診療等")
    document.fill("受診予定日", "2026-11-21")

    fields = sent(document, "登録内容を確認する")
    assert fields["YZK"] == "0"
    assert fields["SRJ"] == "1"
    assert fields["sms"] == "y"
    assert "mail" not in fields
    assert fields["kind"] == "オンライン診療等"
    assert fields["day"] == "2026-11-21"


def test_choosing_another_option_takes_the_first_choice_back() -> None:
    document = page()

    document.choose("薬剤情報", "同意しない")
    document.choose("薬剤情報", "同意する")

    fields = document.submit(document.find_pressable("登録内容を確認する")).fields
    assert [value for name, value in fields if name == "YZK"] == ["1"]


def test_another_form_of_the_page_is_left_alone() -> None:
    html = (
        "<form><input type=hidden name=a value=1><button>送る</button></form>"
        "<form><input type=hidden name=b value=2><button>消す</button></form>"
    )

    assert sent(page(html), "送る") == {"a": "1"}


def test_only_the_pressed_button_is_sent() -> None:
    assert sent(page(), "すべて同意する")["act"] == "all"
    assert "act" not in sent(page(), "登録内容を確認する")


def test_a_button_may_send_the_form_elsewhere() -> None:
    document = page()

    going = document.submit(document.find_pressable("修正する"))

    assert (going.method, going.url) == ("POST", "http://127.0.0.1:9/back?x=1")


def test_a_browser_holds_back_a_form_with_a_required_field_empty() -> None:
    document = page(REQUIRED)
    button = document.find_pressable("確認")

    with pytest.raises(RequiredFieldEmpty, match="薬剤情報"):
        document.submit(button)
    document.choose("薬剤情報", "同意しない")
    with pytest.raises(RequiredFieldEmpty, match="日付"):
        document.submit(button)
    document.fill("日付", "x")

    assert dict(document.submit(button).fields) == {"a": "0", "d": "x"}


def test_a_button_may_waive_the_check() -> None:
    document = page(REQUIRED)

    assert document.submit(document.find_pressable("保存")).fields == (("d", ""),)


def test_a_control_outside_its_form_belongs_to_it_by_name() -> None:
    html = (
        "<form id=f action=/go><input type=hidden name=a value=1></form>"
        "<label>名前 <input name=n form=f></label><button form=f>送る</button>"
    )
    document = page(html)

    document.fill("名前", "花子")

    assert sent(document, "送る") == {"a": "1", "n": "花子"}
