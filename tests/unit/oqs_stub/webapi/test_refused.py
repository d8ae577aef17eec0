"""What the WebAPI refuses: always JSON, always with a code and what to do."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from oqs_stub.stub import Stub
from oqs_stub.webapi.asked import LARGEST_BODY

from ..conftest import CONTROL_TOKEN
from .asking import (
    authorization,
    credentials,
    in_chunks,
    refused,
    request_of_sakura,
)

CONTROL_LARGEST = 256 * 1024
JSON = {"Content-Type": "application/json;charset=UTF-8"}


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        pytest.param("application/json", 200, id="plain"),
        pytest.param("application/json; charset=utf-8", 200, id="lower-case"),
        pytest.param("application/json;charset=Shift_JIS", 415, id="shift-jis"),
        pytest.param("text/xml", 415, id="xml"),
        pytest.param("", 415, id="none"),
    ],
)
def test_the_content_type_is_json_in_utf_8(
    web: FlaskClient, content_type: str, status: int
) -> None:
    answer = web.post(
        "/webapi/auth",
        data=json.dumps(credentials()),
        headers={"Content-Type": content_type} if content_type else {},
    )

    assert answer.status_code == status
    if status == 415:
        assert refused(answer) == (415, "STUB0503")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<XmlMsg/>", id="xml"),
        pytest.param(b'{"XmlMsg": {', id="cut-off"),
        pytest.param(b'{"XmlMsg": []}', id="root-is-array"),
        pytest.param(b'{"Other": {}}', id="other-root"),
        pytest.param(b'{"XmlMsg": NaN}', id="nan"),
        pytest.param('{"XmlMsg": {"名": 1}}'.encode("cp932"), id="shift-jis"),
        pytest.param(b'{"XmlMsg": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", id="deep"),
        pytest.param(
            b'{"XmlMsg": ' + b'{"a": ' * 25 + b"1" + b"}" * 26, id="a-bit-too-deep"
        ),
        pytest.param(b'{"XmlMsg": {"a": 1, "a": 2}}', id="twice"),
        pytest.param(b'{"XmlMsg": ' + b"9" * 5000 + b"}", id="long-number"),
    ],
)
def test_what_is_no_message_in_json_is_refused(web: FlaskClient, body: bytes) -> None:
    answer = web.post("/webapi/search", data=body, headers=JSON | authorization(web))

    assert refused(answer) == (400, "STUB0505")


def test_a_number_too_long_is_told_in_our_own_words(web: FlaskClient) -> None:
    body = b'{"XmlMsg": ' + b"9" * 5000 + b"}"

    answer = web.post("/webapi/search", data=body, headers=JSON | authorization(web))

    text = answer.get_json()["msg"]
    assert "4300桁以内の数が必要です（受信した内容: それより長い数）" in text
    assert "sys." not in text


def test_a_body_too_large_is_refused(web: FlaskClient) -> None:
    answer = web.post(
        "/webapi/search", data=b" " * 70_000, headers=JSON | authorization(web)
    )

    assert refused(answer) == (413, "STUB0504")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param(0, 200, id="the-largest"),
        pytest.param(1, 413, id="one-byte-more"),
        pytest.param(LARGEST_BODY, 413, id="twice"),
        pytest.param(8 * LARGEST_BODY, 413, id="more-than-any-face-takes"),
    ],
)
def test_a_body_that_came_in_chunks_is_never_read_in_part(
    web: FlaskClient, more: int, status: int
) -> None:
    sent = json.dumps(request_of_sakura()).encode().ljust(LARGEST_BODY + more)

    answer = web.post(
        "/webapi/search",
        headers=JSON | authorization(web),
        environ_overrides=in_chunks(sent),
    )

    assert answer.status_code == status
    if status == 413:
        assert refused(answer) == (413, "STUB0504")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param(0, 201, id="the-largest"),
        pytest.param(1, 413, id="one-byte-more"),
        pytest.param(CONTROL_LARGEST, 413, id="twice"),
    ],
)
def test_nor_is_one_for_the_control_api(
    web: FlaskClient, more: int, status: int
) -> None:
    sent = json.dumps({"persona": "hanako"}).encode().ljust(CONTROL_LARGEST + more)

    answer = web.post(
        "/control/people",
        headers=JSON | {"Authorization": f"Bearer {CONTROL_TOKEN}"},
        environ_overrides=in_chunks(sent),
    )

    assert answer.status_code == status
    if status == 413:
        assert answer.get_json()["code"] == "body-too-large"


class _BrokenOff(BytesIO):
    """A body whose sender is gone."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(size)

    readinto = read  # type: ignore[assignment]  # It is never asked what it read.


@pytest.mark.parametrize("path", ["/webapi/search", "/control/people"])
def test_a_body_broken_off_in_a_chunk_costs_nothing_but_its_answer(
    web: FlaskClient, path: str
) -> None:
    answer = web.post(
        path,
        headers=JSON,
        environ_overrides=in_chunks(b"") | {"wsgi.input": _BrokenOff()},
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        pytest.param("GET", "/webapi/search", 405, "STUB0502", id="get"),
        pytest.param("POST", "/webapi/other", 404, "STUB0501", id="path"),
        pytest.param("POST", "/webapi/messages/OQSmuquc01", 404, "STUB0501", id="bulk"),
    ],
)
def test_other_paths_and_methods_are_refused_in_json(
    web: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    answer = web.open(path, method=method, json=request_of_sakura())

    assert refused(answer) == (status, code)


def test_a_method_that_is_refused_is_told_which_one_is_not(web: FlaskClient) -> None:
    assert web.get("/webapi/search").headers["Allow"] == "POST"
    assert "Allow" not in web.post("/webapi/search").headers


def test_a_fault_of_our_own_is_json_too(
    stub: Stub, web: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = authorization(web)
    monkeypatch.setattr(stub.inquiries, "inquire", None)

    answer = web.post("/webapi/search", json=request_of_sakura(), headers=headers)

    assert refused(answer) == (500, "STUB0901")
