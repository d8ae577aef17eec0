"""A program that asks by WebAPI, in the words of its JSON."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask.testing import FlaskClient

DENTAL = "9930000014"
PASSWORD = "mynabench"

Document = dict[str, Any]


def credentials(**changes: object) -> Document:
    return {
        "medicalInstitutionCode": DENTAL,
        "userId": "admin",
        "password": PASSWORD,
    } | changes


def tokens(web: FlaskClient) -> dict[str, str]:
    answer = web.post("/webapi/auth", json=credentials())
    assert answer.status_code == 200, answer.text
    result: dict[str, str] = answer.get_json()["result"]
    return result


def authorization(web: FlaskClient) -> dict[str, str]:
    return {"Authorization": tokens(web)["idToken"]}


def request_of_sakura(**changes: object) -> Document:
    """The eligibility request for the person of the tests; None leaves a name out."""
    header = {
        "QualificationConfirmationDate": "20260410",
        "MedicalInstitutionCode": DENTAL,
        "ArbitraryFileIdentifier": "web-1",
    }
    search = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "LimitApplicationCertificateRelatedConsFlg": "0",
    }
    for name, value in changes.items():
        (header if name in header else search)[name] = value  # type: ignore[assignment]  # wrong kinds of value too
    return {
        "XmlMsg": {
            "MessageHeader": {k: v for k, v in header.items() if v is not None},
            "MessageBody": {
                "QualificationConfirmSearchInfo": {
                    k: v for k, v in search.items() if v is not None
                }
            },
        }
    }


def in_chunks(data: bytes) -> dict[str, object]:
    """What gunicorn says of a body that came without its length."""
    return {
        "wsgi.input": BytesIO(data),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
    }


def refused(answer: object) -> tuple[int, str]:
    """Status and code of an answer that must be a JSON refusal."""
    status = answer.status_code  # type: ignore[attr-defined]  # werkzeug's test response
    document = answer.get_json()  # type: ignore[attr-defined]  # likewise
    assert document["status"] == "error"
    assert document["msg"]
    return status, document["code"]
