"""The WebAPI's JSON as other editions and producers write it, one switch each."""

from __future__ import annotations

import codecs
import json

import pytest
from flask.testing import FlaskClient

from oqs_stub.messages import EXCHANGES, EligibilityAnswer, Message
from oqs_stub.messages.drift import DRIFTS, Drifted
from oqs_stub.messages.json_codec import JSONCodec
from oqs_stub.stub import Stub

from ..folder_interface.sample_messages import sample
from .asking import Document, authorization, request_of_sakura

_SINGLE = [one.answer for one in EXCHANGES if one.prefix[3:5] == "si"]
_OTHER_CONTENT = {
    "newer-consents",
    "older-elements",
    "prescription-in-record",
    "lacking-question",
    "lacking-dropped",
}
_IN_JSON = sorted(name for name, one in DRIFTS.items() if one.in_json.applies)


def written(*names: str, message: Message | None = None, seed: int = 0) -> str:
    drifted = Drifted.named(names, seed=seed)
    codec = JSONCodec(drifting=lambda: drifted)
    return codec.encode(message or sample(EligibilityAnswer)).decode()


def read(*names: str) -> Document:
    document: Document = json.loads(written(*names))["XmlMsg"]
    return document


def record_of(document: Document) -> Document:
    record: Document = document["MessageBody"]["ResultList"][0][
        "ResultOfQualificationConfirmation"
    ]
    return record


@pytest.mark.parametrize("drift", _IN_JSON)
def test_a_drift_that_is_said_to_change_the_json_does(drift: str) -> None:
    lacking = sample(EligibilityAnswer).model_copy()
    header = lacking.MessageHeader.model_copy(update={"ErrorCode": None})  # type: ignore[attr-defined]  # An EligibilityAnswer.
    message = lacking.model_copy(update={"MessageHeader": header})

    assert written(drift, message=message) != written(message=message)


@pytest.mark.parametrize("drift", sorted(set(DRIFTS) - set(_IN_JSON)))
def test_a_drift_without_sense_for_json_leaves_it_alone(drift: str) -> None:
    for kind in _SINGLE:
        assert written(drift, message=sample(kind)) == written(message=sample(kind))


@pytest.mark.parametrize("drift", sorted(set(_IN_JSON) - _OTHER_CONTENT))
def test_what_looks_different_says_the_same(drift: str) -> None:
    for kind in _SINGLE:
        data = written(drift, message=sample(kind)).encode()

        assert JSONCodec().decode(data, kind) == sample(kind), kind


def test_newer_consents_follow_the_older_ones() -> None:
    names = list(record_of(read("newer-consents")))

    assert (
        names.index("OperationInfoAvailableTime")
        < names.index("DiagnosisNameConsFlg")
        < names.index("PrescriptionInfoAvailableTime")
    )
    assert "DiagnosisNameConsFlg" not in record_of(read())


def test_older_elements_have_no_dates_of_cover() -> None:
    assert "DisqualificationDate" in record_of(read())
    assert "DisqualificationDate" not in record_of(read("older-elements"))


def test_names_are_shuffled_by_the_seed_and_rows_are_not() -> None:
    first, again = (written("shuffled", seed=seed) for seed in (1, 2))

    assert first != again
    assert json.loads(first) == json.loads(again) == json.loads(written())


@pytest.mark.parametrize(
    ("drift", "shown"),
    [
        pytest.param("empty-elements", '"ErrorCode":""', id="empty-text"),
        pytest.param("self-closing", '"ErrorCode":null', id="null"),
    ],
)
def test_absent_values_are_shown_as_wanted(drift: str, shown: str) -> None:
    message = sample(EligibilityAnswer)
    header = message.MessageHeader.model_copy(update={"ErrorCode": None})  # type: ignore[attr-defined]  # As above.
    lacking = message.model_copy(update={"MessageHeader": header})

    assert shown in written(drift, message=lacking)
    assert "ErrorCode" not in written(message=lacking)


def test_what_is_unknown_stands_in_every_object_and_lists_stay_lists() -> None:
    document = read("unknown-elements")

    (first, *_) = document["MessageBody"]["ResultList"]
    assert first["StubFutureValue"] == "9"
    assert first["StubFutureBlock"] == {"StubFutureValue": "9"}
    assert record_of(document)["StubFutureValue"] == "9"
    assert len(document["MessageBody"]["ResultList"]) == len(
        read()["MessageBody"]["ResultList"]
    )


def test_the_form_of_prescription_moves_into_the_records() -> None:
    document = read("prescription-in-record")

    assert "PrescriptionIssueSelect" not in document["MessageBody"]
    assert record_of(document)["PrescriptionIssueSelect"]


@pytest.mark.parametrize(
    ("drift", "has"),
    [
        pytest.param("spaced-tags", '"Name" : ', id="spaced"),
        pytest.param("crlf", '{\r\n"XmlMsg":{\r\n"MessageHeader"', id="crlf"),
        pytest.param("tabs", '{\n\t"XmlMsg":{\n\t\t"MessageHeader"', id="tabs"),
        pytest.param("byte-order-mark", '\ufeff{"XmlMsg"', id="bom"),
        pytest.param("lacking-reference", "髙﨑　\\ud842\\udfb7子", id="reference"),
        pytest.param("lacking-question", '"Name":"髙﨑　?子"', id="question"),
        pytest.param("lacking-dropped", '"Name":"髙﨑　子"', id="dropped"),
    ],
)
def test_a_drift_of_form_is_there_to_see(drift: str, has: str) -> None:
    assert has in written(drift)
    assert has not in written()


def test_of_two_forms_the_later_one_counts() -> None:
    assert "\r\n\t" in written("crlf", "tabs")
    assert "\n" not in written("crlf", "one-line")


def test_the_switch_of_the_folders_is_that_of_the_webapi(
    stub: Stub, web: FlaskClient
) -> None:
    stub.drifting.set(["順序違い", "BOM", "知らない要素"])

    answer = web.post(
        "/webapi/search", json=request_of_sakura(), headers=authorization(web)
    )

    assert answer.data.startswith(codecs.BOM_UTF8)
    document = json.loads(answer.data.decode("utf-8-sig"))["XmlMsg"]
    assert document["StubFutureValue"] == "9"
    assert record_of(document)["Name"] == "髙﨑　さくら"
