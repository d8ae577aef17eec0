"""What the staff do with the clinic's phone, and look at on it."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from harness.drivers.terminal_pages import HOME_VISIT, ONLINE

from ..encounter import Encounter
from ..tasks import (
    begin_reception,
    choose_patient,
    look_for_outcome,
    open_page,
    require_done,
    scan_code,
)
from ..words import REASONS, code_of


@given("職員が訪問診療等の受付を始める")
@when("職員が訪問診療等の受付を始める")
def reception_begins(encounter: Encounter) -> None:
    """職員が端末で訪問診療等の受付URLを開き、「同意登録をする」を押します。

    例: 職員が訪問診療等の受付を始める
    """
    begin_reception(encounter)


@when(parsers.parse("職員が次の患者「{name}」の訪問診療等の受付を始める"))
def reception_of_next(encounter: Encounter, name: str) -> None:
    """同じ端末で次の患者の受付を始めます。患者の書き方は「患者は「…」である」と同じです。

    例: 職員が次の患者「太郎」の訪問診療等の受付を始める
    """
    choose_patient(encounter, name)
    begin_reception(encounter)


@when("職員がオンライン診療等の受付を始める")
def online_reception_begins(encounter: Encounter) -> None:
    """オンライン診療等の受付URLを開き、「同意登録をする」を押します。

    例: 職員がオンライン診療等の受付を始める
    """
    begin_reception(encounter, ONLINE)


@when("職員が訪問診療等の受付URLを開く")
def opens_home_visit_page(encounter: Encounter) -> None:
    """職員が端末で訪問診療等の受付URLを開きます。「同意登録をする」はまだ押しません。

    例: 職員が訪問診療等の受付URLを開く
    """
    open_page(encounter, HOME_VISIT)


@when("職員が端末で訪問診療等の二次元コードを読み取る")
def scans_the_code(encounter: Encounter) -> None:
    """資格確認端末から取得した二次元コードを読み取り、出てきたURLを開きます。

    この先の受付は、そのURL（ブックマーク）で始めます。

    例: 職員が端末で訪問診療等の二次元コードを読み取る
    """
    scan_code(encounter, HOME_VISIT)


@when("職員がオンライン診療等の受付URLを開く")
def opens_online_page(encounter: Encounter) -> None:
    """職員が、訪問診療等ではなくオンライン診療等の受付URLを開きます。

    例: 職員がオンライン診療等の受付URLを開く
    """
    open_page(encounter, ONLINE)


@given("アプリから自動ではブラウザに戻らない")
def app_does_not_return(encounter: Encounter) -> None:
    """読み取りが終わってもアプリの画面のままで、ブラウザは前の画面を表示しています。

    例: アプリから自動ではブラウザに戻らない
    """
    encounter.returns_by_itself = False


@when("職員がブラウザに戻って「登録状況を確認する」を押す")
def looks_for_the_outcome(encounter: Encounter) -> None:
    """アプリから手でブラウザに切り替え、残っていた画面のボタンを押します。

    例: 職員がブラウザに戻って「登録状況を確認する」を押す
    """
    look_for_outcome(encounter)


@then("登録完了の画面が表示される")
def done_is_shown(encounter: Encounter) -> None:
    """端末のブラウザーに「登録完了」が表示されていることを職員が確かめます。

    例: 登録完了の画面が表示される
    """
    require_done(encounter)


@then(parsers.parse("登録は「{reason}」を理由に断られる"))
def registration_is_refused(encounter: Encounter, reason: str) -> None:
    """直前の操作が、その理由で断られたことを確かめます。

    理由: 暗証番号の間違い、暗証番号のロック、アプリでの取消し、カードの読み取り失敗、
    マイナンバーカードではないカード、電子証明書の有効期限切れ、電子証明書の失効、
    電子証明書の検証失敗、スマートフォンの電子証明書、署名の不一致、
    健康保険証利用の登録なし、機能を利用していない、まだ始まっていない機能、
    診療形態の誤り、受診予定日の経過、受付URLの誤り、受付の時間切れ、読み取りの時間切れ、
    別の端末の受付、通信エラー、メンテナンス、検証の混雑、カードリーダーの未接続、
    失効情報の応答なし。
    マイナ資格確認アプリでは、アクティベーションの誤り、使用済みのコード、期限切れのコード、
    無効なコード、無効な端末、無効なユーザーID、目視確認の開始前、顔写真と本人の不一致。

    例: 登録は「電子証明書の失効」を理由に断られる
    """
    wanted = code_of(reason, REASONS, what="理由")
    refusal = encounter.take_refusal()
    assert refusal is not None, (
        f"断られていません。画面の見出し: 「{encounter.screen.heading}」"
    )
    assert refusal.reason == wanted, (
        f"断られた理由は {refusal.reason} です: {refusal.message}"
    )


@then(parsers.parse("端末の画面に「{text}」と表示される"))
def page_shows(encounter: Encounter, text: str) -> None:
    """端末のブラウザーの画面に、その文字があることを確かめます。

    例: 端末の画面に「受診予定日」と表示される
    """
    shown = encounter.screen.text
    assert text in shown, f"「{text}」がありません。表示: {shown}"


@then(parsers.parse("端末の画面に「{text}」は表示されない"))
def page_hides(encounter: Encounter, text: str) -> None:
    """端末のブラウザーの画面に、その文字がないことを確かめます。

    例: 端末の画面に「保険者番号」は表示されない
    """
    shown = encounter.screen.text
    assert text not in shown, f"「{text}」が表示されています: {shown}"


@then("端末の画面に患者の保険資格は表示されない")
def page_hides_eligibility(encounter: Encounter) -> None:
    """保険者番号・保険者名・被保険者番号が、端末の画面に出ていないことを確かめます。

    例: 端末の画面に患者の保険資格は表示されない
    """
    shown = encounter.screen.text
    for coverage in encounter.bench.people.get(encounter.patient).coverages:
        for secret in (coverage.insurer_number, coverage.insurer_name):
            assert secret not in shown, f"「{secret}」が表示されています: {shown}"
