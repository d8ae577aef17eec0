"""What the レセコン asks and learns."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from harness.results import Eligibility

from ..clinic_tasks import (
    MEDICATION,
    REINQUIRY,
    ask_medication,
    check_by_number,
    import_consented,
    reinquire,
    reinquire_elsewhere,
)
from ..encounter import Encounter, Refusal
from ..words import (
    CONSENT_FLAGS,
    CONSENTS,
    PRESCRIPTIONS,
    VALIDITIES,
    code_of,
    consent_codes,
    word_of,
)

OF_THE_PERSON = "person"  # The level of a ClinicError: ProcessingResultStatus 2.


@given("レセコンが同意済資格情報を取り込む")
@when("レセコンが同意済資格情報を取り込む")
def imports(encounter: Encounter) -> None:
    """今日登録された同意と資格を、同意済資格情報一括取得（訪問診療等）で取り込みます。

    例: レセコンが同意済資格情報を取り込む
    """
    import_consented(encounter)


@given("レセコンが被保険者番号で資格を確認する")
@when("レセコンが被保険者番号で資格を確認する")
def checks_by_number(encounter: Encounter) -> None:
    """資格確認書などに書かれた番号と生年月日で、資格を照会します（カードなし）。

    例: レセコンが被保険者番号で資格を確認する
    """
    check_by_number(encounter)


@when("レセコンが前の被保険者番号で資格を確認する")
def checks_by_former_number(encounter: Encounter) -> None:
    """患者がいちばん前に加入していた保険の番号で、資格を照会します（カードなし）。

    例: レセコンが前の被保険者番号で資格を確認する
    """
    check_by_number(encounter, former=True)


@when("レセコンが間違った生年月日で資格を確認する")
def checks_by_wrong_birthday(encounter: Encounter) -> None:
    """患者の被保険者番号と、1日違う生年月日で、資格を照会します（カードなし）。

    例: レセコンが間違った生年月日で資格を確認する
    """
    check_by_number(encounter, born_later_by_days=1)


@when("別の医療機関のレセコンが再照会する")
def reinquires_elsewhere(encounter: Encounter) -> None:
    """患者を一度もカードで確認していない別の医療機関が、同じ番号で再照会します。

    例: 別の医療機関のレセコンが再照会する
    """
    reinquire_elsewhere(encounter)


@when("レセコンが再照会する")
def reinquires(encounter: Encounter) -> None:
    """取り込み済みの患者の資格を、カードなしで照会し直します（訪問診療等の再照会）。

    例: レセコンが再照会する
    """
    reinquire(encounter)


@when("レセコンが薬剤情報を要求する")
def asks_medication(encounter: Encounter) -> None:
    """取り込み済みの患者の薬剤情報を、診療区分2（訪問診療等）で要求します。

    例: レセコンが薬剤情報を要求する
    """
    ask_medication(encounter)


@then(parsers.parse("レセコンに資格「{validity}」が表示される"))
def validity_is(encounter: Encounter, validity: str) -> None:
    """資格有効性を確かめます。

    有効、無効、無効（新しい資格あり）、該当資格なし、複数該当、有効（未登録）のどれかです。

    例: レセコンに資格「有効」が表示される
    """
    wanted = code_of(validity, VALIDITIES, what="資格有効性")
    shown = _answer(encounter).validity
    assert shown == wanted, f"資格は「{word_of(shown, VALIDITIES)}」です。"


@then("取り込んだ氏名は患者と一致する")
def name_matches(encounter: Encounter) -> None:
    """取り込んだ資格の中に、患者と同じ氏名の人がいることを確かめます。

    例: 取り込んだ氏名は患者と一致する
    """
    assert encounter.record_of_patient(encounter.imported) is not None, (
        f"取り込んだ氏名: {_names(encounter)}"
    )


@then("取り込んだ氏名は患者と一致しない")
def name_mismatches(encounter: Encounter) -> None:
    """誰かの資格が取り込まれたが、患者とは氏名が違うことを確かめます。

    例: 取り込んだ氏名は患者と一致しない
    """
    assert encounter.imported, "何も取り込まれていません。"
    assert encounter.record_of_patient(encounter.imported) is None, (
        f"患者と同じ氏名が取り込まれました: {_names(encounter)}"
    )


@then(parsers.parse("取り込んだ患者は{count:d}人である"))
def count_is(encounter: Encounter, count: int) -> None:
    """一括取得で取り込んだ資格の数を確かめます。

    例: 取り込んだ患者は1人である
    """
    assert len(encounter.imported) == count, (
        f"{len(encounter.imported)}人です: {_names(encounter)}"
    )


@then("同意は登録されていない")
def nothing_registered(encounter: Encounter) -> None:
    """今日の一括取得に患者が現れないこと、つまり登録されていないことを確かめます。

    例: 同意は登録されていない
    """
    found = encounter.home.collect()
    assert encounter.record_of_patient(found) is None, "患者の同意が登録されています。"


@then(parsers.parse("「{kinds}」の同意は「{flag}」と届く"))
def consents_are(encounter: Encounter, kinds: str, flag: str) -> None:
    """レセコンに届いた同意区分を確かめます。同意する、同意しない、同意有効期限切れ。

    例: 「薬剤情報、診療情報」の同意は「同意する」と届く
    """
    wanted = code_of(flag, CONSENT_FLAGS, what="同意区分")
    consents = _answer(encounter).consents
    flags = {
        k: consents[k].flag if k in consents else "0" for k in consent_codes(kinds)
    }
    told = "、".join(
        f"{word_of(kind, CONSENTS)}＝{word_of(shown, CONSENT_FLAGS)}"
        for kind, shown in sorted(flags.items())
    )
    assert set(flags.values()) == {wanted}, f"届いた同意: {told}"


@then(parsers.parse("処方箋の発行形態は「{form}」と届く"))
def prescription_is(encounter: Encounter, form: str) -> None:
    """レセコンに届いた処方箋発行形態を確かめます。電子処方箋、紙の処方箋。

    例: 処方箋の発行形態は「電子処方箋」と届く
    """
    wanted = code_of(form, PRESCRIPTIONS, what="処方箋の発行形態")
    shown = _answer(encounter).prescription
    assert shown == wanted, f"届いたのは「{word_of(shown, PRESCRIPTIONS)}」です。"


@then("薬剤情報が提供される")
def medication_is_given(encounter: Encounter) -> None:
    """薬剤情報が1件以上届いたことを確かめます。

    例: 薬剤情報が提供される
    """
    assert encounter.medication is not None, "薬剤情報は要求されていません。"
    assert encounter.medication.drugs, "薬剤情報は0件です。"


@then("薬剤情報は提供されない")
def medication_is_withheld(encounter: Encounter) -> None:
    """要求した薬剤情報が断られ、1件も届かないことを確かめます。

    例: 薬剤情報は提供されない
    """
    refusal = encounter.take_refusal()
    assert encounter.medication is None, f"薬剤情報が届きました: {encounter.medication}"
    assert refusal is not None, "薬剤情報は要求されていません。"
    _require_refused(refusal, doing=MEDICATION)


@then("再照会は断られる")
def reinquiry_is_refused(encounter: Encounter) -> None:
    """再照会がオンライン資格確認等システムに断られたことを確かめます。

    例: 再照会は断られる
    """
    refusal = encounter.take_refusal()
    assert refusal is not None, f"断られていません: {encounter.answer}"
    _require_refused(refusal, doing=REINQUIRY)


@then(parsers.parse("患者の負担割合は{tenths:d}割と表示される"))
def ratio_is(encounter: Encounter, tenths: int) -> None:
    """レセコンが知った自己負担の割合を確かめます。

    例: 患者の負担割合は1割と表示される
    """
    shown = _answer(encounter).ratio
    assert shown == tenths * 10, f"負担割合は {shown}% です。"


@then("資格情報の変更ありと示される")
def change_is_shown(encounter: Encounter) -> None:
    """前回の資格から変わったことが、再照会の答えに示されることを確かめます。

    例: 資格情報の変更ありと示される
    """
    shown = _answer(encounter).changed
    assert shown == "1", f"資格情報変更の区分は {shown!r} です。"


@then("レセコンに医療券の情報が表示される")
def ticket_is_shown(encounter: Encounter) -> None:
    """医療扶助の患者の医療券情報が届いたことを確かめます。

    例: レセコンに医療券の情報が表示される
    """
    assert _answer(encounter).medical_aid, "医療券情報は届いていません。"


@then("レセコンに医療券の情報は表示されない")
def ticket_is_absent(encounter: Encounter) -> None:
    """取り込んだどの資格にも、医療券情報がないことを確かめます。

    例: レセコンに医療券の情報は表示されない
    """
    assert encounter.has_imported, "まだ取り込んでいません。"
    shown = [one.medical_aid for one in encounter.imported if one.medical_aid]
    assert not shown, f"医療券情報が届きました: {shown}"


def _require_refused(refusal: Refusal, *, doing: str) -> None:
    assert refusal.doing == doing, f"断られたのは{refusal.doing}です。"
    assert refusal.reason == OF_THE_PERSON, (
        f"この患者についてではなく、電文そのものが断られました: {refusal.message}"
    )


def _answer(encounter: Encounter) -> Eligibility:
    assert encounter.answer is not None, (
        "レセコンに患者の資格がありません。"
        f"取り込んだ氏名: {_names(encounter) or 'なし'}"
    )
    return encounter.answer


def _names(encounter: Encounter) -> str:
    return "、".join(one.name for one in encounter.imported)
