"""《医療情報閲覧》: the consented patients, and what may be viewed of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    CardCheck,
    Consent,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
)
from oqs_stub.stub import Stub

from .staff import (
    DENTAL,
    HOME,
    MEDICAL,
    ONLINE,
    consent,
    heading,
    log_in,
    soup,
)

DRUG = "架空錠５ｍｇ"


def checked(stub: Stub, **changes: object) -> Consent:
    """A consent whose card was really checked, as at a home visit."""
    given = consent(stub, **changes)
    stub.consents.add_card_check(
        CardCheck(
            person_id=given.person_id,
            institution_code=given.institution_code,
            category=given.category,
            at=given.given_at,
        )
    )
    return given


def test_who_consented_is_listed(web: FlaskClient, stub: Stub) -> None:
    consent(stub)
    consent(stub, institution_code=MEDICAL, kinds=frozenset({ConsentKind.OPERATION}))
    log_in(web, "viewer")

    rows = soup(web.get("/terminal/patients")).select("tbody tr")

    assert len(rows) == 1
    text = rows[0].get_text()
    assert "髙﨑" in text
    assert "薬剤情報" in text
    assert "手術情報" not in text
    assert "紙の処方箋" in text


@pytest.mark.parametrize("category", [HOME, ONLINE])
def test_a_consent_that_was_given_anew_is_told_to_count_no_more(
    web: FlaskClient, stub: Stub, clock: SettableClock, category: TreatmentCategory
) -> None:
    day = None if category is HOME else date(2026, 4, 20)
    checked(stub, category=category, examination_date=day)
    clock.set(clock.now() + timedelta(days=1))
    checked(
        stub,
        category=category,
        examination_date=day,
        given_at=clock.now(),
        kinds=frozenset(),
    )
    log_in(web, "viewer")

    new, old = soup(web.get("/terminal/patients")).select("tbody tr")
    link = old.select_one("a")
    assert link is not None
    details = soup(web.get(str(link["href"]))).get_text()

    assert "取り直し" not in new.get_text()
    assert "取り直し済み" in old.get_text()
    assert "新しい同意で判断します" in details


def test_an_empty_list_says_so(web: FlaskClient) -> None:
    log_in(web, "viewer")

    assert "まだいません" in web.get("/terminal/patients").text


def test_from_the_list_to_the_drugs_and_their_pdf(web: FlaskClient, stub: Stub) -> None:
    checked(stub)
    log_in(web, "viewer")
    link = soup(web.get("/terminal/patients")).select_one("tbody th a")
    assert link is not None
    details = web.get(str(link["href"]))

    form = soup(details).find("form", method="get")
    assert form is not None
    view = web.get(str(form["action"]), query_string={"since": "2026-03", "until": ""})
    pdf = soup(view).find("a", string="PDFをダウンロード")
    assert pdf is not None
    sheet = web.get(str(pdf["href"]))

    assert heading(details) == "患者情報詳細"
    assert "診療年月(自)" in details.text
    assert heading(view) == "薬剤閲覧"
    assert DRUG in view.text
    assert "2026年03月" in view.text
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF-")
    asked = [e for e in stub.ledger.entries() if e.action == "YZKsiquc01"]
    assert [(e.face, e.actor, e.person_id, e.result) for e in asked] == [
        ("terminal", "viewer", "sakura", "ok")
    ] * 2


@pytest.mark.parametrize(
    ("months", "shown", "status"),
    [
        pytest.param({"since": "2026年3月", "until": "202603"}, True, 200, id="within"),
        pytest.param({"since": "2026-04", "until": ""}, False, 200, id="after"),
        pytest.param({"since": "", "until": "2026-02"}, False, 200, id="before"),
        pytest.param({"since": "2026-04", "until": "2026-03"}, False, 422, id="turned"),
        pytest.param({"since": "先月", "until": ""}, False, 422, id="unreadable"),
    ],
)
def test_the_months_bound_what_is_shown(
    web: FlaskClient, stub: Stub, *, months: dict[str, str], shown: bool, status: int
) -> None:
    given = checked(stub)
    log_in(web, "viewer")

    answer = web.get(f"/terminal/patients/{given.id}/medicines", query_string=months)

    assert answer.status_code == status
    assert (DRUG in answer.text) is shown
    if status == 422:
        field = soup(answer).find("input", id="since")
        assert field is not None
        assert field["value"] == months["since"]


def test_checkups_are_shown_under_their_own_consent(
    web: FlaskClient, stub: Stub
) -> None:
    given = checked(stub, kinds=frozenset({ConsentKind.HEALTH_CHECKUP}))
    log_in(web, "viewer")

    checkups = web.get(f"/terminal/patients/{given.id}/checkups")
    medicines = web.get(f"/terminal/patients/{given.id}/medicines")

    assert checkups.status_code == 200
    assert "該当する情報はありません" in checkups.text
    assert medicines.status_code == 403
    assert "薬剤情報の閲覧同意がありません。" in medicines.text


def test_a_cancelled_consent_refuses_with_its_reason(
    web: FlaskClient, stub: Stub
) -> None:
    given = checked(stub)
    stub.consents.lapse(
        "sakura", DENTAL, HOME, reason=LapseReason.BY_PATIENT, at=stub.clock.now()
    )
    log_in(web, "viewer")

    answer = web.get(f"/terminal/patients/{given.id}/medicines")
    pdf = web.get(f"/terminal/patients/{given.id}/medicines?form=pdf")

    for refused in (answer, pdf):
        assert refused.status_code == 403
        assert "有効期限切れです" in refused.text
        assert "患者による取消し" in refused.text
        assert DRUG not in refused.text


def test_after_its_time_the_consent_shows_nothing(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    given = checked(stub)
    clock.set(datetime(2026, 8, 1, 9, 0, tzinfo=JST))
    log_in(web, "viewer")

    answer = web.get(f"/terminal/patients/{given.id}/medicines")

    assert answer.status_code == 403
    assert "期限切れ" in answer.text


def test_online_care_is_viewed_to_the_day_of_the_examination(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    day = clock.now().date()
    given = checked(stub, category=ONLINE, examination_date=day)
    log_in(web, "viewer")
    on_the_day = web.get(f"/terminal/patients/{given.id}/medicines")
    clock.set(clock.now() + timedelta(days=1))
    log_in(web, "viewer")

    assert DRUG in on_the_day.text
    assert web.get(f"/terminal/patients/{given.id}/medicines").status_code == 403


@pytest.mark.parametrize("account", ["user", "admin"])
@pytest.mark.parametrize("what", ["", "/medicines", "/checkups"])
def test_only_the_viewer_sees_medical_data(
    web: FlaskClient, stub: Stub, account: str, what: str
) -> None:
    given = checked(stub)
    log_in(web, account)

    answer = web.get(f"/terminal/patients/{given.id}{what}")

    assert answer.status_code == 403
    assert DRUG not in answer.text
    assert "医療情報閲覧者のアカウントで使えます" in answer.text


def test_the_patients_of_another_institution_are_not_there(
    web: FlaskClient, stub: Stub
) -> None:
    given = checked(stub, institution_code=MEDICAL)
    log_in(web, "viewer")

    assert web.get(f"/terminal/patients/{given.id}").status_code == 404
    assert web.get(f"/terminal/patients/{given.id}/medicines").status_code == 404


def test_twins_with_the_same_numbers_are_told_apart(
    web: FlaskClient, stub: Stub, twins: tuple[str, str]
) -> None:
    given = checked(stub, person_id=twins[1])
    log_in(web, "viewer")

    answer = web.get(f"/terminal/patients/{given.id}/medicines")

    assert answer.status_code == 200
    assert [e.person_id for e in stub.ledger.entries()][-1] == twins[1]


def test_a_consent_whose_time_is_over_is_not_shown_as_standing(
    web: FlaskClient, stub: Stub
) -> None:
    checked(stub)
    assert isinstance(stub.clock, SettableClock)
    stub.clock.set(datetime(2026, 7, 31, 23, 0, tzinfo=JST))
    log_in(web, "viewer")
    last_day = web.get("/terminal/patients").text
    stub.clock.set(datetime(2026, 8, 1, 0, 0, tzinfo=JST))
    log_in(web, "viewer")
    after = soup(web.get("/terminal/patients"))

    assert "期限切れ" not in last_day
    assert "期限切れ（2026年7月31日 23時59分）" in after.get_text()
    assert [piece.get_text() for piece in after.select("td:nth-child(2) .piece")] == [
        "2026年7月31日",
        "23時59分",
    ]
    assert "取り消せる同意はありません" in web.get("/terminal/cancel").text
