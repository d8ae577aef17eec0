"""What the patient does with stored consents: 同意照会・更新, すべての同意を取消す."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from harness.drivers.html_document import PageError
from harness.drivers.terminal_pages import ONLINE
from harness.visit import CANCEL, VIEW

from ..encounter import Encounter
from ..review_tasks import (
    change_kind,
    choose_function,
    confirm_cancelling,
    open_change,
    stored_answer,
)
from ..tasks import EXAMINATION_DATE, read_card, right_pin


@when("患者がメニューの「同意照会・更新」を選ぶ")
def chooses_view(encounter: Encounter) -> None:
    """訪問診療等の受付URLを開き、「同意照会・更新」から本人確認に進みます。アプリが起動します。

    続けて「患者が正しい暗証番号を入力してカードをかざす」と書いてください。

    例: 患者がメニューの「同意照会・更新」を選ぶ
    """
    choose_function(encounter, VIEW)


@when("患者がメニューの「すべての同意を取消す」を選ぶ")
def chooses_cancel(encounter: Encounter) -> None:
    """訪問診療等の受付URLを開き、「すべての同意を取消す」から本人確認に進みます。

    続けて「患者が正しい暗証番号を入力してカードをかざす」と書いてください。

    例: 患者がメニューの「すべての同意を取消す」を選ぶ
    """
    choose_function(encounter, CANCEL)


@given("患者が同意照会の本人確認を済ませている")
@when("患者が同意照会の本人確認を済ませる")
def views(encounter: Encounter) -> None:
    """「同意照会・更新」を選び、正しい暗証番号とカードで、現在の同意の画面まで進めます。

    例: 患者が同意照会の本人確認を済ませている
    例: 患者が同意照会の本人確認を済ませる
    """
    choose_function(encounter, VIEW)
    read_card(encounter, right_pin(encounter))


@when("患者がオンライン診療等の同意照会の本人確認を済ませる")
def views_online(encounter: Encounter) -> None:
    """オンライン診療等の受付URLで、同意照会の本人確認を済ませます。

    例: 患者がオンライン診療等の同意照会の本人確認を済ませる
    """
    choose_function(encounter, VIEW, ONLINE)
    read_card(encounter, right_pin(encounter))


@when(parsers.parse("患者が「{kind}」の同意を「{answer}」に更新する"))
def updates(encounter: Encounter, kind: str, answer: str) -> None:
    """現在の同意の画面から、一つの項目を選び直し、確認して更新します。

    選択: 同意する、同意しない。

    例: 患者が「薬剤情報」の同意を「同意しない」に更新する
    """
    change_kind(encounter, kind, answer)


@when("患者が同意内容の変更画面を開く")
def opens_change(encounter: Encounter) -> None:
    """現在の同意の画面で「同意内容を変更する」を押します。まだ何も変わりません。

    例: 患者が同意内容の変更画面を開く
    """
    open_change(encounter)


@when("患者がすべての同意の取消しを確定する")
def cancels_all(encounter: Encounter) -> None:
    """取り消す内容の画面で「取消しを確定する」を押します。

    例: 患者がすべての同意の取消しを確定する
    """
    confirm_cancelling(encounter)


@then(parsers.parse("現在の同意として「{kind}」に「{answer}」と表示される"))
def stored_is(encounter: Encounter, kind: str, answer: str) -> None:
    """照会の画面で、その項目の隣に表示された選択を確かめます。

    例: 現在の同意として「薬剤情報」に「同意する」と表示される
    """
    shown = stored_answer(encounter, kind)
    assert shown == answer, f"「{kind}」は「{shown}」と表示されています。"


@then(parsers.parse("「{heading}」の画面が表示される"))
def heading_is(encounter: Encounter, heading: str) -> None:
    """端末のブラウザーに、その見出しの画面が表示されていることを確かめます。

    例: 「更新完了」の画面が表示される
    """
    shown = encounter.screen.heading
    assert shown == heading, f"表示されている画面: 「{shown}」"


@then("受診予定日は変更できない")
def day_is_fixed(encounter: Encounter) -> None:
    """変更画面に受診予定日が表示され、入力欄がないことを確かめます。

    例: 受診予定日は変更できない
    """
    shown = encounter.screen.text
    assert EXAMINATION_DATE in shown, f"「{EXAMINATION_DATE}」がありません: {shown}"
    try:
        encounter.bench.phone.web.fill(EXAMINATION_DATE, "2030-01-01")
    except PageError:
        return
    raise AssertionError(f"「{EXAMINATION_DATE}」を入力できます。")
