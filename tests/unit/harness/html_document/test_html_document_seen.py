"""A page is read, and its controls are found, by what a person sees on it."""

from __future__ import annotations

import pytest

from harness.drivers.html_document import PageError

from .stage import page


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


def test_a_group_may_be_named_for_assistive_technology_only() -> None:
    html = (
        '<div role="radiogroup" aria-labelledby="t"><h2 id="t">発行形態</h2>'
        "<label><input type=radio name=p value=1>電子処方箋</label></div>"
    )
    document = page(html)

    document.choose("発行形態", "電子処方箋")

    assert document.is_chosen("発行形態", "電子処方箋")


def test_what_the_page_warns_of_is_told_alone() -> None:
    warning = (
        "<p>前</p><div role='alert'><p>コードが<b>違います</b>。</p></div><p>後</p>"
    )

    assert page(warning).screen().alert == "コードが違います。"
    assert page("<p>前</p>").screen().alert == ""
