"""What kinds of cover come to, and at which institution the day is spent."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from ..clinic_tasks import check_by_number, check_by_webapi, records_of_patient
from ..encounter import Encounter
from ..institution_tasks import work_at
from ..observation import control_of
from ..words import INSTITUTIONS, code_of

DEATH = "01"  # 資格喪失事由, OQSCD008.
MEDICAL_AID = "A1"  # 被保険者証区分, OQSCD010.
DISPENSING = "02"  # 医療券・調剤券別, OQSCD018.
_ELSEWHERE = "1"  # 指定医療機関確認, OQSCD026: 不一致.


@given(parsers.parse("ここは「{institution}」である"))
def works_at(encounter: Encounter, institution: str) -> None:
    """ここからの端末・受付・レセコンを、別の医療機関等のものにします。

    歯科診療所（既定）、在宅クリニック、薬局、訪問看護ステーション。

    例: ここは「薬局」である
    """
    work_at(encounter, code_of(institution, INSTITUTIONS, what="医療機関等"))


@when("レセコンが枝番なしで資格を確認する")
def checks_without_branch(encounter: Encounter) -> None:
    """患者の記号・番号と生年月日だけで、枝番を付けずに資格を照会します。

    例: レセコンが枝番なしで資格を確認する
    """
    check_by_number(encounter, with_branch=False)


@when("レセコンがWebAPIで資格を確認する")
def checks_by_webapi(encounter: Encounter) -> None:
    """患者の番号と生年月日を、フォルダーではなくWebAPI（JSON）で照会します。

    例: レセコンがWebAPIで資格を確認する
    """
    check_by_webapi(encounter)


@when("患者が亡くなる")
def patient_dies(encounter: Encounter) -> None:
    """患者の資格が、今日、死亡（資格喪失事由01）でなくなります（@needs:control）。

    例: 患者が亡くなる
    """
    today = encounter.bench.clock.now().date()
    control_of(encounter).lose_coverage(encounter.patient, on=today, reason=DEATH)


@then("照会した氏名は患者と一致する")
def name_is_the_patients(encounter: Encounter) -> None:
    """番号で照会した資格が、患者のものであることを氏名で確かめます。

    例: 照会した氏名は患者と一致する
    """
    answer = encounter.answer
    assert answer is not None, "レセコンに患者の資格がありません。"
    name = encounter.bench.people.get(encounter.patient).person.name
    assert answer.name == name, f"照会した氏名は {answer.name} です。"


@then("資格喪失事由は死亡と表示される")
def death_is_shown(encounter: Encounter) -> None:
    """レセコンに届いた資格喪失事由が、死亡であることを確かめます。

    例: 資格喪失事由は死亡と表示される
    """
    answer = encounter.answer
    assert answer is not None, "レセコンに患者の資格がありません。"
    assert answer.reason_of_loss == DEATH, (
        f"資格喪失事由は {answer.reason_of_loss!r} です。"
    )


@then("レセコンに健康保険と医療扶助の両方が表示される")
def both_are_shown(encounter: Encounter) -> None:
    """健康保険の資格と、医療扶助の医療券の両方を取り込んだことを確かめます。

    例: レセコンに健康保険と医療扶助の両方が表示される
    """
    found = records_of_patient(encounter)
    kinds = {one.classification for one in found}
    assert kinds - {MEDICAL_AID}, "健康保険の資格がありません。"
    assert any(one.medical_aid for one in found), "医療券情報は届いていません。"


@then("レセコンに医療券の指定医療機関の不一致が表示される")
def mismatch_is_shown(encounter: Encounter) -> None:
    """届いた医療券が、この医療機関あてではないことを確かめます（指定医療機関確認）。

    例: レセコンに医療券の指定医療機関の不一致が表示される
    """
    answer = encounter.answer
    assert answer is not None, "レセコンに患者の資格がありません。"
    flags = [one.get("DesignatedMedicalInstitutionFlag") for one in answer.medical_aid]
    assert _ELSEWHERE in flags, f"不一致の医療券はありません: {flags}"


@then("レセコンに調剤券が表示される")
def dispensing_ticket_is_shown(encounter: Encounter) -> None:
    """届いた券が調剤券（医療券・調剤券別 02）であることを確かめます。

    例: レセコンに調剤券が表示される
    """
    types = {
        ticket.get("TicketType")
        for one in records_of_patient(encounter)
        for ticket in one.medical_aid
    }
    assert types == {DISPENSING}, f"届いた券の種類: {types or 'なし'}"
