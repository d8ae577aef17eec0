"""Faults of the national side, how its messages drift, and what changes meanwhile."""

from __future__ import annotations

from datetime import timedelta

from pytest_bdd import given, parsers, then, when

from ..clinic_tasks import register_number
from ..encounter import Encounter
from ..observation import control_of, webapi_answers
from ..server_tasks import faulty, happened, said_in_words, times_happened
from ..words import ANSWER_TRAITS, LAPSES, code_of


@given(parsers.parse("国側の障害「{fault}」を仕込む"))
@when(parsers.parse("国側の障害「{fault}」を仕込む"))
def fault_is_armed(encounter: Encounter, fault: str) -> None:
    """オンライン資格確認等システムの側に障害を仕込みます（@needs:server-faults）。

    「停止」「異常終了」のような名前と、起き方を決める項目を書けます。何があるかは
    [障害の一覧](server-faults.md)にあります。何度か書けば、障害は重なります。

    例: 国側の障害「停止:region=架空」を仕込む
    """
    with said_in_words():
        faulty(encounter).arm_fault(fault)


@given("国側の障害をすべて取り除く")
@when("国側の障害をすべて取り除く")
def faults_are_cleared(encounter: Encounter) -> None:
    """国側は、ふだんどおりに戻ります（@needs:server-faults）。

    例: 国側の障害をすべて取り除く
    """
    faulty(encounter).clear_faults()


@given(parsers.parse("電文の書き方を「{drifts}」にする"))
@when(parsers.parse("電文の書き方を「{drifts}」にする"))
def messages_drift(encounter: Encounter, drifts: str) -> None:
    """この先の回答ファイルとWebAPIの電文の書き方を変えます（@needs:server-faults）。

    「順序違い」「新しい同意」のような名前です（[一覧](server-faults.md)）。
    いくつかなら「、」でつなぎます。

    例: 電文の書き方を「順序違い、空の要素」にする
    """
    with said_in_words():
        faulty(encounter).set_drifts(drifts.split("、"))


@then(parsers.parse("受け取ったWebAPIの回答には「{trait}」がある"))
def webapi_answer_has(encounter: Encounter, trait: str) -> None:
    """最後の資格確認の回答に、そのしるしがあることを通信の記録で確かめます。

    BOM、null、知らない名前。

    例: 受け取ったWebAPIの回答には「BOM」がある
    """
    mark = code_of(trait, ANSWER_TRAITS, what="しるし")
    answers = webapi_answers(encounter)
    assert answers, "WebAPIの回答を受け取っていません。"
    assert mark in answers[-1], f"WebAPIの回答に「{trait}」がありません。"


@then(parsers.parse("国側の障害「{fault}」が{times:d}回起きている"))
def server_fault_has_happened(encounter: Encounter, fault: str, times: int) -> None:
    """仕込んだ障害が、ここまでにその回数だけ起きたことを確かめます。

    障害は仕込んだときの名前だけを書きます。

    例: 国側の障害「停止」が1回起きている
    """
    count = times_happened(encounter, fault)
    told = "、".join(str(one["detail"]) for one in happened(encounter)) or "なし"
    assert count == times, f"障害「{fault}」は{count}回起きました。起きた障害: {told}"


@then(parsers.parse("レセコンに「{text}」と表示され、取り込みは中止される"))
def clinic_gives_up(encounter: Encounter, text: str) -> None:
    """レセコンの要求が断られ、その文が表示されたことを確かめます。

    例: レセコンに「接続できません」と表示され、取り込みは中止される
    """
    refusal = encounter.take_refusal()
    assert refusal is not None, "レセコンの要求は断られていません。"
    assert text in refusal.message, f"「{text}」がありません。表示: {refusal.message}"


@given("患者のカードの電子証明書が失効する")
@when("患者のカードの電子証明書が失効する")
def certificate_is_revoked(encounter: Encounter) -> None:
    """カードをなくした届け出などで、電子証明書が今から使えなくなります（@needs:control）。

    例: 患者のカードの電子証明書が失効する
    """
    with said_in_words():
        control_of(encounter).revoke_certificate(encounter.patient)


