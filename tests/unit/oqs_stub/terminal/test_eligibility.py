"""「資格確認」 by number: every outcome, the candidates, 限度額, and bad input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import CardClassification, Coverage
from oqs_stub.records import LapseReason, Settings, TreatmentCategory
from oqs_stub.stub import Stub

from ..conftest import NOW
from .staff import DENTAL, Maker, consent, heading, log_in, press, soup

SAKURA = {
    "insurer": "01990019",
    "symbol": "０１０",
    "number": "123",
    "branch": "",
    "birthdate": "昭和55年2月17日",
}


def check(web: FlaskClient, **typed: str) -> TestResponse:
    form = web.get("/terminal/eligibility")
    return press(web, form, "照会する", **{**SAKURA, **typed})


def validity(answer: TestResponse) -> str:
    marker = soup(answer).find("meta", attrs={"name": "mynabench-validity"})
    assert marker is not None, heading(answer)
    return str(marker["content"])


def test_who_is_covered_is_shown_with_every_field(web: FlaskClient) -> None:
    log_in(web, "user")

    answer = check(web)

    assert validity(answer) == "1"
    text = soup(answer).get_text()
    for shown in ("有効", "髙﨑　さくら", "架空健康保険協会", "0000123", "本人"):
        assert shown in text
    assert "薬剤" not in text


def ended(coverage: Coverage) -> Coverage:
    return replace(coverage, lost_on=date(2026, 4, 1), reason_of_loss="03")


@pytest.mark.parametrize(
    ("case", "code", "told"),
    [
        ("valid", "1", "カルテ（レセコン）に写します"),
        ("invalid", "2", "この資格は無効です"),
        ("replaced", "3", "新しい資格があります"),
        ("unknown", "4", "もう一度照会してください"),
        ("birthday", "4", "被保険者資格申立書"),
        ("unregistered", "6", "福祉事務所に確かめてください"),
    ],
)
def test_every_outcome_says_what_to_do_next(
    web: FlaskClient, stub: Stub, make_persona: Maker, case: str, code: str, told: str
) -> None:
    (coverage,) = make_persona().coverages
    typed: dict[str, str] = {}
    match case:
        case "invalid":
            stub.people.add([make_persona(coverages=(ended(coverage),))])
        case "replaced":
            new = replace(
                coverage,
                insurer_number="06990014",
                number="0000999",
                valid_from=date(2026, 4, 1),
                qualified_on=date(2026, 4, 1),
            )
            stub.people.add([make_persona(coverages=(ended(coverage), new))])
        case "unknown":
            typed = {"number": "9999"}
        case "birthday":
            typed = {"birthdate": "1980-02-18"}
        case "unregistered":
            aid = replace(
                coverage,
                classification=CardClassification.MEDICAL_AID,
                insurer_number="12990016",
            )
            stub.people.add([make_persona(coverages=(aid,))])
            stub.institutions.change_settings(DENTAL, Settings(medical_aid=True))
            typed = {"insurer": "12990016"}
    log_in(web, "user")

    answer = check(web, **typed)

    assert validity(answer) == code
    assert told in answer.text
    assert "次にすること" in answer.text


@pytest.mark.usefixtures("twins")
def test_several_people_are_all_shown_and_one_is_chosen(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, "user")

    several = check(web, number="777")
    chosen = press(web, several, "髙﨑　小町さんを選ぶ")

    assert validity(several) == "5"
    assert "髙﨑　小春" in several.text
    assert validity(chosen) == "1"
    assert "髙﨑　小町" in chosen.text
    assert "小春" not in chosen.text
    assert [e.person_id for e in stub.ledger.entries()][-2:] == ["", "komachi"]


@pytest.mark.usefixtures("twins")
def test_nobody_can_be_chosen_whom_the_numbers_do_not_fit(web: FlaskClient) -> None:
    log_in(web, "user")
    several = check(web, number="777")

    answer = press(web, several, "髙﨑　小町さんを選ぶ", chosen="sakura")

    assert validity(answer) == "4"
    assert "さくら" not in answer.text


def test_limits_are_told_only_with_an_oral_consent(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, "user")
    without = check(web)
    with_consent = check(web, limit="1")

    assert "限度額適用認定証提供同意フラグ" in without.text
    for answer, word in ((without, "未同意"), (with_consent, "同意")):
        fields = {
            row.th.get_text(): row.td.get_text()
            for row in soup(answer).select("table.fields tr")
            if row.th is not None and row.td is not None
        }
        assert fields["限度額適用認定証提供同意フラグ"] == word


def test_bad_input_is_explained_field_by_field_and_kept(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web, "user")
    before = len(stub.ledger.entries())

    answer = check(web, insurer="abc", branch="x", birthdate="1980-13-01")

    page = soup(answer)
    assert answer.status_code == 422
    assert [str(m["id"]) for m in page.select("form .message")] == [
        "insurer-error",
        "branch-error",
        "birthdate-error",
    ]
    for name, typed in (("insurer", "abc"), ("number", "123"), ("branch", "x")):
        field = page.find("input", id=name)
        assert field is not None
        assert field["value"] == typed
        assert field.get("aria-invalid", "") == ("" if name == "number" else "true")
    assert len(stub.ledger.entries()) == before


def test_the_entry_can_be_corrected_after_an_answer(web: FlaskClient) -> None:
    log_in(web, "user")

    form = press(web, check(web, number="999"), "入力を直す")
    shown = soup(form).find("input", id="number")

    assert shown is not None
    assert shown["value"] == "999"


def test_the_day_asked_for_decides(
    web: FlaskClient, stub: Stub, make_persona: Maker
) -> None:
    (coverage,) = make_persona().coverages
    stub.people.add([make_persona(coverages=(ended(coverage),))])
    log_in(web, "user")

    assert validity(check(web)) == "2"
    assert validity(check(web, day="2026-03-31")) == "1"
    assert check(web, day="いつか").status_code == 422


def test_who_asked_is_on_record(web: FlaskClient, stub: Stub) -> None:
    log_in(web, "user")
    check(web)

    last = stub.ledger.entries()[-1]

    assert (last.face, last.action, last.actor, last.person_id) == (
        "terminal",
        "OQSsiquc01",
        "user",
        "sakura",
    )


ONLINE = {"category": TreatmentCategory.ONLINE, "examination_date": date(2026, 4, 12)}


def test_an_online_registration_that_stands_is_told_at_an_ordinary_check(
    web: FlaskClient, stub: Stub
) -> None:
    consent(stub, **ONLINE)
    consent(stub, category=TreatmentCategory.HOME_VISIT)
    log_in(web, "user")

    told = soup(check(web)).select_one("#online-registration")

    assert told is not None
    assert "2026年4月12日" in told.get_text()
    assert "同意済資格情報取得" in told.get_text()
    assert len(stub.consents.everything()) == 2


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"examination_date": date(2026, 4, 9)}, id="over"),
        pytest.param({"institution_code": "9910000018"}, id="elsewhere"),
        pytest.param({"category": TreatmentCategory.HOME_VISIT}, id="home visit"),
        pytest.param(
            {"lapsed_at": NOW, "lapse_reason": LapseReason.BY_PATIENT}, id="cancelled"
        ),
    ],
)
def test_no_other_registration_is_told(
    web: FlaskClient, stub: Stub, changes: dict[str, object]
) -> None:
    consent(stub, **{**ONLINE, **changes})
    log_in(web, "user")

    assert soup(check(web)).select_one("#online-registration") is None


@pytest.mark.parametrize("typed", ["999999900018", "９９９９ ９９９０ ００１８"])
def test_an_individual_number_is_refused_and_not_shown_again(
    web: FlaskClient, typed: str
) -> None:
    log_in(web, "user")

    answer = check(web, insurer=typed)

    assert answer.status_code == 422
    assert "マイナンバー（12桁）は使いません" in answer.text
    assert typed not in answer.text
    assert "999999900018" not in answer.text
