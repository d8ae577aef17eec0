"""A fault looks at requests of anybody: none of them is a server error for that."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from card_profiles.model import Persona
from oqs_stub.stub import Stub

from ..conftest import TestCard

SLOW = "slow:seconds=0.001"
SESSIONS = ("\ud800", "\0", "x" * 5000, "")


@pytest.fixture
def of_no_version(
    issue_card: Callable[[Persona], TestCard], make_persona: Callable[..., Persona]
) -> str:
    """A certificate that says it is of version 10, which there is not."""
    der = issue_card(make_persona()).certificate
    version = bytes.fromhex("a003020102")
    assert der.count(version) == 1
    return base64.b64encode(der.replace(version, bytes.fromhex("a003020109"))).decode()


def post(web: FlaskClient, path: str, body: object) -> int:
    answer = web.post(path, data=json.dumps(body), content_type="application/json")
    return answer.status_code


def no_errors(caplog: pytest.LogCaptureFixture) -> bool:
    return not [one for one in caplog.records if one.levelno >= logging.ERROR]


@pytest.mark.parametrize("path", ["/appgate/authentications", "/msa/enrolments"])
def test_a_certificate_of_no_version_is_nobodys(
    web: FlaskClient,
    stub: Stub,
    path: str,
    of_no_version: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    stub.faults.arm(SLOW)

    status = post(web, path, {"session": "x", "certificate": of_no_version})

    assert 400 <= status < 500
    assert no_errors(caplog)
    assert stub.faults.all()[0].happened == 1


@pytest.mark.parametrize("session", SESSIONS)
def test_a_session_of_any_characters_is_no_reception(
    web: FlaskClient, stub: Stub, session: str, caplog: pytest.LogCaptureFixture
) -> None:
    stub.faults.arm(SLOW)

    status = post(web, "/appgate/authentications", {"session": session})

    assert 400 <= status < 500
    assert no_errors(caplog)


@pytest.mark.parametrize("fault", [SLOW, None])
@pytest.mark.parametrize("path", ["/appgate/authentications", "/msa/enrolments"])
def test_a_body_too_long_is_refused_by_the_face(
    web: FlaskClient,
    stub: Stub,
    path: str,
    fault: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if fault is not None:
        stub.faults.arm(fault)

    status = post(web, path, {"session": "x" * 300_000})

    assert 400 <= status < 500
    assert no_errors(caplog)
