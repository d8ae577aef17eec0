"""What a clinic does with an answer: who it is, what is paid, what is not asked."""

from __future__ import annotations

from datetime import date

from pytest_bdd import given, parsers, then, when

from harness.clinic.ceiling import patient_pays

from ..clinic_tasks import (
    ask_medication,
    ask_medication_while_allowed,
    check_long_term_care_number,
    ticket_on_paper,
)
from ..desk_tasks import differences
from ..encounter import Encounter
from ..tasks import patient_called

OUTPATIENT = "1"  # 診療区分, OQSCD028.
MEDICINE_REQUEST = "YZKsiquc01req"


@when("レセコンが診療区分1で薬剤情報を要求する")
def asks_as_outpatient(encounter: Encounter) -> None:
    """訪問診療の患者の薬剤情報を、誤って診療区分1（外来）で要求します。

    例: レセコンが診療区分1で薬剤情報を要求する
    """
    ask_medication(encounter, category=OUTPATIENT)


@when("レセコンが閲覧有効期限の内なら薬剤情報を要求する")
def asks_while_allowed(encounter: Encounter) -> None:
    """取り込んだ閲覧有効期限を見て、過ぎていなければ要求します。過ぎていれば何もしません。

    例: レセコンが閲覧有効期限の内なら薬剤情報を要求する
    """
    ask_medication_while_allowed(encounter)


@then("レセコンは薬剤情報を要求していない")
def nothing_was_asked(encounter: Encounter) -> None:
    """薬剤情報の要求ファイルが、一つも `req` に書かれていないことを確かめます。

    例: レセコンは薬剤情報を要求していない
    """
    assert encounter.known is not None, "レセコンは患者の資格をまだ知りません。"
    names = [one.name for one in encounter.bench.journal.files]
    asked = [name for name in names if name.startswith(MEDICINE_REQUEST)]
    assert not asked, f"要求しました: {'、'.join(asked)}"


@when("レセコンが介護保険の被保険者証の番号で資格を確認する")
def checks_long_term_care(encounter: Encounter) -> None:
    """医療保険ではなく介護保険の保険者番号と被保険者番号で、資格を照会します。

    例: レセコンが介護保険の被保険者証の番号で資格を確認する
    """
    check_long_term_care_number(encounter)


@given("患者は紙の医療券を持っている")
def has_a_paper_ticket(encounter: Encounter) -> None:
    """福祉事務所が出した、今月の紙の医療券を患者が持ってきています。カードはありません。

    例: 患者は紙の医療券を持っている
    """
    ticket_on_paper(encounter)


@then("取り込んだ患者は氏名と生年月日で照合できる")
def found_by_name_and_birthday(encounter: Encounter) -> None:
    """照会番号のない患者が、氏名と生年月日でただ一人に決まることを確かめます。

    例: 取り込んだ患者は氏名と生年月日で照合できる
    """
    person = encounter.bench.people.get(encounter.patient).person
    wanted: tuple[str, date | None] = (person.name, person.birthdate)
    found = [one for one in encounter.imported if (one.name, one.birthdate) == wanted]
    assert len(found) == 1, f"照合できた人: {len(found)}人"
    number = found[0].reference_number
    assert not number, f"照会番号 {number} が登録されています。"


@then("取り込んだ2人は氏名が同じで、生年月日で区別できる")
def namesakes_differ_by_birthday(encounter: Encounter) -> None:
    """同姓同名の2人が、取り違えようのない別々の人として届いたことを確かめます。

    例: 取り込んだ2人は氏名が同じで、生年月日で区別できる
    """
    found = {(one.name, one.birthdate) for one in encounter.imported}
    told = "、".join(f"{name}（{born}）" for name, born in sorted(found, key=str))
    assert len(encounter.imported) == len(found) == 2, f"取り込んだ人: {told or 'なし'}"
    assert len({name for name, _ in found}) == 1, f"氏名が違います: {told}"


@then(parsers.parse("照会番号「{number}」で取り込んだ患者は「{name}」である"))
def number_is_of(encounter: Encounter, number: str, name: str) -> None:
    """その照会番号の人がただ一人で、氏名も生年月日もその患者であることを確かめます。

    例: 照会番号「K-0012」で取り込んだ患者は「花子」である
    """
    person = encounter.bench.people.get(patient_called(encounter, name)).person
    found = [one for one in encounter.imported if one.reference_number == number]
    told = "、".join(f"{one.name}（{one.birthdate}）" for one in found) or "なし"
    assert [(one.name, one.birthdate) for one in found] == [
        (person.name, person.birthdate)
    ], f"照会番号 {number} の人: {told}"


@then(parsers.parse("来院した「{name}」の本人確認書類は、資格確認端末の表示と一致する"))
def document_is_of_the_registered(encounter: Encounter, name: str) -> None:
    """顔写真付きの書類の氏名・生年月日・住所を、登録した人のものと見比べます。

    書類にあるのは、その人のペルソナの氏名などです。顔を見比べるのは人です。

    例: 来院した「花子」の本人確認書類は、資格確認端末の表示と一致する
    """
    found = differences(encounter, patient_called(encounter, name))
    assert not found, "、".join(found)


@then(
    parsers.parse("来院した「{name}」の本人確認書類は、資格確認端末の表示と一致しない")
)
def document_is_of_another(encounter: Encounter, name: str) -> None:
    """登録した人とは別の人が来たことが、書類と端末の表示の違いから分かります。

    例: 来院した「太郎」の本人確認書類は、資格確認端末の表示と一致しない
    """
    assert differences(encounter, patient_called(encounter, name)), (
        "書類と端末の表示に違いがありません。"
    )


@then(parsers.parse("医療費{cost:d}円のとき、窓口の負担は{pays:d}円で止まる"))
def payment_stops(encounter: Encounter, cost: int, pays: int) -> None:
    """届いた負担割合と限度額の適用区分から、外来の1か月の自己負担を計算して確かめます。

    例: 医療費100000円のとき、窓口の負担は8000円で止まる
    """
    answer = encounter.answer
    assert answer is not None, "レセコンに患者の資格がありません。"
    assert answer.limit_class, "限度額情報は届いていません。"
    assert answer.ratio is not None, "負担割合が分かりません。"
    full = patient_pays(cost, ratio=answer.ratio, limit_class="")
    shown = patient_pays(cost, ratio=answer.ratio, limit_class=answer.limit_class)
    assert shown == pays, f"窓口の負担は{shown}円です（{answer.limit_class}）。"
    assert shown < full, f"{answer.ratio}%の{full}円が、上限で止まっていません。"
