"""JSON is kept as it came and as it was answered: no secrets, nothing too large."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from oqs_stub.app import create_app
from oqs_stub.stub import Stub
from oqs_stub.webapi.asked import LARGEST_BODY

from ..webapi.asking import (
    authorization,
    credentials,
    in_chunks,
    refused,
    request_of_sakura,
)
from .kept_files import files_in


def test_json_is_kept_but_no_password_and_no_token(keeping: Stub, kept: Path) -> None:
    web = create_app(keeping).test_client()
    header = authorization(web)

    answer = web.post("/webapi/search", json=request_of_sakura(), headers=header)
    web.post("/webapi/search", json=request_of_sakura())

    files = files_in(kept)
    assert files["20260410/100000-00001/OQSsiquc01res.json"] == answer.data
    assert list(files)[-1] == "20260410/100000-00002/OQSsiquc01res_401.json"
    everything = b"".join(files.values())
    assert credentials()["password"].encode() not in everything
    assert header["Authorization"].encode() not in everything


def _sent_as(stub: Stub, **environ: object) -> TestResponse:
    """Send what a server hands on so."""
    web = create_app(stub).test_client()
    return web.post(
        "/webapi/search",
        content_type="application/json",
        headers=authorization(web),
        environ_overrides=environ,
    )


def _in_chunks(stub: Stub, data: bytes) -> TestResponse:
    """Send *data* without its length."""
    return _sent_as(stub, **in_chunks(data))


def test_json_that_came_without_a_length_is_kept_and_answered(
    keeping: Stub, kept: Path
) -> None:
    sent = json.dumps(request_of_sakura()).encode()

    answer = _in_chunks(keeping, sent)

    assert answer.status_code == 200, answer.text
    assert files_in(kept) == {
        "20260410/100000-00001/OQSsiquc01req.json": sent,
        "20260410/100000-00001/OQSsiquc01res.json": answer.data,
    }


def test_json_too_large_that_came_without_a_length_is_refused_and_not_kept(
    keeping: Stub, kept: Path
) -> None:
    answer = _in_chunks(keeping, b" " * (2 * LARGEST_BODY))

    assert refused(answer) == (413, "STUB0504")
    assert not files_in(kept)


def test_the_largest_json_without_a_length_is_kept(keeping: Stub, kept: Path) -> None:
    sent = json.dumps(request_of_sakura()).encode().ljust(LARGEST_BODY)

    answer = _in_chunks(keeping, sent)

    assert answer.status_code == 200, answer.text
    assert files_in(kept)["20260410/100000-00001/OQSsiquc01req.json"] == sent


@pytest.mark.parametrize("length", ["0", ""])
def test_a_message_without_a_body_is_kept_as_empty_as_it_came(
    keeping: Stub, kept: Path, length: str
) -> None:
    answer = _sent_as(keeping, CONTENT_LENGTH=length)

    assert refused(answer) == (400, "STUB0505")
    assert "空" in answer.get_json()["msg"]
    assert files_in(kept) == {
        "20260410/100000-00001/OQSsiquc01req.json": b"",
        "20260410/100000-00001/OQSsiquc01res_400.json": answer.data,
    }


def test_what_only_looks_is_no_message(keeping: Stub, kept: Path) -> None:
    answer = create_app(keeping).test_client().get("/webapi/search")

    assert answer.status_code == 405
    assert not files_in(kept)


class _Unread(BytesIO):
    """A body of which nobody reads a byte."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError(f"{size} bytes were to be read")


@pytest.mark.parametrize(
    ("length", "told"),
    [
        pytest.param(str(LARGEST_BODY + 1), (413, "STUB0504"), id="one-too-many"),
        pytest.param("1" + "0" * 12, (413, "STUB0504"), id="a-terabyte"),
        pytest.param("9" * 5000, (400, "STUB0505"), id="no-number-of-this-world"),
    ],
)
def test_json_that_says_it_is_too_large_is_refused_unread_and_not_kept(
    keeping: Stub, kept: Path, length: str, told: tuple[int, str]
) -> None:
    body: dict[str, object] = {"wsgi.input": _Unread()}
    answer = _sent_as(keeping, CONTENT_LENGTH=length, **body)

    assert refused(answer) == told
    assert not files_in(kept)
