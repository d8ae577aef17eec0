"""The control face tells the stub of claims, 往診 and consents put to another use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    CardCheck,
    Consent,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
    VisitForm,
)
from oqs_stub.stub import Stub

TOKEN = {"Authorization": "Bearer token-of-the-tests"}
DENTIST = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
CARE = f"/control/care/{DENTIST}/sakura"


def _visit(stub: Stub, form: VisitForm = VisitForm.REGULAR) -> None:
    now = stub.clock.now()
    stub.consents.add_card_check(
        CardCheck(
            person_id="sakura",
            institution_code=DENTIST,
            category=HOME,
            at=now,
            visit=form,
        )
    )
    stub.consents.record(
        Consent(
            person_id="sakura",
            institution_code=DENTIST,
            category=HOME,
            kinds=frozenset({ConsentKind.DRUGS}),
            prescription=None,
            given_at=now,
            channel="zaitaku-web",
            visit=form,
        )
    )


def test_proven_months_replace_those_told_before(web: FlaskClient, stub: Stub) -> None:
    web.put(f"{CARE}/months", json={"months": ["2026-01"]}, headers=TOKEN)

    answer = web.put(
        f"{CARE}/months", json={"months": ["2026-08", "2026-07"]}, headers=TOKEN
    )

    assert answer.get_json() == {"months": ["2026-07", "2026-08"]}
    assert web.get(f"{CARE}/months", headers=TOKEN).get_json() == answer.get_json()
    assert stub.ledger.entries()[-1].action == "診療の実績"


def test_proven_months_keep_the_care_going(web: FlaskClient, stub: Stub) -> None:
    _visit(stub)
    on = date(2026, 9, 15)
    before = stub.care.continuity("sakura", DENTIST, HOME, on=on)

    web.put(f"{CARE}/months", json={"months": ["2026-07", "2026-08"]}, headers=TOKEN)

    after = stub.care.continuity("sakura", DENTIST, HOME, on=on)
    assert before is not None
    assert after is not None
    assert (before.in_force, after.in_force) == (False, True)


def test_a_visit_can_be_marked_as_a_house_call(web: FlaskClient, stub: Stub) -> None:
    _visit(stub)

    answer = web.put(
        f"{CARE}/visits/2026-04-10", json={"form": "house-call"}, headers=TOKEN
    )

    assert answer.status_code == 200
    (consent,) = stub.consents.everything()
    assert consent.visit is VisitForm.HOUSE_CALL
    assert stub.care.continuity("sakura", DENTIST, HOME, on=date(2026, 4, 10)) is None


@pytest.mark.parametrize("form", [VisitForm.REGULAR, VisitForm.HOUSE_CALL])
def test_a_day_with_visits_of_both_forms_is_not_marked(
    web: FlaskClient, stub: Stub, form: VisitForm
) -> None:
    _visit(stub)
    _visit(stub, VisitForm.HOUSE_CALL)

    answer = web.put(f"{CARE}/visits/2026-04-10", json={"form": form}, headers=TOKEN)

    assert answer.status_code == 409
    assert "house-call, visit" in answer.get_json()["error"]
    both = {VisitForm.REGULAR, VisitForm.HOUSE_CALL}
    assert {one.visit for one in stub.consents.everything()} == both
    assert stub.care.forms("sakura", DENTIST, at=stub.clock.now()) == both


def test_another_day_of_the_other_form_hinders_no_mark(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    _visit(stub, VisitForm.HOUSE_CALL)
    clock.set(clock.now() + timedelta(days=1))
    _visit(stub)

    answer = web.put(
        f"{CARE}/visits/2026-04-11", json={"form": "house-call"}, headers=TOKEN
    )

    assert answer.status_code == 200


def test_a_consent_can_end_by_change_of_use(web: FlaskClient, stub: Stub) -> None:
    _visit(stub)

    web.post(f"{CARE}/change-use", json={"category": "2"}, headers=TOKEN)

    (consent,) = stub.consents.everything()
    assert consent.lapse_reason is LapseReason.CHANGE_OF_USE


BAD = {
    "no months": ("put", f"{CARE}/months", {}, 400),
    "no month": ("put", f"{CARE}/months", {"months": ["2026-13"]}, 400),
    "nobody": ("put", f"/control/care/{DENTIST}/x/months", {"months": []}, 404),
    "nowhere": ("put", "/control/care/9930000022/sakura/months", {"months": []}, 404),
    "no such form": ("put", f"{CARE}/visits/2026-04-10", {"form": "tea"}, 400),
    "no such day": ("put", f"{CARE}/visits/someday", {"form": "visit"}, 400),
    "no visit": ("put", f"{CARE}/visits/2026-04-11", {"form": "visit"}, 409),
    "no such care": ("post", f"{CARE}/change-use", {"category": "9"}, 400),
    "no consent": ("post", f"{CARE}/change-use", {"category": "3"}, 409),
}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"), BAD.values(), ids=BAD.keys()
)
def test_what_cannot_be_carried_out_is_refused_with_the_reason(
    web: FlaskClient, method: str, path: str, body: dict[str, object], status: int
) -> None:
    answer = web.open(path, method=method.upper(), json=body, headers=TOKEN)

    assert answer.status_code == status
    assert answer.get_json()["error"]
