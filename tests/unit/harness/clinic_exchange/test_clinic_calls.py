"""The calls of the receipt computer: 同意済資格情報一括取得, 再照会, 薬剤情報."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from harness.clinic.errors import RequestError
from harness.clinic.xml_form import parse, text_of
from harness.results import ClinicError, Eligibility

from .national_side import (
    DAY,
    PERSON,
    NationalSide,
    answer,
    answer_bytes,
    clinic,
    lying,
)

RECEIVED = "<ReceptionNumber>00000000000000000042</ReceptionNumber>"
UNIT = f"<BulkConfirmUnit>{PERSON}</BulkConfirmUnit>"


def list_answer(
    body: str, *, segment: str = "1"
) -> Callable[[NationalSide, str, bytes], None]:
    """Answer a 02 request, whose header names no identifier, with the one of 01."""

    def write(side: NationalSide, name: str, content: bytes) -> None:
        assert text_of(parse(content), "MessageBody/ReceptionNumber").endswith("42")
        header = f"<SegmentOfResult>{segment}</SegmentOfResult>"
        side.deliver(
            name.replace("req_", "res_"),
            answer_bytes(content, body, header, "OQSmuhvq01-202511210001"),
        )

    return write


def test_consented_list_is_asked_again_while_it_is_being_made(
    side: NationalSide,
) -> None:
    side.script = [
        answer(RECEIVED, header=""),
        list_answer("", segment="2"),
        list_answer("", segment="2"),
        list_answer(UNIT),
    ]

    found = clinic(side).fetch_consented(since=DAY, until=DAY)

    assert [one.name for one in found] == ["架空　花子"]
    assert side.seen == [
        "OQSmuhvq01req_202511210001.xml",
        "OQSmuhvq02req_202511210002.xml",
        "OQSmuhvq02req_202511210003.xml",
        "OQSmuhvq02req_202511210004.xml",
    ]


def test_list_that_is_never_finished_ends_in_time(side: NationalSide) -> None:
    side.script = [answer(RECEIVED), *[list_answer("", segment="2")] * 500]

    with pytest.raises(ClinicError) as silent:
        clinic(side).fetch_consented(since=DAY, until=DAY)

    assert silent.value.level == "timeout"
    assert side.time < 12


def test_list_may_come_as_a_zip(side: NationalSide) -> None:
    def zipped(side: NationalSide, name: str, content: bytes) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(
                "OQSmuhvq02res_1.xml",
                answer_bytes(content, UNIT, "", "OQSmuhvq01-202511210001"),
            )
        stem = name.replace("req_", "res_").removesuffix(".xml")
        side.deliver(f"{stem}.zip", packed.getvalue())

    side.script = [answer(RECEIVED), zipped]

    assert len(clinic(side).fetch_consented(since=DAY, until=DAY)) == 1


def test_list_of_nothing_but_refusals_is_an_error(side: NationalSide) -> None:
    refused = (
        "<BulkConfirmUnit><ProcessingResultStatus>2</ProcessingResultStatus>"
        "<ProcessingResultCode>STUB9</ProcessingResultCode></BulkConfirmUnit>"
    )
    side.script = [answer(RECEIVED), list_answer(refused)]

    with pytest.raises(ClinicError, match="STUB9"):
        clinic(side).fetch_consented(since=DAY, until=DAY)


def test_one_refusal_in_a_list_is_remembered_beside_the_others(
    side: NationalSide,
) -> None:
    refused = (
        "<BulkConfirmUnit><ProcessingResultStatus>2</ProcessingResultStatus>"
        "<ProcessingResultCode>STUB9</ProcessingResultCode></BulkConfirmUnit>"
    )
    side.script = [answer(RECEIVED), list_answer(refused + UNIT)]
    asking = clinic(side)

    found = asking.fetch_consented(since=DAY, until=DAY)

    assert len(found) == 1
    assert [error.code for error in asking.unit_errors] == ["STUB9"]


KNOWN = Eligibility(
    validity="1",
    insurer_number="139999",
    number="345",
    name="架空　花子",
    birthdate=date(1980, 2, 17),
)


def test_reinquiry_sends_the_known_numbers_and_compares(side: NationalSide) -> None:
    asked = []

    def answering(side: NationalSide, name: str, content: bytes) -> None:
        asked.append(parse(content).find("MessageBody/QualificationConfirmSearchInfo"))
        answer(PERSON.replace("139999", "130013"))(side, name, content)

    side.script = [answering]

    found = clinic(side).reinquire(KNOWN)

    assert side.seen == ["OQSsihvq01req_202511210001.xml"]
    assert text_of(asked[0], "InsurerNumber") == "139999"
    assert text_of(asked[0], "MedicalTreatmentFlag") == "2"
    assert (found.insurer_number, found.changed) == ("130013", "1")


def test_reinquiry_needs_a_birth_date(side: NationalSide) -> None:
    with pytest.raises(RequestError, match="生年月日"):
        clinic(side).reinquire(Eligibility(validity="1"))

    assert lying(side) == []


def test_medication_can_be_asked_for_with_another_kind_of_care(
    side: NationalSide,
) -> None:
    asked = []

    def answering(side: NationalSide, name: str, content: bytes) -> None:
        asked.append(parse(content).find("MessageBody"))
        answer("<ResultCode>1</ResultCode>")(side, name, content)

    side.script = [answering]

    clinic(side).medication(KNOWN, category="1")

    assert text_of(asked[0], "MedicalTreatmentFlag") == "1"


def test_medication_is_asked_for_three_years_as_a_home_visit(
    side: NationalSide,
) -> None:
    asked = []

    def answering(side: NationalSide, name: str, content: bytes) -> None:
        asked.append(parse(content).find("MessageBody"))
        answer("<ResultCode>1</ResultCode>")(side, name, content)

    side.script = [answering]

    found = clinic(side).medication(KNOWN)

    assert side.seen == ["YZKsiquc01req_202511210001.xml"]
    assert found.drugs == ()
    assert text_of(asked[0], "StartDate") == "202211"
    assert text_of(asked[0], "EndDate") == "202511"
    assert text_of(asked[0], "MedicalTreatmentFlag") == "2"
