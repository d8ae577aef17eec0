"""What is kept of a visit, and what must never be."""

from __future__ import annotations

import re

from pytest_bdd import then

from ..encounter import Encounter
from ..observation import control_of, everything_said

REINQUIRY_REQUEST = "OQSsihvq01"


@then("個人番号はどの画面・通信・ファイルにも残らない")
def individual_number_is_nowhere(encounter: Encounter) -> None:
    """患者の12桁の個人番号が、記録されたどこにもないことを確かめます。

    例: 個人番号はどの画面・通信・ファイルにも残らない
    """
    number = encounter.bench.people.get(encounter.patient).person.individual_number
    said = everything_said(encounter)
    assert said, "まだ何も記録されていません。"
    found = [where for where, text in said if number in text]
    assert not found, f"個人番号が残っています: {'、'.join(found)}"


@then("暗証番号はどの画面・通信・ファイルにも残らない")
def pin_is_nowhere(encounter: Encounter) -> None:
    """患者の4桁の暗証番号が、カードとのやりとりの記録も含めてどこにもないことを確かめます。

    例: 暗証番号はどの画面・通信・ファイルにも残らない
    """
    pin = encounter.bench.people.get(encounter.patient).card.auth_pin
    alone = re.compile(rf"(?<![0-9A-Za-z]){pin}(?![0-9A-Za-z])")
    said = everything_said(encounter)
    assert said, "まだ何も記録されていません。"
    found = [where for where, text in said if alone.search(text)]
    found += [
        exchange.meaning
        for exchange in encounter.bench.journal.apdus
        if pin.encode() in exchange.command
    ]
    assert not found, f"暗証番号が残っています: {'、'.join(found)}"


@then("再照会の間、患者もカードも使われない")
def nobody_is_bothered(encounter: Encounter) -> None:
    """直前の再照会が、端末の画面もカードも使わずに行われたことを確かめます。

    例: 再照会の間、患者もカードも使われない
    """
    assert encounter.before_reinquiry is not None, "まだ再照会していません。"
    apdus, pages = encounter.before_reinquiry
    journal = encounter.bench.journal
    assert len(journal.apdus) == apdus, "再照会の間にカードが使われました。"
    assert len(journal.http) == pages, "再照会の間に画面が使われました。"


@then("どの医療機関がいつ誰を再照会したかが記録されている")
def reinquiry_is_on_record(encounter: Encounter) -> None:
    """オンライン資格確認等システムの記録に、再照会が残っていることを確かめます。

    @needs:control のタグが要ります。

    例: どの医療機関がいつ誰を再照会したかが記録されている
    """
    lines = [
        line
        for line in control_of(encounter).ledger()
        if str(line["action"]).startswith(REINQUIRY_REQUEST)
    ]
    assert lines, "再照会の記録がありません。"
    latest = lines[-1]
    told = f"最後の再照会の記録: {dict(latest)}"
    assert latest["institution_code"] == encounter.bench.institution_code, told
    assert latest["person_id"] == encounter.patient, told
    assert str(latest["at"]) == encounter.bench.clock.now().isoformat(), told
