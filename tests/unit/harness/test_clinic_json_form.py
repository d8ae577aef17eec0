"""Answers of the WebAPI, read as those of the folders are."""

from __future__ import annotations

import json
from datetime import date

import pytest

from harness.clinic import json_form
from harness.clinic.answers import read_single
from harness.clinic.errors import AnswerError
from harness.clinic.requests import InsuredNumbers, Sender, eligibility_check
from harness.clinic.xml_form import text_of

DAY = date(2026, 11, 30)
RECORD = {"Name": "保険　花子", "InsuredCardExpirationDate": None, "New": {"X": "1"}}
ANSWER = {
    "New": ["1", "2"],
    "MessageBody": {
        "ResultList": [{"New": "9", "ResultOfQualificationConfirmation": RECORD}],
        "QualificationValidity": "1",
        "ProcessingResultStatus": "1",
    },
    "MessageHeader": {"SegmentOfResult": "1", "ErrorCode": ""},
}


def written(message: object) -> bytes:
    return json.dumps({"XmlMsg": message}).encode()


def test_a_request_says_what_a_file_would() -> None:
    person = InsuredNumbers(
        insurer_number="01990019",
        symbol=None,
        number="0000123",
        branch=None,
        birthdate=date(1980, 2, 17),
    )
    sender = Sender(institution_code="9930000014", file_identifier="7")

    message = eligibility_check(sender, person, on=DAY)
    document = json.loads(json_form.build(message))["XmlMsg"]

    assert document["MessageHeader"]["ArbitraryFileIdentifier"] == "7"
    search = document["MessageBody"]["QualificationConfirmSearchInfo"]
    assert search["Birthdate"] == "19800217"
    assert "InsuredCardSymbol" not in search


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_an_answer_is_read_whatever_its_order_and_what_else_it_holds(
    mark: bytes,
) -> None:
    root = json_form.parse(mark + written(ANSWER))

    found = read_single(root, on=DAY)

    assert (found.validity, found.name) == ("1", "保険　花子")
    assert found.valid_until is None
    assert text_of(root.find("MessageHeader"), "ErrorCode") == ""


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<XmlMsg/>", id="xml"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'{"XmlMsg": "1"}', id="text"),
        pytest.param(b"\xff", id="no-utf-8"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b" " * (4 * 1024 * 1024 + 1), id="long"),
    ],
)
def test_what_is_no_answer_is_an_error_in_words(content: bytes) -> None:
    with pytest.raises(AnswerError, match=r"JSON|XmlMsg|大きすぎます"):
        json_form.parse(content)
