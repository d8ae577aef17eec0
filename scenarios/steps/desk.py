"""What staff do at the 資格確認端末 every day: 資格確認, 再照会, lists, views."""

from __future__ import annotations

from dataclasses import replace

from pytest_bdd import given, parsers, then, when

from ..desk_tasks import (
    at_desk,
    fetch_consented,
    name_of,
    names_of,
    numbers_of,
    reinquire_elsewhere,
    save_pdf,
    shown_at_desk,
    slips_of,
    type_by_hand,
    view_as_ordinary_user,
    view_medicines,
)
from ..encounter import Encounter
from ..observation import control_of
from ..terminal_tasks import TERMINAL


@given("一般利用者が資格確認端末で患者の資格を確認する")
@when("一般利用者が資格確認端末で患者の資格を確認する")
def desk_checks(encounter: Encounter) -> None:
    """患者の資格確認書の番号と生年月日を、端末の「資格確認」に入力して照会します。

    例: 一般利用者が資格確認端末で患者の資格を確認する
    """
    at_desk(encounter, lambda desk: desk.check(numbers_of(encounter)))


@when("一般利用者が資格確認端末で枝番なしで患者の資格を確認する")
def desk_checks_without_branch(encounter: Encounter) -> None:
    """枝番を空けて、記号・番号と生年月日だけで照会します。双子は複数該当になります。

    例: 一般利用者が資格確認端末で枝番なしで患者の資格を確認する
    """
    numbers = replace(numbers_of(encounter), branch="")
    at_desk(encounter, lambda desk: desk.check(numbers))


@when("一般利用者が資格確認端末の候補から患者を選ぶ")
def desk_chooses(encounter: Encounter) -> None:
    """複数該当の画面に並んだ人のうち、患者の氏名のボタンを押します。

    例: 一般利用者が資格確認端末の候補から患者を選ぶ
    """
    at_desk(encounter, lambda desk: desk.choose_person(name_of(encounter)))


@when("医療情報閲覧者が資格確認端末で患者の特定健診情報を閲覧する")
def desk_views_checkups(encounter: Encounter) -> None:
    """同意取得済み患者一覧の患者情報詳細から、特定健診等情報を開きます。

    例: 医療情報閲覧者が資格確認端末で患者の特定健診情報を閲覧する
    """
    at_desk(encounter, lambda desk: desk.checkups(name_of(encounter)))


@given("一般利用者が資格確認端末で患者を再照会する")
@when("一般利用者が資格確認端末で患者を再照会する")
def desk_reinquires(encounter: Encounter) -> None:
    """端末の「再照会」で、患者の番号と生年月日から照会します。カードは使いません。

    例: 一般利用者が資格確認端末で患者を再照会する
    """
    at_desk(encounter, lambda desk: desk.reinquire_by_number(numbers_of(encounter)))


@when(
    parsers.parse(
        "一般利用者が資格確認端末で今日訪問する「{patients}」をまとめて再照会する"
    )
)
def desk_reinquires_all(encounter: Encounter, patients: str) -> None:
    """端末の「再照会」の一覧で、今日訪問する患者にチェックを入れて照会します。

    例: 一般利用者が資格確認端末で今日訪問する「花子、太郎」をまとめて再照会する
    """
    names = names_of(encounter, patients)
    at_desk(encounter, lambda desk: desk.reinquire(names))


@when("別の医療機関の職員が資格確認端末で患者を再照会する")
def desk_elsewhere_reinquires(encounter: Encounter) -> None:
    """訪問診療等機能を利用している別の医療機関の端末で、同じ患者を再照会します。

    例: 別の医療機関の職員が資格確認端末で患者を再照会する
    """
    reinquire_elsewhere(encounter)


@given("一般利用者が資格確認端末で今日の同意済資格情報を取得する")
@when("一般利用者が資格確認端末で今日の同意済資格情報を取得する")
def desk_fetches(encounter: Encounter) -> None:
    """端末の《同意済資格情報取得》で、訪問診療等・同意年月日が今日の人を取得します。

    例: 一般利用者が資格確認端末で今日の同意済資格情報を取得する
    """
    fetch_consented(encounter, by_examination=False)


@when("一般利用者が資格確認端末で受診予定日が今日の同意済資格情報を取得する")
def desk_fetches_by_examination(encounter: Encounter) -> None:
    """端末の《同意済資格情報取得》で、オンライン診療等・受診予定日が今日の人を取得します。

    例: 一般利用者が資格確認端末で受診予定日が今日の同意済資格情報を取得する
    """
    fetch_consented(encounter, by_examination=True)


@when("医療情報閲覧者が資格確認端末で同意取得済み患者一覧を開く")
def desk_lists_patients(encounter: Encounter) -> None:
    """《同意取得済み患者一覧(訪問診療等・オンライン診療等)》を開きます。

    例: 医療情報閲覧者が資格確認端末で同意取得済み患者一覧を開く
    """
    at_desk(encounter, lambda desk: desk.patients())


@when("医療情報閲覧者が資格確認端末で患者の薬剤情報を閲覧する")
def desk_views(encounter: Encounter) -> None:
    """患者情報詳細から《薬剤閲覧》を開きます。診療年月は空けます。

    例: 医療情報閲覧者が資格確認端末で患者の薬剤情報を閲覧する
    """
    view_medicines(encounter)


