"""A message in the JSON of the WebAPI is checked as one in XML is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oqs_stub.checking import Finding, Level, UncheckableError, check_file

NAME = "OQSsiquc01req.json"
SEARCH = "XmlMsg/MessageBody/QualificationConfirmSearchInfo"


def _request(**changes: object) -> dict[str, Any]:
    search = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "LimitApplicationCertificateRelatedConsFlg": "1",
    }
    return {
        "XmlMsg": {
            "MessageHeader": {
                "QualificationConfirmationDate": "20260410",
                "MedicalInstitutionCode": "9930000014",
            },
            "MessageBody": {"QualificationConfirmSearchInfo": {**search, **changes}},
        }
    }


def _answer(results: object) -> dict[str, Any]:
    return {
        "XmlMsg": {
            "MessageHeader": {
                "ProcessExecutionTime": "20260410100000",
                "QualificationConfirmationDate": "20260410",
                "MedicalInstitutionCode": "9930000014",
                "ReferenceClassification": "2",
                "SegmentOfResult": "1",
                "CharacterCodeIdentifier": "0",
            },
            "MessageBody": {"ProcessingResultStatus": "1", "ResultList": results},
        }
    }


RECORD = {
    "InsuredCardClassification": "01",
    "Name": "髙　さ",
    "Sex1": "1",
    "Birthdate": "19800217",
    "InsurerName": "x",
}


def _found(document: object, name: str = NAME) -> tuple[Finding, ...]:
    return check_file(name, json.dumps(document).encode()).findings


@pytest.mark.parametrize("name", [NAME, "OQSsiquc01req_1.JSON"])
def test_a_request_as_it_should_be_has_no_findings(name: str) -> None:
    found = check_file(name, json.dumps(_request()).encode())

    assert found.findings == ()
    assert found.kind == "OQSsiquc01req"


def test_a_list_is_an_array_of_objects_with_one_name() -> None:
    records = [{"ResultOfQualificationConfirmation": RECORD}] * 2

    assert _found(_answer(records), "OQSsiquc01res.json") == ()


@pytest.mark.parametrize(
    ("changes", "path", "expected"),
    [
        ({"Birthdate": "S55"}, f"{SEARCH}/Birthdate", "YYYYMMDD"),
        ({"Birthdate": 19800217}, f"{SEARCH}/Birthdate", "文字列"),
        ({"Birthdate": None}, f"{SEARCH}/Birthdate", "生年月日"),
        ({"Birthdate": ["19800217", "19800218"]}, f"{SEARCH}/Birthdate", "1個だけ"),
        ({"InsurerNumber": {"a": "1"}}, f"{SEARCH}/InsurerNumber", "保険者番号"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    changes: dict[str, object], path: str, expected: str
) -> None:
    finding = _found(_request(**changes))[0]

    assert (finding.level, finding.path) == (Level.WRONG, path)
    assert expected in finding.expected


def test_an_unknown_name_is_only_a_notice() -> None:
    (finding,) = _found(_request(BirthDate="1"))

    assert finding.level is Level.NOTICE
    assert "Birthdate の誤りではありませんか" in finding.expected


@pytest.mark.parametrize(
    "results", [{"ResultOfQualificationConfirmation": RECORD}, [RECORD], ["x"]]
)
def test_a_list_of_another_form_is_wrong(results: object) -> None:
    first = _found(_answer(results), "OQSsiquc01res.json")[0]

    assert first.level is Level.WRONG
    assert first.path.startswith("XmlMsg/MessageBody/ResultList")
    assert "ResultOfQualificationConfirmation" in first.expected
    assert "myclinic-ts" in first.source


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{", "JSON"),
        (b'{"a": 1, "a": 2}', "1個だけの名前"),
        (b'{"XmlMsg": []}', "XmlMsg"),
        (b"[]", "XmlMsg"),
        (b'{"XmlMsg": "\\ud800"}', "UTF-8"),
        ("{}".encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_message_has_one_finding_about_the_whole(
    data: bytes, expected: str
) -> None:
    (finding,) = check_file(NAME, data).findings

    assert (finding.level, finding.path) == (Level.WRONG, "")
    assert expected in finding.expected


def test_a_refusal_of_the_webapi_is_no_message_and_not_wrong() -> None:
    refusal = {"status": "error", "code": "STUB0508", "msg": "だめ"}

    assert _found(refusal, "OQSsiquc01res_401.json") == ()
    assert _found({**refusal, "msg": ""}, "OQSsiquc01res_401.json") != ()
    assert _found(refusal, NAME) != ()


def test_the_kind_can_be_told() -> None:
    found = check_file("a.json", json.dumps(_request()).encode(), kind="OQSsiquc01req")

    assert found.findings == ()
    with pytest.raises(UncheckableError, match="--as"):
        check_file("a.json", b"{}")
