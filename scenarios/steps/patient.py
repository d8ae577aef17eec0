"""What the patient chooses on the pages of マイナ在宅受付Web."""

from __future__ import annotations

from datetime import timedelta

from pytest_bdd import given, parsers, then, when

from harness.drivers.terminal_pages import ONLINE
from harness.visit import REGISTER

from ..encounter import Encounter
from ..tasks import (
    USUAL_PRESCRIPTION,
    begin_reception,
    choose_consents,
    choose_for_today_online,
    correct,
    finish_registration,
    first_visit,
    go_up_to_card,
    register,
    try_day,
)
from ..terminal_tasks import ALL_KINDS
from ..words import PRESCRIPTIONS, code_of, consent_codes


@given("患者は初回の訪問ですべてに同意して登録を済ませている")
def first_visit_with_all(encounter: Encounter) -> None:
    """初回の訪問が済んでいます。

    受付からカードの読み取り、登録完了、レセコンへの取り込みまでを行います。

    例: 患者は初回の訪問ですべてに同意して登録を済ませている
    """
    first_visit(encounter, None)


@given(parsers.parse("患者は初回の訪問で「{kinds}」だけに同意して登録を済ませている"))
def first_visit_with(encounter: Encounter, kinds: str) -> None:
    """初回の訪問が、選んだ種別だけの同意で済んでいます（取り込みまで）。

    例: 患者は初回の訪問で「薬剤情報」だけに同意して登録を済ませている
    """
    first_visit(encounter, consent_codes(kinds))


@given("患者がすべてに同意する")
@when("患者がすべてに同意する")
def agrees_to_all(encounter: Encounter) -> None:
    """同意画面で、尋ねられたすべての種別に「同意する」を選び、確認画面へ進みます。

    処方箋の発行形態を尋ねられたら「電子処方箋」を選びます。

    例: 患者がすべてに同意する
    """
    choose_consents(encounter, None, prescription=USUAL_PRESCRIPTION)


@given(parsers.parse("患者が「{kinds}」だけに同意する"))
@when(parsers.parse("患者が「{kinds}」だけに同意する"))
def agrees_only_to(encounter: Encounter, kinds: str) -> None:
    """選んだ種別に「同意する」、ほかに「同意しない」を選び、確認画面へ進みます。

    種別: 薬剤情報、診療情報、手術情報、特定健診等情報、特定疾病療養受療証情報。
    いくつか書くときは「、」で区切ります。

    例: 患者が「薬剤情報、診療情報」だけに同意する
    """
    choose_consents(encounter, consent_codes(kinds), prescription=USUAL_PRESCRIPTION)


@when(parsers.parse("患者が「{kinds}」だけに同意して登録を済ませる"))
def agrees_only_to_and_finishes(encounter: Encounter, kinds: str) -> None:
    """選んだ種別だけに同意し、カードを読み取って、登録完了まで進めます。

    例: 患者が「薬剤情報」だけに同意して登録を済ませる
    """
    codes = consent_codes(kinds)
    choose_consents(encounter, codes, prescription=USUAL_PRESCRIPTION)
    finish_registration(encounter)


@when(parsers.parse("患者が「{kinds}」だけに同意しない"))
def agrees_except(encounter: Encounter, kinds: str) -> None:
    """選んだ種別に「同意しない」、ほかに「同意する」を選び、確認画面へ進みます。

    例: 患者が「手術情報」だけに同意しない
    """
    wanted = ALL_KINDS - consent_codes(kinds)
    choose_consents(encounter, wanted, prescription=USUAL_PRESCRIPTION)


@when("患者がどれにも同意しない")
def agrees_to_nothing(encounter: Encounter) -> None:
    """尋ねられたすべての種別に「同意しない」を選び、確認画面へ進みます。

    例: 患者がどれにも同意しない
    """
    choose_consents(encounter, frozenset(), prescription=USUAL_PRESCRIPTION)


@when("患者がどれにも同意しないで登録を済ませる")
def agrees_to_nothing_and_finishes(encounter: Encounter) -> None:
    """どの種別にも同意せず、カードを読み取って、登録完了まで進めます。

    例: 患者がどれにも同意しないで登録を済ませる
    """
    choose_consents(encounter, frozenset(), prescription=USUAL_PRESCRIPTION)
    finish_registration(encounter)


@when(parsers.parse("患者がすべてに同意し、処方箋の発行形態に「{form}」を選ぶ"))
def agrees_and_prescription(encounter: Encounter, form: str) -> None:
    """すべてに同意し、処方箋の発行形態（電子処方箋、紙の処方箋）を選んで確認画面へ進みます。

    例: 患者がすべてに同意し、処方箋の発行形態に「紙の処方箋」を選ぶ
    """
    code_of(form, PRESCRIPTIONS, what="処方箋の発行形態")
    choose_consents(encounter, None, prescription=form)


