"""A phone that is enrolled."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from oqs_stub.stub import Stub

from .phone import Phone, enrol, issue_code


@pytest.fixture
def phone(stub: Stub, web: FlaskClient) -> Phone:
    answer = enrol(web, issue_code(stub))
    assert answer.status_code == 201, answer.text
    return Phone(web, answer.get_json()["token"])
