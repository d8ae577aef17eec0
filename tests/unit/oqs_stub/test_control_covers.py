"""A whole new 資格 or a 医療券 by the 制御ページ; slips are shown where they are."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from card_profiles.model import CardClassification
from oqs_stub.stub import Stub

from .conftest import DENTAL
from .control_forms import AID, COVER, send, wrong_fields

TICKET = {
    "ticket_type": "01",
    "month": "202604",
    "issue_number": "990000021",
    "institution": DENTAL,
    "treatment_type": "03",
    "single_or_combined": "02",
    "self_pay": "1500",
    "injuries": "う蝕、歯周炎",
}


def test_a_new_cover_is_added(page: FlaskClient, stub: Stub) -> None:
    before = stub.changes.person("sakura").coverages

    answer = send(page, "add-coverage", COVER)

    assert answer.status_code == 303
    *others, new = stub.changes.person("sakura").coverages
    assert tuple(others) == before
    assert (new.insurer_number, new.symbol, new.number) == ("01990019", "９９", "4711")
    assert (new.relation, new.insured_name) == ("2", "架空　太郎")
    assert (new.valid_from, new.valid_until) == (date(2026, 4, 1), None)


def test_medical_aid_takes_the_place_of_all_others_and_gets_a_ticket(
    page: FlaskClient, stub: Stub
) -> None:
    send(page, "add-coverage", AID | {"replace": "yes"})
    answer = send(page, "add-ticket", TICKET)

    assert answer.status_code == 303
    (aid,) = stub.changes.person("sakura").coverages
    assert aid.classification is CardClassification.MEDICAL_AID
    assert (aid.branch, aid.symbol) == (None, None)
    assert aid.insured_name == "架空　太郎"
    (ticket,) = aid.tickets
    assert (ticket.treatment_month, ticket.self_pay) == ("202604", 1500)
    assert (ticket.valid_from.day, ticket.valid_until.day) == (1, 30)
    assert ticket.institution_name == stub.institutions.get(DENTAL).name
    assert ticket.injuries == ("う蝕", "歯周炎")


def test_a_ticket_without_medical_aid_is_refused_with_the_reason(
    page: FlaskClient,
) -> None:
    answer = send(page, "add-ticket", TICKET)

    assert answer.status_code == 409
    assert "医療扶助の資格がありません" in answer.text
    assert 'value="990000021"' in answer.text


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"insurer_number": "01130012"}, "insurer_number", "99"),
        ({"insurer_number": "01990018"}, "insurer_number", "検証番号は9"),
        ({"insurer_number": ""}, "insurer_number", "入力してください"),
        ({"insurer_name": " "}, "insurer_name", "入力してください"),
        ({"insurer_name": "x" * 101}, "insurer_name", "100文字以内"),
        ({"insurer_name": "a\x07b"}, "insurer_name", "入力できない文字"),
        ({"number": "1" * 21}, "number", "20文字以内"),
        ({"symbol": "記" * 21}, "symbol", "20文字以内"),
        ({"branch": "0"}, "branch", "2桁"),
        ({"relation": "9"}, "relation", "一覧から"),
        ({"classification": "99"}, "classification", "一覧から"),
        ({"valid_from": "4月1日"}, "valid_from", "「4月1日」は日付として"),
        ({"valid_from": ""}, "valid_from", "日付を入力"),
        ({"valid_until": "2026-03-31"}, "valid_until", "2026-04-01 以後"),
        ({"classification": "A1"}, "number", "受給者番号"),
        ({"insurer_number": "39990001"}, "branch", "枝番はありません"),
    ],
)
def test_a_slip_in_a_cover_is_told_beside_its_field_and_nothing_is_changed(
    page: FlaskClient, stub: Stub, change: dict[str, str], field: str, told: str
) -> None:
    before = stub.changes.person("sakura")

    answer = send(page, "add-coverage", COVER | change)

    assert answer.status_code == 409
    assert told in wrong_fields(answer)[field]
    assert 'value="4711"' in answer.text or "number" in change
    assert stub.changes.person("sakura") == before


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"month": "202613"}, "month", "202604"),
        ({"month": "2026-04"}, "month", "数字6桁"),
        ({"institution": "1310000011"}, "institution", "99"),
        ({"institution": "9910000042"}, "institution_name", "名前も"),
        ({"issue_number": ""}, "issue_number", "入力してください"),
        ({"self_pay": "-1"}, "self_pay", "0から1000000"),
        ({"injuries": "一、二、三、四"}, "injuries", "3つまで"),
        ({"ticket_type": "02"}, "prescriber", "入力してください"),
        ({"treatment_type": "06"}, "treatment_type", "一覧から"),
    ],
)
def test_a_slip_in_a_ticket_is_told_beside_its_field(
    page: FlaskClient, stub: Stub, change: dict[str, str], field: str, told: str
) -> None:
    send(page, "add-coverage", AID | {"replace": "yes"})

    answer = send(page, "add-ticket", TICKET | change)

    assert answer.status_code == 409
    assert told in wrong_fields(answer)[field]
    assert stub.changes.person("sakura").coverages[0].tickets == ()


def test_all_slips_are_told_at_once(page: FlaskClient) -> None:
    answer = send(page, "add-coverage", {"classification": "01", "relation": "1"})

    assert wrong_fields(answer).keys() == {
        *("insurer_number", "insurer_name", "number", "branch", "valid_from"),
    }


def test_the_page_leads_to_each_slip(page: FlaskClient) -> None:
    answer = send(page, "add-coverage", COVER | {"branch": "", "number": ""})

    shown = BeautifulSoup(answer.text, "html.parser")
    links = shown.select("[role=alert] a")
    assert [link.get_text() for link in links] == [
        "番号：入力してください。",
        "枝番：半角の数字2桁で入力してください（例: 00）。",
    ]
    for link in links:
        assert shown.select_one(f"input{link['href']}") is not None


def test_a_cover_that_does_not_fit_the_person_is_refused(
    page: FlaskClient, stub: Stub
) -> None:
    answer = send(
        page,
        "add-coverage",
        COVER
        | {
            "insurer_number": "39990007",
            "symbol": "",
            "branch": "",
            "contribution_ratio": "010",
        },
    )

    assert answer.status_code == 409
    assert "75歳から" in answer.text