@given("患者のカードの電子証明書の一時停止が解除される")
@when("患者のカードの電子証明書の一時停止が解除される")
def certificate_is_reinstated(encounter: Encounter) -> None:
    """なくしたカードが見つかり、電子証明書がまた使えるようになります（@needs:control）。

    例: 患者のカードの電子証明書の一時停止が解除される
    """
    with said_in_words():
        control_of(encounter).reinstate_certificate(encounter.patient)


@given(parsers.parse("患者の同意が「{reason}」で失効する"))
@when(parsers.parse("患者の同意が「{reason}」で失効する"))
def consent_lapses(encounter: Encounter, reason: str) -> None:
    """訪問診療等の同意が、その理由（OQSCD031）で今から無効になります（@needs:control）。

    期限切れ、医療機関による取消し、患者による取消し、用途変更による取消しのどれかです。

    例: 患者の同意が「患者による取消し」で失効する
    """
    code = code_of(reason, LAPSES, what="同意有効期限切れ理由")
    with said_in_words():
        control_of(encounter).lapse_consent(
            encounter.patient, encounter.bench.institution_code, reason=code
        )


@given(parsers.parse("医療機関は「{region}」にある"))
@when(parsers.parse("医療機関は「{region}」にある"))
def institution_is_in(encounter: Encounter, region: str) -> None:
    """地域ごとの停止のために、医療機関のある地域を決めます（@needs:control）。

    例: 医療機関は「西日本」にある
    """
    with said_in_words():
        control_of(encounter).change_institution(
            encounter.bench.institution_code, region=region
        )


@when("医療機関が運用をやめる")
def institution_leaves_service(encounter: Encounter) -> None:
    """医療機関が、オンライン資格確認を運用しなくなります（経過措置に戻ります。@needs:control）。

    例: 医療機関が運用をやめる
    """
    control_of(encounter).change_institution(
        encounter.bench.institution_code, state="exempt"
    )


@given(parsers.parse("{minutes:d}分後になる"))
@when(parsers.parse("{minutes:d}分後になる"))
def minutes_later(encounter: Encounter, minutes: int) -> None:
    """ベンチの時計を分数だけ進めます（@needs:set-clock のタグが要ります）。

    例: 10分後になる
    """
    now = encounter.bench.clock.now()
    control_of(encounter).set_clock(now + timedelta(minutes=minutes))


@given(parsers.parse("レセコンが患者に照会番号「{number}」を登録する"))
@when(parsers.parse("レセコンが患者に照会番号「{number}」を登録する"))
def registers_number(encounter: Encounter, number: str) -> None:
    """取り込み済みの患者に、自院の番号（カルテ番号など）を照会番号として登録します。

    例: レセコンが患者に照会番号「K-0012」を登録する
    """
    register_number(encounter, number)


@then(parsers.parse("取り込んだ患者は照会番号「{number}」で照合できる"))
def found_by_number(encounter: Encounter, number: str) -> None:
    """取り込んだ資格の中に、その照会番号の患者がいることを確かめます。

    例: 取り込んだ患者は照会番号「K-0012」で照合できる
    """
    numbers = [one.reference_number for one in encounter.imported]
    assert number in numbers, f"取り込んだ照会番号: {numbers}"


@then("レセコンには前に取り込んだ資格が残っている")
def earlier_eligibility_is_kept(encounter: Encounter) -> None:
    """つながらない間も、前回の資格情報で診療できることを確かめます。

    例: レセコンには前に取り込んだ資格が残っている
    """
    assert encounter.known is not None, "レセコンは、まだ何も取り込んでいません。"
    assert encounter.known.validity == "1", (
        f"前に取り込んだ資格は有効ではありません（{encounter.known.validity}）。"
    )
