"""What the receipt computer reads out of an answer, whatever order it comes in."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from datetime import date, datetime

import pytest

from card_profiles.dates import JST
from harness.clinic.answers import (
    DONE,
    WORKING,
    expect_for,
    read_single,
    reception_number,
    segment,
)
from harness.clinic.changes import changed_since
from harness.clinic.errors import AnswerError
from harness.clinic.requests import Sender
from harness.results import ClinicError, Eligibility

from .answers_written import AID, HANAKO, answer, single, xml

TODAY = date(2025, 11, 21)
SENDER = Sender(institution_code="9930000014", file_identifier="mine")


def test_record_is_read_with_its_consents() -> None:
    found = read_single(single(HANAKO), on=TODAY)

    assert (found.validity, found.classification, found.ratio) == ("1", "01", 30)
    assert (found.insurer_number, found.insurer_name) == ("139999", "架空市")
    assert (found.symbol, found.number, found.branch) == ("１２", "345", "")
    assert (found.name, found.name_kana) == ("架空　花子", "ｶｸｳ ﾊﾅｺ")
    assert found.birthdate == date(1980, 2, 17)
    assert (found.valid_from, found.valid_until) == (date(2023, 4, 1), None)
    assert found.reference_number == "000123"
    assert set(found.consents) == {"TKK", "YZK", "TSR"}
    drugs = found.consents["YZK"]
    assert drugs.flag == "1"
    assert drugs.consented_at == datetime(2025, 11, 21, 9, 30, tzinfo=JST)
    assert drugs.available_until == datetime(2026, 2, 28, 23, 59, 59, tzinfo=JST)
    assert found.consents["TSR"].available_until is None
    assert found.consents["TKK"].flag == "0"


def test_the_class_of_the_limit_is_read() -> None:
    limit = (
        "<LimitApplicationCertificateRelatedInfo>"
        "<LimitApplicationCertificateClassificationFlag>B05"
        "</LimitApplicationCertificateClassificationFlag>"
        "</LimitApplicationCertificateRelatedInfo></ResultOfQualificationConfirmation>"
    )
    end = "</ResultOfQualificationConfirmation>"

    limited = read_single(single(HANAKO.replace(end, limit)), on=TODAY)

    assert limited.limit_class == "B05"
    assert read_single(single(HANAKO), on=TODAY).limit_class == ""


@pytest.mark.parametrize("seed", range(5))
def test_order_of_elements_makes_no_difference(seed: int) -> None:
    ordered, shuffled = single(HANAKO + AID), single(HANAKO + AID)
    chance = random.Random(seed)  # noqa: S311 - shuffles elements, hides nothing.
    for element in (e for e in shuffled.iter() if e.tag != "ResultList"):
        children = list(element)
        chance.shuffle(children)
        element[:] = children

    assert read_single(shuffled, on=TODAY) == read_single(ordered, on=TODAY)


@pytest.mark.parametrize("records", [HANAKO + AID, AID + HANAKO])
def test_insurance_comes_before_welfare_and_keeps_its_tickets(records: str) -> None:
    found = read_single(single(records), on=TODAY)

    assert found.classification == "01"
    assert found.medical_aid == ({"TicketType": "01", "StatusOfInfecton": "02"},)


def test_welfare_alone_is_read_too() -> None:
    found = read_single(single(AID), on=TODAY)

    assert (found.classification, found.insurer_number) == ("A1", "12990016")


@pytest.mark.parametrize(
    ("inside", "outside", "read"),
    [("", "2", "2"), ("1", "", "1"), ("1", "2", "1")],
    ids=["in the body", "in the record", "in both"],
)
def test_prescription_is_looked_for_in_both_places(
    inside: str, outside: str, read: str
) -> None:
    tag = "PrescriptionIssueSelect"
    record = HANAKO.replace("<Name>", f"<{tag}>{inside}</{tag}><Name>")

    found = read_single(single(record, more=f"<{tag}>{outside}</{tag}>"), on=TODAY)

    assert found.prescription == read


@pytest.mark.parametrize(
    ("validity", "records"),
    [("4", ""), ("5", HANAKO + HANAKO)],
    ids=["該当資格なし", "複数該当"],
)
def test_where_nobody_can_be_told_only_the_validity_is(
    validity: str, records: str
) -> None:
    found = read_single(single(records, validity=validity), on=TODAY)

    assert found == Eligibility(validity=validity)


def test_refusal_for_a_person_carries_the_code_as_received() -> None:
    root = single(
        "",
        status="2",
        more="<ProcessingResultCode>STUB2001</ProcessingResultCode>"
        "<ProcessingResultMessage>再照会できません</ProcessingResultMessage>",
    )

    with pytest.raises(ClinicError, match="STUB2001 再照会できません") as refused:
        read_single(root, on=TODAY)

    assert refused.value.level == "person"


def test_abnormal_end_is_an_error_of_the_message() -> None:
    root = xml(
        answer(
            "",
            header="<SegmentOfResult>9</SegmentOfResult><ErrorCode>STUB1001</ErrorCode>"
            "<ErrorMessage>登録のない医療機関</ErrorMessage>",
        )
    )

    with pytest.raises(ClinicError, match="登録のない") as refused:
        segment(root)

    assert (refused.value.level, refused.value.code) == ("message", "STUB1001")


@pytest.mark.parametrize(("stated", "read"), [("1", DONE), ("2", WORKING), ("", DONE)])
def test_segment(stated: str, read: str) -> None:
    root = xml(answer("", header=f"<SegmentOfResult>{stated}</SegmentOfResult>"))

    assert segment(root) == read


@pytest.mark.parametrize(
    ("code", "identifier"),
    [("9930000014", "another"), ("9910000018", "mine"), ("9930000014", "")],
)
def test_answer_to_another_request_is_not_taken(code: str, identifier: str) -> None:
    root = xml(
        answer(
            "",
            header=f"<MedicalInstitutionCode>{code}</MedicalInstitutionCode>"
            f"<ArbitraryFileIdentifier>{identifier}</ArbitraryFileIdentifier>",
        )
    )

    with pytest.raises(AnswerError, match="別の要求"):
        expect_for(root, SENDER)


@pytest.mark.parametrize(
    "root",
    [
        pytest.param(
            xml(answer("<QualificationValidity>1</QualificationValidity>")),
            id="no status",
        ),
        pytest.param(
            xml(answer("<ProcessingResultStatus>1</ProcessingResultStatus>")),
            id="no validity",
        ),
        pytest.param(single(HANAKO.replace("19800217", "S550217")), id="Japanese era"),
        pytest.param(single(HANAKO.replace("19800217", "19800230")), id="30 February"),
        pytest.param(single(HANAKO.replace("19800217", "1980217")), id="seven digits"),
        pytest.param(
            single(HANAKO.replace("20251121093000", "20251121")), id="time without time"
        ),
        pytest.param(xml("<XmlMsg><MessageHeader/></XmlMsg>"), id="no body"),
    ],
)
def test_answer_that_breaks_the_interface_is_said_to(root: ET.Element) -> None:
    with pytest.raises(AnswerError):
        read_single(root, on=TODAY)


def test_reception_without_a_number_has_failed() -> None:
    assert (
        reception_number(xml(answer("<ReceptionNumber>42</ReceptionNumber>"))) == "42"
    )
    with pytest.raises(AnswerError, match="受付番号"):
        reception_number(xml(answer("")))


def test_change_is_what_the_receipt_computer_finds_on_comparing() -> None:
    before = read_single(single(HANAKO), on=TODAY)
    same = read_single(single(HANAKO.replace("ConsFlg>1<", "ConsFlg>2<")), on=TODAY)
    moved = read_single(single(HANAKO.replace("139999", "130013")), on=TODAY)

    assert changed_since(before, same) == "0"
    assert changed_since(before, moved) == "1"