@when("一般利用者が資格確認端末で患者の薬剤情報を閲覧しようとする")
def ordinary_user_views(encounter: Encounter) -> None:
    """一般利用者のアカウントのまま、同意取得済み患者一覧のアドレスを開きます。

    例: 一般利用者が資格確認端末で患者の薬剤情報を閲覧しようとする
    """
    view_as_ordinary_user(encounter)


@given("職員が端末の画面を見てレセコンに手入力する")
@when("職員が端末の画面を見てレセコンに手入力する")
def staff_types(encounter: Encounter) -> None:
    """端末の結果の画面から、資格情報を正しくレセコンに打ち込みます。

    例: 職員が端末の画面を見てレセコンに手入力する
    """
    type_by_hand(encounter)


@when("職員が番号の数字を入れ違えてレセコンに手入力する")
def staff_types_wrongly(encounter: Encounter) -> None:
    """被保険者証番号の、隣り合う二つの数字を逆に打ち込みます。ほかは正しく入力します。

    例: 職員が番号の数字を入れ違えてレセコンに手入力する
    """
    type_by_hand(encounter, swapped=True)


@then("転記ミスは見つからない")
def no_slip(encounter: Encounter) -> None:
    """手入力した内容を、端末の画面と一項目ずつ突き合わせて確かめます。

    例: 転記ミスは見つからない
    """
    found = slips_of(encounter)
    assert not found, "、".join(found)


@then(parsers.parse("「{item}」の転記ミスが見つかる"))
def slip_is_found(encounter: Encounter, item: str) -> None:
    """手入力した内容と端末の画面が、その項目だけで食い違うことを確かめます。

    例: 「被保険者証番号」の転記ミスが見つかる
    """
    found = slips_of(encounter)
    assert len(found) == 1, f"食い違い: {'、'.join(found) or 'なし'}"
    assert found[0].startswith(f"{item}:"), f"食い違いは {found[0]} です。"


@then(parsers.parse("資格確認端末に「{text}」と表示される"))
def desk_shows(encounter: Encounter, text: str) -> None:
    """端末での直前の操作の結果の画面に、その文字があることを確かめます。

    例: 資格確認端末に「同意あり」と表示される
    """
    shown = shown_at_desk(encounter)
    assert text in shown.text, f"画面に表示されたもの: {shown.text}"


@then(parsers.parse("資格確認端末に「{text}」は表示されない"))
def desk_hides(encounter: Encounter, text: str) -> None:
    """端末での直前の操作の結果の画面に、その文字がないことを確かめます。

    例: 資格確認端末に「架空錠」は表示されない
    """
    shown = shown_at_desk(encounter)
    assert text not in shown.text, f"画面に表示されたもの: {shown.text}"


@then("資格確認端末に患者の氏名が表示される")
def desk_shows_patient(encounter: Encounter) -> None:
    """端末での直前の操作の結果の画面に、患者の氏名があることを確かめます。

    例: 資格確認端末に患者の氏名が表示される
    """
    shown = shown_at_desk(encounter)
    assert name_of(encounter) in shown.text, f"画面に表示されたもの: {shown.text}"


@then(parsers.parse("資格確認端末に「{text}」を理由に断られる"))
def desk_refuses(encounter: Encounter, text: str) -> None:
    """端末が直前の操作を断り、その理由が画面にあることを確かめます。

    例: 資格確認端末に「医療情報閲覧者のアカウントで使えます」を理由に断られる
    """
    refusal = encounter.take_refusal()
    assert refusal is not None, "断られていません。"
    assert refusal.doing == TERMINAL, f"断られたのは{refusal.doing}です。"
    assert text in refusal.message, f"理由: {refusal.message}"


@then(parsers.parse("端末のアカウント「{account}」が患者を再照会したと記録されている"))
def desk_is_on_record(encounter: Encounter, account: str) -> None:
    """誰がいつ誰を再照会したかの記録に、端末のアカウントまで残ることを確かめます。

    @needs:control のタグが要ります。

    例: 端末のアカウント「user」が患者を再照会したと記録されている
    """
    lines = [
        line
        for line in control_of(encounter).ledger()
        if line["face"] == "terminal" and str(line["action"]).startswith("OQSsihvq")
    ]
    assert lines, "端末での再照会の記録がありません。"
    latest = lines[-1]
    told = f"最後の再照会の記録: {dict(latest)}"
    assert latest["actor"] == account, told
    assert latest["person_id"] == encounter.patient, told
    assert str(latest["at"]) == encounter.bench.clock.now().isoformat(), told


@then("訪問診療等の受付URLのPDFを「医療機関URL」フォルダーに保存できる")
def pdf_is_saved(encounter: Encounter) -> None:
    """取得したPDFが、フォルダー「医療機関URL」にPDFとして残ることを確かめます。

    例: 訪問診療等の受付URLのPDFを「医療機関URL」フォルダーに保存できる
    """
    sheet = save_pdf(encounter)
    assert sheet.read_bytes().startswith(b"%PDF-"), f"{sheet} はPDFではありません。"
