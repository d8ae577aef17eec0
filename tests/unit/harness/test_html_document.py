"""A page is read and filled in by what a person sees on it."""

from __future__ import annotations

import pytest

from harness.drivers.html_document import (
    HTMLDocument,
    PageError,
    RequiredFieldEmpty,
)

URL = "http://127.0.0.1:9/a/b"

CONSENT = """
<html lang="ja"><head><title>同意内容の入力</title>
<meta name="mynabench-reason" content="url_wrong_kind"></head><body>
<h1>同意内容の入力</h1>
<p>クリニック<b>やまだ</b>に<br>提供します</p><script>var hidden = 1</script>
<p hidden>見えない</p><p style="display: none">これも見えない</p>
<form action="/next" method="post">
  <input type="hidden" name="session" value="s1">
  <fieldset><legend>薬剤情報</legend>
    <label><input type="radio" name="YZK" value="1"> 同意する</label>
    <label><input type="radio" name="YZK" value="0"> 同意しない</label>
  </fieldset>
  <fieldset><legend>診療情報</legend>
    <input type="radio" name="SRJ" id="s1" value="1"><label for="s1">同意する</label>
    <input type="radio" name="SRJ" id="s0" value="0"><label for="s0">同意しない</label>
  </fieldset>
  <fieldset disabled><legend>手術情報</legend>
    <label><input type="radio" name="SHJ" value="1" checked> 同意する</label>
  </fieldset>
  <fieldset><legend>通知</legend>
    <label><input type="checkbox" name="mail" checked> メール</label>
    <label><input type="checkbox" name="sms" value="y"> SMS</label>
  </fieldset>
  <label for="day">受診予定日</label><input type="date" id="day" name="day">
  <label>備考 <textarea name="note">
一行目</textarea></label>
  <label>区分 <select name="kind"><option value="2">訪問診療等
    <option>オンライン診療等</select></label>
  <label>変更不可 <input name="fixed" value="x" readonly></label>
  <input name="nameless-in-html" disabled value="never sent">
  <button type="submit" name="act" value="all">すべて同意する</button>
  <button>登録内容を<b>確認</b>する</button>
  <button type="button">印刷</button>
  <input type="submit" name="act" value="修正する" formaction="/back?x=1">
</form>
<a href="../c?d=1">トップ</a> <a>飾り</a>
<a href="x" aria-label="閉じる"><img src="qr.png" alt="二次元コード"></a>
</body></html>
"""


def page(html: str = CONSENT, *, url: str = URL) -> HTMLDocument:
    return HTMLDocument(html, url=url, status=200)


def sent(document: HTMLDocument, button: str) -> dict[str, str]:
    return dict(document.submit(document.find_pressable(button)).fields)


def test_the_screen_is_what_a_person_sees() -> None:
    screen = page().screen()

    assert (screen.title, screen.heading) == ("同意内容の入力", "同意内容の入力")
    assert "クリニックやまだに\n提供します" in screen.text
    assert "見えない" not in screen.text
    assert "hidden" not in screen.text
    assert screen.buttons == (
        "すべて同意する", "登録内容を確認する", "印刷", "修正する", "トップ", "閉じる",
    )  # fmt: skip
    assert screen.groups["薬剤情報"] == ("同意する", "同意しない")
    assert screen.groups["区分"] == ("訪問診療等", "オンライン診療等")


def test_the_stubs_markers_are_read_where_they_are() -> None:
    assert page().screen().reason == "url_wrong_kind"
    assert page("<p>").screen().reason is None
    done = '<meta name="mynabench-outcome" content="registered">'
    assert page(done).screen().outcome == "registered"


def test_full_width_space_in_a_name_survives() -> None:
    assert page("<p>山田\u3000花子   様</p>").screen().text == "山田\u3000花子 様"


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


def test_width_and_space_of_a_label_do_not_count() -> None:
    html = "<label>URL（訪問診療等） <input name=u value=v></label>"

    assert page(html).value("ＵＲＬ(訪問診療等)") == "v"


