"""What staff and patient do with マイナ資格確認アプリ（居宅同意取得型）."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from ..encounter import Encounter
from ..msa_tasks import (
    APP,
    CHECKS,
    WRONG_CODE,
    acts,
    begin,
    choose,
    compare,
    enrol,
    enrol_phone,
    hold_card,
    issue_code,
    register_by_sight,
    require_result,
    show,
)
from ..words import code_of, consent_codes


@given("職員の端末はマイナ資格確認アプリに登録されている")
def phone_is_enrolled(encounter: Encounter) -> None:
    """管理者がアクティベーションコードを発行し、職員が端末を登録してあります。

    例: 職員の端末はマイナ資格確認アプリに登録されている
    """
    enrol_phone(encounter)


@given("管理者がアクティベーションコードを発行する")
@when("管理者がアクティベーションコードを発行する")
def code_is_issued(encounter: Encounter) -> None:
    """資格確認端末の「マイナ資格確認アプリ管理」で、端末1台分のコードを発行します。

    例: 管理者がアクティベーションコードを発行する
    """
    issue_code(encounter)


@when("職員がそのコードで端末を登録する")
def enrols_with_the_code(encounter: Encounter) -> None:
    """機関コード、ユーザーID、パスワードと、発行されたコードで端末を登録します。

    例: 職員がそのコードで端末を登録する
    """
    enrol(encounter, encounter.activation_code)


@when("職員が誤ったアクティベーションコードで端末を登録する")
def enrols_with_another_code(encounter: Encounter) -> None:
    """ほかの3つは正しく、アクティベーションコードだけが誤っています。

    例: 職員が誤ったアクティベーションコードで端末を登録する
    """
    enrol(encounter, WRONG_CODE)


@given("管理者が端末のアクティベーションコードを無効にする")
@when("管理者が端末のアクティベーションコードを無効にする")
def code_is_disabled(encounter: Encounter) -> None:
    """紛失した端末などのコードを「マイナ資格確認アプリ管理」で無効にします。

    例: 管理者が端末のアクティベーションコードを無効にする
    """
    acts(encounter).disable_code()


@when("職員がマイナ資格確認アプリを開く")
def opens_the_app(encounter: Encounter) -> None:
    """職員が端末でアプリを開きます。本人確認の方法はまだ選びません。

    例: 職員がマイナ資格確認アプリを開く
    """
    encounter.go_on()
    show(encounter, acts(encounter).open())


@when(parsers.parse("職員がマイナ資格確認アプリで「{check}」を選ぶ"))
def chooses_check(encounter: Encounter, check: str) -> None:
    """アプリを開き、本人確認の方法を選びます。暗証番号、目視確認。

    例: 職員がマイナ資格確認アプリで「目視確認」を選ぶ
    """
    begin(encounter, check)


@when("職員が顔写真と本人の一致を確かめる")
def same_person(encounter: Encounter) -> None:
    """カードの顔写真と患者を見比べ、「顔写真と本人が一致」を選びます（目視確認用パスコード）。

    例: 職員が顔写真と本人の一致を確かめる
    """
    compare(encounter, same_person=True)


@when("職員が顔写真と本人は別人だと判断する")
def another_person(encounter: Encounter) -> None:
    """カードの顔写真と患者を見比べ、一致しないと答えます。

    例: 職員が顔写真と本人は別人だと判断する
    """
    compare(encounter, same_person=False)


@when("患者がアプリですべてに同意する")
def agrees_to_all_in_the_app(encounter: Encounter) -> None:
    """アプリで尋ねられたすべての種別に同意し、電子処方箋を選びます。

    例: 患者がアプリですべてに同意する
    """
    choose(encounter, None)


@when(parsers.parse("患者がアプリで「{kinds}」だけに同意する"))
def agrees_in_the_app_only_to(encounter: Encounter, kinds: str) -> None:
    """アプリで、選んだ種別だけに同意し、電子処方箋を選びます。

    例: 患者がアプリで「薬剤情報、診療情報」だけに同意する
    """
    choose(encounter, consent_codes(kinds))


@when("患者が暗証番号を入力せずにカードをかざす")
def holds_card_without_pin(encounter: Encounter) -> None:
    """カードから電子証明書だけを読み取ります。暗証番号は使いません。

    例: 患者が暗証番号を入力せずにカードをかざす
    """
    hold_card(encounter, with_pin=False)


@when("患者がアプリに正しい暗証番号を入力してカードをかざす")
def holds_card_with_pin(encounter: Encounter) -> None:
    """患者本人の暗証番号で、カードが署名します。

    例: 患者がアプリに正しい暗証番号を入力してカードをかざす
    """
    hold_card(encounter, with_pin=True)


@given("患者は目視確認ですべてに同意して登録を済ませている")
@when("患者が目視確認ですべてに同意して登録を済ませる")
def registered_by_sight(encounter: Encounter) -> None:
    """アプリの受付を、目視確認・すべて同意・カードの読み取りまで進めます。

    例: 患者は目視確認ですべてに同意して登録を済ませている
    例: 患者が目視確認ですべてに同意して登録を済ませる
    """
    register_by_sight(encounter)


@then("アプリの端末登録が完了している")
def enrolment_is_done(encounter: Encounter) -> None:
    """端末の登録が済み、アプリで受付を始められることを確かめます。

    例: アプリの端末登録が完了している
    """
    encounter.require_nothing_refused()
    screen = acts(encounter).open()
    assert screen.asked is not None, f"アプリを使えません。{screen.message}"


@then("アプリに資格情報が表示される")
def app_shows_eligibility(encounter: Encounter) -> None:
    """端末のアプリに、患者の資格情報が表示されていることを確かめます。

    例: アプリに資格情報が表示される
    """
    result = require_result(encounter).result
    name = encounter.bench.people.get(encounter.patient).person.name
    shown = None if result is None else result.value("氏名")
    assert shown == name, f"{name}さんではなく「{shown}」の資格情報です。"


@then(parsers.parse("アプリの「{item}」に「{text}」と表示される"))
def app_shows_item(encounter: Encounter, item: str, text: str) -> None:
    """アプリの資格情報の、その項目の値を確かめます。日付は和暦です。

    例: アプリの「保険者番号」に「01990019」と表示される
    """
    result = require_result(encounter).result
    rows = () if result is None else result.rows
    found = [value for label, value in rows if label == item]
    assert text in found, f"「{item}」は {found} です。"


@then(parsers.parse("アプリで「{check}」は選べない"))
def check_cannot_be_chosen(encounter: Encounter, check: str) -> None:
    """開いたアプリで、その本人確認の方法が示されていないことを確かめます。

    例: アプリで「目視確認」は選べない
    """
    code = code_of(check, CHECKS, what="本人確認の方法")
    shown = encounter.msa
    assert shown is not None, f"{APP}を開いていません。"
    assert shown.asked is not None, f"選ぶ画面ではありません。{shown.heading}"
    assert code not in shown.asked.checks, f"「{check}」を選べます。"


@then("アプリの端末に患者の情報は残っていない")
def phone_keeps_nothing(encounter: Encounter) -> None:
    """端末に保存されたものに、患者の氏名・番号・住所がないことを確かめます。

    例: アプリの端末に患者の情報は残っていない
    """
    persona = encounter.bench.people.get(encounter.patient)
    kept = encounter.bench.msa.everything_kept()
    assert kept, "端末の登録がないため、確かめられません。"
    secrets = [persona.person.name, persona.person.address]
    secrets += [number for one in persona.coverages for number in (one.number,)]
    for secret in secrets:
        assert secret not in kept, f"端末に「{secret}」が残っています。"
