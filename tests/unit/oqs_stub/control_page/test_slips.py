"""What is wrong in a form of the 制御ページ is said beside it; nothing changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.records import CardCheck, TreatmentCategory, VisitForm
from oqs_stub.rules.disaster import Disaster
from oqs_stub.stub import Stub

from ..conftest import DENTAL
from ..control_forms import send, wrong_fields

HOME = TreatmentCategory.HOME_VISIT
AT = {"institution": DENTAL}
DISASTER = {
    "name": "大雨",
    "since": "2026-04-10T10:00",
    "until": "2026-04-11T10:00",
    "regions": "*",
}


@pytest.mark.parametrize(
    ("act", "fields", "field", "told"),
    [
        ("arm-fault", {"fault": "slow", "seed": "-1"}, "seed", "0から2147483647"),
        ("arm-fault", {"fault": "slow", "seed": "9" * 90}, "seed", "2147483647"),
        ("arm-fault", {"fault": "slow", "seed": "９"}, "seed", "整数"),
        ("set-reception", {"condition": "x"}, "condition", "一覧から"),
        ("set-reception", {"since": "soon"}, "since", "「soon」は日時として"),
        ("set-reception", {"until": "9999-12-31T00:00"}, "until", "2200年"),
        ("declare-disaster", DISASTER | {"name": ""}, "name", "入力して"),
        ("declare-disaster", DISASTER | {"name": "a/b"}, "name", "斜線"),
        ("declare-disaster", DISASTER | {"name": "長" * 81}, "name", "80文字以内"),
        ("declare-disaster", DISASTER | {"since": ""}, "since", "日時を入力"),
        (
            "declare-disaster",
            DISASTER | {"until": "2026-04-10T10:00"},
            "until",
            "より後に",
        ),
        ("declare-disaster", DISASTER | {"regions": ""}, "regions", "入力して"),
        ("declare-disaster", DISASTER | {"regions": "99 関東"}, "regions", "2桁か"),
        ("add-people", {"count": "0"}, "count", "1から1000"),
        ("add-people", {"count": "1001"}, "count", "1から1000"),
        ("add-people", {"count": "1", "seed": ""}, "seed", "0から2147483647"),
        ("revoke", {"at": "きのう"}, "at", "「きのう」は日時として"),
        ("face", AT | {"held": "watch"}, "held", "一覧から"),
        ("face", AT | {"held": "card", "prescription": "9"}, "prescription", "一覧"),
        ("prove-months", AT | {"months": "2026-13"}, "months", "「2026-13」は年月"),
        ("prove-months", AT | {"months": "202604"}, "months", "「202604」は年月"),
        ("prove-months", AT | {"months": "2026-04 " * 300}, "months", "文字以内"),
        ("mark-visit", AT | {"on": "4/10", "form": "visit"}, "on", "日付として"),
        ("mark-visit", AT | {"on": "2026-04-10", "form": "window"}, "form", "一覧"),
        ("change-use", AT | {"category": "9"}, "category", "一覧から"),
        ("replace-coverages", {"coverages": "[{]"}, "coverages", "1行3文字目"),
        ("replace-coverages", {"coverages": "[" * 60_000}, "coverages", "深すぎる"),
        ("replace-coverages", {"coverages": "{}"}, "coverages", "配列のはず"),
        ("replace-coverages", {"coverages": '["\\ud800"]'}, "coverages", "UTF-8"),
        (
            "replace-coverages",
            {"coverages": '[{"classification": "99"}]'},
            "coverages",
            "0.classification は",
        ),
        ("replace-coverages", {"coverages": "x" * 100_001}, "coverages", "文字以内"),
    ],
)
def test_a_slip_is_told_beside_its_field_and_nothing_is_changed(
    page: FlaskClient,
    stub: Stub,
    act: str,
    fields: dict[str, str],
    field: str,
    told: str,
) -> None:
    before = len(stub.ledger.entries())

    answer = send(page, act, fields)

    assert answer.status_code == 409
    assert told in wrong_fields(answer)[field]
    assert len(stub.ledger.entries()) == before
    shown = BeautifulSoup(answer.text, "html.parser")
    assert shown.select_one(f"[role=alert] a[href='#{act}-{field}']") is not None
    box = shown.select_one(f"#{act}-{field}")
    assert box is not None
    opened = [one.has_attr("open") for one in box.find_parents("details")]
    assert all(opened), "what is wrong is folded away"


@pytest.mark.parametrize(
    ("act", "fields", "told"),
    [
        ("face", {"institution": "9910000026", "held": "card"}, "運用していません"),
        ("face", {"institution": "9930000022", "held": "card"}, "9930000022"),
        (
            "mark-visit",
            AT | {"on": "2026-04-09", "form": "visit"},
            "確認されていません",
        ),
        ("change-use", AT | {"category": "3"}, "オンライン診療等に同意をしていません"),
        ("prove-months", {"institution": "9930000022"}, "9930000022"),
        ("needs-reboot", {"institution": "9930000022"}, "9930000022"),
        ("reset-accounts", {"institution": "9930000022"}, "9930000022"),
    ],
)
def test_what_cannot_be_done_is_said_and_what_was_typed_stays(
    page: FlaskClient, act: str, fields: dict[str, str], told: str
) -> None:
    answer = send(page, act, fields)

    assert answer.status_code == 409
    shown = BeautifulSoup(answer.text, "html.parser")
    alert = shown.select_one("[role=alert]")
    assert alert is not None
    assert told in alert.get_text()
    on = shown.select_one("#mark-visit-on")
    assert on is not None
    assert on["value"] == fields.get("on", "2026-04-10")


def test_a_disaster_that_is_not_there_cannot_be_lifted(
    page: FlaskClient, stub: Stub, now: datetime
) -> None:
    until = now + timedelta(days=1)
    stub.disasters.declare(Disaster(name="大雨", since=now, until=until))

    answer = send(page, "lift-disaster", {"name": "大雪"})

    assert answer.status_code == 409
    assert "「大雪」という災害時モードは" in answer.text
    assert len(stub.disasters.all()) == 1


def test_a_disaster_says_where_nobody_is_and_whether_it_holds(
    page: FlaskClient, stub: Stub, now: datetime
) -> None:
    send(page, "declare-disaster", DISASTER | {"regions": "99 13"})

    shown = BeautifulSoup(page.get("/control/").text, "html.parser").get_text()
    headers = {"Authorization": "Bearer token-of-the-tests"}
    (told,) = page.get("/control/disasters", headers=headers).get_json()["disasters"]

    assert "対象 99 13（いま有効）" in shown
    assert "13 の医療機関等は、いまは1つもありません" in shown
    assert told["in_force"]
    assert len(told["named_in_vain"]) == 1


def test_a_disaster_of_the_rules_file_cannot_be_lifted_and_the_page_says_so(
    page: FlaskClient, stub: Stub, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = Disaster(name="決まり", since=now, until=now + timedelta(days=1))
    monkeypatch.setattr(stub.disasters, "_configured", (fixed,))

    shown = BeautifulSoup(page.get("/control/").text, "html.parser")

    assert "--rules" in shown.get_text()
    assert shown.select_one("form[action$='/lift-disaster']") is None


def test_the_page_shows_visits_months_and_whether_care_goes_on(
    page: FlaskClient, stub: Stub, now: datetime, clock: SettableClock
) -> None:
    stub.consents.add_card_check(
        CardCheck(person_id="sakura", institution_code=DENTAL, category=HOME, at=now)
    )
    clock.set(now + timedelta(days=150))
    address = "/control/?person=sakura"
    before = BeautifulSoup(page.get(address).text, "html.parser").get_text(" ")
    assert "途切れています（2026-07-31 まで）" in before

    send(page, "prove-months", AT | {"months": "2026-07、2026-08"})

    shown = BeautifulSoup(page.get(address).text, "html.parser").get_text(" ")
    assert "続いています（2026-09-30 まで）" in shown
    assert "カードの確認（訪問診療）" in shown
    assert "診療の実績 2026-07 2026-08" in shown

    send(page, "mark-visit", AT | {"on": "2026-04-10", "form": "house-call"})

    shown = BeautifulSoup(page.get(address).text, "html.parser").get_text(" ")
    assert "カードの確認（往診）" in shown
    assert "継続的な診療になるカードの確認はありません" in shown


def test_the_result_of_the_window_is_in_the_ledger(
    page: FlaskClient, stub: Stub
) -> None:
    send(page, "face", AT | {"held": "card", "kind": "YZK"})

    entry = stub.ledger.last(1)[0]
    assert entry.detail.startswith(f"OQSsiquc01res_face_{DENTAL}")
    assert entry.detail.endswith("資格有効性 1")
    assert (
        entry.detail
        in BeautifulSoup(page.get("/control/").text, "html.parser").get_text()
    )


def test_a_home_visit_is_marked_as_nothing_that_no_screen_has_words_for(
    page: FlaskClient,
    stub: Stub,
    now: datetime,
) -> None:
    stub.consents.add_card_check(
        CardCheck(person_id="sakura", institution_code=DENTAL, category=HOME, at=now)
    )
    headers = {"Authorization": "Bearer token-of-the-tests"}

    answer = page.put(
        f"/control/care/{DENTAL}/sakura/visits/2026-04-10",
        json={"form": VisitForm.WINDOW},
        headers=headers,
    )

    assert answer.status_code == 400
    assert "visit, house-call のどれか" in answer.get_json()["error"]


def test_an_unknown_deed_is_praised_by_nobody(page: FlaskClient) -> None:
    shown = page.get("/control/?done=<b>よし</b>")

    assert shown.status_code == 200
    assert BeautifulSoup(shown.text, "html.parser").select("[role=status]") == []


@pytest.mark.parametrize(
    ("act", "field", "typed"),
    [
        ("set-clock", "now", "あした"),
        ("arm-fault", "fault", "slwo"),
        ("add-person", "persona", "hanaka"),
        ("lose-coverage", "on", "4月"),
        ("move-coverage", "on", "4月"),
        ("lapse", "institution", "1"),
        ("institution", "region", "a b"),
        ("replace-coverages", "coverages", "[{"),
    ],
)
def test_what_was_typed_stays_where_it_was_refused(
    page: FlaskClient, act: str, field: str, typed: str
) -> None:
    answer = send(page, act, {field: typed})

    assert answer.status_code == 409
    shown = BeautifulSoup(answer.text, "html.parser")
    boxes = shown.select(f"form[action$='/{act}'] [name={field}]")
    assert typed in {str(one.get("value", one.get_text().strip())) for one in boxes}


def test_what_the_patient_holds_at_the_window_counts(
    page: FlaskClient, clock: SettableClock, now: datetime
) -> None:
    """As before September 2025, when phones were no cards yet."""
    clock.set(now.replace(year=2025))

    by_phone = send(page, "face", AT | {"held": "phone"})
    by_card = send(page, "face", AT | {"held": "card"})

    assert by_phone.status_code == 409
    assert "マイナンバーカードで受け付けてください" in by_phone.text
    assert by_card.status_code == 303