@when("患者が確認画面で「修正する」を押す")
def goes_back_to_correct(encounter: Encounter) -> None:
    """確認画面から同意内容の入力に戻ります。続けて選び直してください。

    例: 患者が確認画面で「修正する」を押す
    """
    correct(encounter)


@given("患者が同意内容を登録する")
@when("患者が同意内容を登録する")
def registers(encounter: Encounter) -> None:
    """確認画面で「同意内容を登録する」を押します。マイナポータルアプリが起動します。

    この時点ではまだ登録されていません。カードを読み取ると登録されます。

    例: 患者が同意内容を登録する
    """
    register(encounter)


@given("患者がカードをかざすところまで受付を進める")
@when("患者がカードをかざすところまで受付を進める")
def goes_up_to_card(encounter: Encounter) -> None:
    """受付を始め、すべてに同意し、登録して、アプリが起動したところまで進めます。

    続けて「患者が正しい暗証番号を入力してカードをかざす」などと書いてください。

    例: 患者がカードをかざすところまで受付を進める
    """
    go_up_to_card(encounter)


@when("患者が登録を済ませる")
def finishes(encounter: Encounter) -> None:
    """確認画面から、正しい暗証番号でカードを読み取り、登録完了まで進めます。

    例: 患者が登録を済ませる
    """
    finish_registration(encounter)


@when("患者がすべてに同意して登録を済ませる")
def agrees_and_finishes(encounter: Encounter) -> None:
    """同意画面ですべてに同意し、カードを読み取って、登録完了まで進めます。

    例: 患者がすべてに同意して登録を済ませる
    """
    choose_consents(encounter, None, prescription=USUAL_PRESCRIPTION)
    finish_registration(encounter)


@when("患者が今日を受診予定日にしてすべてに同意する")
def agrees_online_today(encounter: Encounter) -> None:
    """オンライン診療等の同意画面で、受診予定日に今日を入れ、すべてに同意します。

    例: 患者が今日を受診予定日にしてすべてに同意する
    """
    choose_for_today_online(encounter)


@when(parsers.parse("患者が受診予定日に{days:d}日後を入れてすべてに同意する"))
def agrees_online_ahead(encounter: Encounter, days: int) -> None:
    """オンライン診療等の同意画面で、受診予定日を入れ、すべてに同意して確認画面へ進みます。

    例: 患者が受診予定日に10日後を入れてすべてに同意する
    """
    today = encounter.bench.clock.now().date()
    try_day(encounter, (today + timedelta(days=days)).isoformat())


@given(parsers.parse("患者は{days:d}日後のオンライン診療等の登録を済ませている"))
def registered_online(encounter: Encounter, days: int) -> None:
    """オンライン診療等の受付で、その日を受診予定日にして、登録完了まで済ませてあります。

    例: 患者は10日後のオンライン診療等の登録を済ませている
    """
    begin_reception(encounter, ONLINE)
    agrees_online_ahead(encounter, days)
    finish_registration(encounter)


@when("患者が受診予定日に昨日を入れてすべてに同意する")
def agrees_online_yesterday(encounter: Encounter) -> None:
    """過ぎた日を受診予定日に入れて進もうとします。

    例: 患者が受診予定日に昨日を入れてすべてに同意する
    """
    yesterday = encounter.bench.clock.now().date() - timedelta(days=1)
    try_day(encounter, yesterday.isoformat())


@when("患者が受診予定日を入れずにすべてに同意する")
def agrees_online_without_day(encounter: Encounter) -> None:
    """受診予定日を空欄のまま進もうとします。

    例: 患者が受診予定日を入れずにすべてに同意する
    """
    try_day(encounter, "")


@then("確認画面が表示される")
def review_is_shown(encounter: Encounter) -> None:
    """選んだ内容の確認画面が表示され、まだ登録されていないことを確かめます。

    例: 確認画面が表示される
    """
    buttons = encounter.screen.buttons
    assert REGISTER in buttons, f"「{REGISTER}」がありません。ボタン: {buttons}"


@then(parsers.parse("同意画面で「{kind}」を尋ねられる"))
def is_asked(encounter: Encounter, kind: str) -> None:
    """同意画面に、その項目の選択肢があることを確かめます。

    例: 同意画面で「薬剤情報」を尋ねられる
    """
    asked = tuple(encounter.screen.groups)
    assert kind in asked, f"尋ねられた項目: {'、'.join(asked)}"


@then(parsers.parse("同意画面で「{kind}」を尋ねられない"))
def is_not_asked(encounter: Encounter, kind: str) -> None:
    """同意画面に、その項目の選択肢がないことを確かめます。

    例: 同意画面で「手術情報」を尋ねられない
    """
    asked = tuple(encounter.screen.groups)
    assert asked, f"同意画面ではありません: 「{encounter.screen.heading}」"
    assert kind not in asked, f"「{kind}」を尋ねられています: {'、'.join(asked)}"
