"""Files beside the database that cannot be used: said in words, as of the database."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2 import TemplateNotFound

from card_profiles.pki.register import FILE_NAME
from oqs_stub.app import create_app, create_responder
from oqs_stub.database import Database
from oqs_stub.database.trouble import Trouble
from oqs_stub.stub import Stub, StubConfig

TOKEN = "token-of-the-tests"
DENTAL = "9930000014"

Asking = Callable[[FlaskClient], Any]


def authenticate(web: FlaskClient) -> Any:  # noqa: ANN401 - a response.
    return web.post(
        "/webapi/auth",
        json={
            "medicalInstitutionCode": DENTAL,
            "userId": "admin",
            "password": "mynabench",
        },
    )


FACES: dict[str, Asking] = {
    "page": lambda web: web.get(f"/terminal/login?institution={DENTAL}"),
    "webapi": authenticate,
    "control": lambda web: web.get(
        "/control/people", headers={"Authorization": f"Bearer {TOKEN}"}
    ),
    "portal": lambda web: web.post(
        "/appgate/authentications",
        json={"session": "a" * 32, "certificate": "AA==", "signature": "AA=="},
    ),
    "msa": lambda web: web.get("/msa/device", headers={"Authorization": "Bearer x"}),
    "responder": lambda web: web.get("/jpki/auth/crl"),
}


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[Stub]:
    stub = Stub(StubConfig(state_dir=tmp_path, control_token=TOKEN))
    yield stub
    stub.close()


@pytest.fixture
def web(stub: Stub) -> FlaskClient:
    return create_app(stub).test_client()


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        pytest.param(errno.ENOSPC, Trouble.FULL, id="full"),
        pytest.param(errno.EDQUOT, Trouble.FULL, id="quota"),
        pytest.param(errno.EIO, Trouble.FILES, id="broken"),
        pytest.param(errno.EMFILE, Trouble.FILES, id="too-many-open"),
    ],
)
def test_each_face_says_what_is_wrong_with_the_disk(
    web: FlaskClient,
    face: str,
    number: int,
    trouble: Trouble,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_asked: object, **_more: object) -> None:
        raise OSError(number, "of the disk", "/where/it/is")

    with monkeypatch.context() as patch:
        for door in ("begin", "read", "look", "together"):
            patch.setattr(Database, door, fail)
        answer = FACES[face](web)

    assert answer.status_code == 503, answer.text
    assert str(trouble) in (str(answer.json) if answer.is_json else answer.text)
    (record,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert record.exc_info is None
    assert "'/where/it/is'" in record.getMessage()


@pytest.mark.parametrize("face", [one for one in FACES if one != "responder"])
def test_a_page_that_is_missing_is_a_fault_of_ours(
    web: FlaskClient, face: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object, **_more: object) -> None:
        raise TemplateNotFound("nowhere.html")  # Which is an OSError to Python.

    with monkeypatch.context() as patch:
        for door in ("begin", "read", "look", "together"):
            patch.setattr(Database, door, fail)
        answer = FACES[face](web)

    assert answer.status_code == 500, answer.text


def test_a_register_that_cannot_be_read_is_said_by_the_responder(
    stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    responder = create_responder(stub).test_client()
    register = stub.config.state_dir / "pki" / FILE_NAME
    aside = register.with_name("aside")
    register.rename(aside)
    register.mkdir()

    answers = [
        responder.get("/jpki/auth/crl"),
        responder.post("/jpki/sign/ocsp", data=b""),
    ]
    register.rmdir()
    aside.rename(register)

    assert [one.status_code for one in answers[:1]] == [503]
    assert str(Trouble.FILES) in answers[0].text
    assert [one for one in caplog.records if one.exc_info] == []
    assert responder.get("/jpki/auth/crl").status_code == 200


def test_who_authenticates_is_told_that_nothing_can_be_signed_now(
    stub: Stub, web: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    place = stub.config.secret_file
    place.mkdir(parents=True)

    refused = authenticate(web)
    place.rmdir()

    assert (refused.status_code, refused.get_json()["code"]) == (503, "STUB0902")
    assert str(Trouble.FILES) in refused.get_json()["msg"]
    (record,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert str(place) in record.getMessage()
    assert record.exc_info is None
    assert authenticate(web).status_code == 200
