"""訪問施設 of the レセコン: who lives where, and asking for all of them."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from ..clinic_tasks import REINQUIRY, required_record
from ..desk_tasks import names_of
from ..encounter import Encounter


@given(parsers.parse("レセコンに訪問施設「{facility}」を登録する"))
def registers_a_facility(encounter: Encounter, facility: str) -> None:
    """レセコンの訪問施設の台帳に、施設を加えます。国側に送るものはありません。

    例: レセコンに訪問施設「みほん苑」を登録する
    """
    encounter.facilities.register(facility)


@given(parsers.parse("レセコンが取り込んだ患者を訪問施設「{facility}」に紐付ける"))
@when(parsers.parse("レセコンが取り込んだ患者を訪問施設「{facility}」に紐付ける"))
def links_the_patient(encounter: Encounter, facility: str) -> None:
    """受け付けて取り込んだ患者の資格を、登録済みの訪問施設の人として控えます。

    例: レセコンが取り込んだ患者を訪問施設「みほん苑」に紐付ける
    """
    encounter.facilities.link(facility, required_record(encounter))


@when(parsers.parse("レセコンが訪問施設「{facility}」の患者を再照会する"))
def reinquires_residents(encounter: Encounter, facility: str) -> None:
    """施設を訪問する前に、そこに紐付いた患者の資格を、一人ずつ再照会します。

    例: レセコンが訪問施設「みほん苑」の患者を再照会する
    """
    residents = encounter.facilities.residents(facility)
    found = encounter.attempt(
        lambda: [encounter.home.reinquire(one) for one in residents], doing=REINQUIRY
    )
    encounter.reinquired = found or ()


@then(parsers.parse("再照会で有効な資格が届いた患者は「{patients}」である"))
def reinquired_are(encounter: Encounter, patients: str) -> None:
    """再照会した人が、この人たちだけで、どの人の資格も有効であることを確かめます。

    例: 再照会で有効な資格が届いた患者は「花子、太郎」である
    """
    wanted = sorted(names_of(encounter, patients))
    came = sorted(one.name for one in encounter.reinquired if one.validity == "1")
    asked = len(encounter.reinquired)
    assert came == wanted, f"有効な資格が届いた人: {'、'.join(came) or 'なし'}"
    assert asked == len(came), f"{asked}人を再照会し、有効は{len(came)}人です。"
