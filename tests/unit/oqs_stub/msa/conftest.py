"""A phone that is enrolled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from card_profiles.model import Persona
from oqs_stub.stub import Stub

from ..conftest import TestCard
from .phone import Phone, enrol, issue_code


@pytest.fixture
def phone(stub: Stub, web: FlaskClient) -> Phone:
    answer = enrol(web, issue_code(stub))
    assert answer.status_code == 201, answer.text
    return Phone(web, answer.get_json()["token"])


@pytest.fixture
def card(
    issue_card: Callable[[Persona], TestCard], make_persona: Callable[..., Persona]
) -> TestCard:
    """The card of the person whom the stub knows."""
    return issue_card(make_persona())
