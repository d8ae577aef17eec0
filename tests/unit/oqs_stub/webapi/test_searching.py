"""The eligibility check by WebAPI: what is asked, what is answered, what is noted."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from oqs_stub.app import create_app
from oqs_stub.messages import Codec, EligibilityRequest, Encoding
from oqs_stub.messages.json_codec import JSONCodec
from oqs_stub.stub import Stub

from .asking import DENTAL, Document, authorization, request_of_sakura


def search(web: FlaskClient, document: Document) -> Document:
    answer = web.post("/webapi/search", json=document, headers=authorization(web))
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    read: Document = answer.get_json()["XmlMsg"]
    return read


def test_a_search_is_answered_with_an_array_of_records(web: FlaskClient) -> None:
    read = search(web, request_of_sakura())

    assert list(read["MessageHeader"]) == [
        "ProcessExecutionTime",
        "QualificationConfirmationDate",
        "MedicalInstitutionCode",
        "ArbitraryFileIdentifier",
        "ReferenceClassification",
        "SegmentOfResult",
        "CharacterCodeIdentifier",
    ]
    assert read["MessageHeader"]["CharacterCodeIdentifier"] == "0"
    body = read["MessageBody"]
    assert (body["ProcessingResultStatus"], body["QualificationValidity"]) == ("1", "1")
    (row,) = body["ResultList"]
    (record,) = row.values()
    assert list(row) == ["ResultOfQualificationConfirmation"]
    assert record["Name"] == "髙﨑　さくら"
    assert "InsuredCardExpirationDate" not in record, "absent, not empty"


def test_the_answer_repeats_what_was_searched_for(web: FlaskClient) -> None:
    document = request_of_sakura(ArbitraryIdentifier="患者 7")

    body = search(web, document)["MessageBody"]

    asked = document["XmlMsg"]["MessageBody"]["QualificationConfirmSearchInfo"]
    assert body["QualificationConfirmSearchInfo"] == asked


def test_nobody_is_an_answer_without_a_list(web: FlaskClient) -> None:
    body = search(web, request_of_sakura(Birthdate="19800218"))["MessageBody"]

    assert body["QualificationValidity"] == "4"
    assert "ResultList" not in body


def test_the_answer_is_the_one_of_the_folders(stub: Stub, web: FlaskClient) -> None:
    document = request_of_sakura(LimitApplicationCertificateRelatedConsFlg="1")
    request = JSONCodec().decode(json.dumps(document).encode(), EligibilityRequest)

    by_web = search(web, document)
    answer = stub.inquiries.answer(request, encoding=Encoding.UTF_8)
    written = Codec().encode(answer, Encoding.UTF_8)

    exchange_answer = Codec().decode(written, type(answer)).message
    assert by_web == json.loads(JSONCodec().encode(exchange_answer))["XmlMsg"]


def test_empty_names_count_as_absent(web: FlaskClient) -> None:
    empty = request_of_sakura(InsuredBranchNumber="", InsuredCardSymbol=" ")
    empty["XmlMsg"]["MessageBody"]["Whatever"] = {"of": ["the future"]}

    body = search(web, empty)["MessageBody"]

    assert body["QualificationValidity"] == "1"
    assert "InsuredBranchNumber" not in body["QualificationConfirmSearchInfo"]


@pytest.mark.parametrize(
    ("changes", "where", "expected"),
    [
        pytest.param({"Birthdate": None}, "Birthdate", "要素がない", id="missing"),
        pytest.param(
            {"Birthdate": None, "BirthDate": "19800217"},
            "Birthdate",
            "BirthDate は名前の誤り",
            id="misnamed",
        ),
        pytest.param(
            {"LimitApplicationCertificateRelatedConsFlg": "7"},
            "LimitApplicationCertificateRelatedConsFlg",
            "0 未同意, 1 同意",
            id="code",
        ),
        pytest.param({"Birthdate": 19800217}, "Birthdate", "数値", id="number"),
        pytest.param({"Birthdate": ["19800217"]}, "Birthdate", "配列", id="array"),
        pytest.param({"Birthdate": "19800231"}, "Birthdate", "YYYYMMDD", id="form"),
        pytest.param({"InsurerNumber": True}, "InsurerNumber", "真偽値", id="bool"),
        pytest.param(
            {"InsurerNumber": "0199\x0019"}, "InsurerNumber", "U+0000", id="control"
        ),
        pytest.param(
            {"InsurerNumber": "0199\ud80019"}, "InsurerNumber", "U+D800", id="half"
        ),
    ],
)
def test_a_wrong_element_is_named_with_its_place(
    web: FlaskClient, changes: Document, where: str, expected: str
) -> None:
    header = search(web, request_of_sakura(**changes))["MessageHeader"]

    assert header["SegmentOfResult"] == "9"
    assert header["ErrorCode"] == "STUB0201"
    path = f"XmlMsg/MessageBody/QualificationConfirmSearchInfo/{where}"
    assert path in header["ErrorMessage"]
    assert expected in header["ErrorMessage"]
    assert header["ArbitraryFileIdentifier"] == "web-1"


def test_searches_and_refusals_are_in_the_ledger(stub: Stub, web: FlaskClient) -> None:
    search(web, request_of_sakura())
    search(web, request_of_sakura(Birthdate=None))

    lines = [
        (entry.action, entry.institution_code, entry.person_id, entry.result)
        for entry in stub.ledger.entries()
        if entry.face == "webapi" and entry.action != "認証"
    ]
    assert lines == [
        ("OQSsiquc01", DENTAL, "sakura", "ok"),
        ("OQSsiquc01", DENTAL, "", "STUB0201"),
    ]


def test_every_single_message_has_a_path(web: FlaskClient) -> None:
    header = {"MedicalInstitutionCode": DENTAL}

    answer = web.post(
        "/webapi/messages/OQSsiinq01",
        json={"XmlMsg": {"MessageHeader": header}},
        headers=authorization(web),
    )

    read = answer.get_json()["XmlMsg"]
    assert read["MessageHeader"]["SegmentOfResult"] == "1", read


def test_a_list_block_is_read_as_it_is_written() -> None:
    """特定疾病 and 医療券 go out as `ResultList` does, and come in again."""
    from oqs_stub.messages import EligibilityAnswer

    document: Document = {
        "XmlMsg": {
            "MessageHeader": {
                "ProcessExecutionTime": "20260410100000",
                "ReferenceClassification": "2",
                "SegmentOfResult": "1",
                "CharacterCodeIdentifier": "0",
            },
            "MessageBody": {
                "ProcessingResultStatus": "1",
                "ResultList": [
                    {
                        "ResultOfQualificationConfirmation": {
                            "InsuredCardClassification": "01",
                            "Name": "髙﨑　さくら",
                            "Sex1": "2",
                            "Birthdate": "19800217",
                            "InsurerName": "架空健康保険協会",
                            "SpecificDiseasesCertificateList": [
                                {
                                    "SpecificDiseasesCertificateInfo": {
                                        "SpecificDiseasesSelfPay": "10000"
                                    }
                                }
                            ],
                        }
                    }
                ],
            },
        }
    }

    message = JSONCodec().decode(json.dumps(document).encode(), EligibilityAnswer)

    assert json.loads(JSONCodec().encode(message)) == document


def test_the_public_paths_are_off_unless_asked_for(
    stub: Stub, web: FlaskClient
) -> None:
    public = "/oqs-api-pro/MSA01030/ILI01030SV01/search"
    assert web.post(public, json=request_of_sakura()).status_code == 404

    object.__setattr__(stub.config, "webapi_public_paths", True)
    client = create_app(stub).test_client()

    answer = client.post(
        public, json=request_of_sakura(), headers=authorization(client)
    )
    assert answer.status_code == 200
