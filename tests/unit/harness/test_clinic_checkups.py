"""特定健診情報 as the receipt computer asks for it and reads it."""

from __future__ import annotations

from datetime import date

import pytest

from harness.clinic import requests
from harness.clinic.checkup_results import CheckupLine, read_checkups
from harness.clinic.errors import AnswerError
from harness.clinic.requests import Sender
from harness.clinic.xml_form import parse, text_of
from harness.results import ClinicError, Eligibility

HEADER = (
    "<ResultCode>1</ResultCode>"
    "<QualificationsInfo><Name>架空　花子</Name></QualificationsInfo>"
)
CHECKUP = (
    "<SpecificHealthCheckupInfo><EffectiveTime>20250602</EffectiveTime>"
    "<HealthCheckupResultAndQuestionInfos>"
    "<HealthCheckupResultAndQuestionInfo><ItemName>体重</ItemName>"
    "<DataValue>54.6</DataValue><Unit>kg</Unit></HealthCheckupResultAndQuestionInfo>"
    "<HealthCheckupResultAndQuestionInfo><DataValueName>いいえ</DataValueName>"
    "<DataValue>2</DataValue><ItemName>喫煙</ItemName>"
    "</HealthCheckupResultAndQuestionInfo>"
    "</HealthCheckupResultAndQuestionInfos></SpecificHealthCheckupInfo>"
)


def _answer(header: str, body: str = "") -> bytes:
    return (
        f"<XmlMsg><MessageHeader>{header}</MessageHeader>"
        f"<MessageBody>{body}</MessageBody></XmlMsg>"
    ).encode()


def test_every_result_is_read_with_the_day_and_the_meaning_of_codes() -> None:
    found = read_checkups(parse(_answer(HEADER, CHECKUP)))

    day = date(2025, 6, 2)
    assert found.name == "架空　花子"
    assert found.lines == (
        CheckupLine(examined_on=day, name="体重", value="54.6", unit="kg"),
        CheckupLine(examined_on=day, name="喫煙", value="いいえ", unit=""),
    )


def test_who_was_never_examined_has_no_lines() -> None:
    assert read_checkups(parse(_answer(HEADER))).lines == ()


def test_a_refusal_is_told_with_its_code_and_words() -> None:
    refused = "<ResultCode>E1</ResultCode><MessageContents>だめ</MessageContents>"

    with pytest.raises(ClinicError) as caught:
        read_checkups(parse(_answer(refused)))

    assert (caught.value.level, caught.value.code) == ("person", "E1")
    assert caught.value.message == "だめ"


@pytest.mark.parametrize(
    ("header", "body"),
    [
        pytest.param("", "", id="no-result-code"),
        pytest.param(
            HEADER, CHECKUP.replace("20250602", ""), id="a-checkup-without-a-day"
        ),
    ],
)
def test_an_answer_that_makes_no_sense_is_told(header: str, body: str) -> None:
    with pytest.raises(AnswerError):
        read_checkups(parse(_answer(header, body)))


def test_the_request_names_the_person_and_the_home_visit() -> None:
    root = requests.checkups(
        Sender(institution_code="9930000014", file_identifier="F"),
        Eligibility(validity="1", insurer_number="139999", number="1", branch="01"),
    )

    header, body = root.find("MessageHeader"), root.find("MessageBody")
    assert text_of(header, "InsuredPersonIdentificationNumber") == "1"
    assert header is not None
    assert header.findtext("InsurerNumber") == "  139999"
    assert text_of(body, "FileCategory") == "2"
    assert text_of(body, "MedicalTreatmentFlag") == "2"
    assert body is not None
    assert body.find("StartDate") is None