@pytest.mark.parametrize(
    ("act", "listed"),
    [
        pytest.param(
            lambda d: d.choose("薬剤", "同意する"), "薬剤情報（同意する／同意しない）",
            id="unknown-group",
        ),
        pytest.param(
            lambda d: d.choose("薬剤情報", "はい"), "薬剤情報（同意する／同意しない）",
            id="unknown-option",
        ),
        pytest.param(
            lambda d: d.fill("暗証番号", "1"), "「受診予定日」",
            id="unknown-field",
        ),
        pytest.param(
            lambda d: d.find_pressable("次へ"), "「すべて同意する」",
            id="unknown-button",
        ),
        pytest.param(
            lambda d: d.image_source("写真"), "「二次元コード」", id="unknown-picture"
        ),
    ],
)  # fmt: skip
def test_an_unknown_label_is_answered_with_what_is_there(
    act: object, listed: str
) -> None:
    assert callable(act)

    with pytest.raises(PageError, match=listed):
        act(page())


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        pytest.param(
            lambda d: d.choose("手術情報", "同意する"), "選べません", id="disabled"
        ),
        pytest.param(lambda d: d.fill("変更不可", "y"), "変更不可", id="read-only"),
        pytest.param(
            lambda d: d.submit(d.find_pressable("印刷")), "スクリプト", id="script-only"
        ),
    ],
)
def test_what_a_person_cannot_do_is_refused(act: object, problem: str) -> None:
    assert callable(act)

    with pytest.raises(PageError, match=problem):
        act(page())


def test_two_buttons_of_one_name_are_not_guessed_between() -> None:
    html = "<form><button>取消す</button><button>取消す</button></form>"

    with pytest.raises(PageError, match="2個"):
        page(html).find_pressable("取消す")


def test_two_links_to_one_place_are_one_link() -> None:
    html = "<a href='/x'>トップ</a> … <a href='/x'>トップ</a>"

    document = page(html)

    assert document.link_target(document.find_pressable("トップ")).endswith("/x")


def test_a_hidden_button_is_not_there() -> None:
    with pytest.raises(PageError):
        page("<form><div hidden><button>送る</button></div></form>").find_pressable(
            "送る"
        )


def test_links_and_pictures_are_found_from_the_pages_own_address() -> None:
    document = page()

    link = document.find_pressable("トップ")

    assert document.link_target(link) == "http://127.0.0.1:9/c?d=1"
    assert document.image_source("二次元コード") == "http://127.0.0.1:9/a/qr.png"
    assert document.find_pressable("閉じる").name == "a"


REQUIRED = """<form><fieldset><legend>薬剤情報</legend>
<label><input type=radio name=a value=1 required> 同意する</label>
<label><input type=radio name=a value=0> 同意しない</label></fieldset>
<label>日付 <input name=d required></label>
<button>確認</button><button formnovalidate>保存</button></form>"""


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


@pytest.mark.parametrize(
    ("content", "target"),
    [
        pytest.param("0; url=/done", "http://127.0.0.1:9/done", id="at-once"),
        pytest.param("0;URL='app://x?a=1'", "app://x?a=1", id="to-an-app"),
        pytest.param("5; url=/done", None, id="later"),
        pytest.param("0", None, id="itself"),
    ],
)
def test_a_page_may_send_the_browser_on(content: str, target: str | None) -> None:
    html = f'<meta http-equiv="Refresh" content="{content}">'

    assert page(html).refresh_target() == target


def test_a_control_outside_its_form_belongs_to_it_by_name() -> None:
    html = (
        "<form id=f action=/go><input type=hidden name=a value=1></form>"
        "<label>名前 <input name=n form=f></label><button form=f>送る</button>"
    )
    document = page(html)

    document.fill("名前", "花子")

    assert sent(document, "送る") == {"a": "1", "n": "花子"}


def test_a_group_may_be_named_for_assistive_technology_only() -> None:
    html = (
        '<div role="radiogroup" aria-labelledby="t"><h2 id="t">発行形態</h2>'
        "<label><input type=radio name=p value=1>電子処方箋</label></div>"
    )
    document = page(html)

    document.choose("発行形態", "電子処方箋")

    assert document.is_chosen("発行形態", "電子処方箋")
