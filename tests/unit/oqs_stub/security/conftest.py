"""A stub in use: staff logged in, a patient half way, a phone enrolled, a token out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN, DENTAL
from ..msa.phone import enrol, issue_code
from ..reception import visitor
from ..terminal import staff
from ..webapi import asking


@dataclass(frozen=True)
class World:
    """Browsers and tokens by face, and the values that mean something to them."""

    web: FlaskClient
    """Of the patient, and of the terminal's 管理者."""
    user: FlaskClient
    """Of the staff who ask and look up, which 管理者 may not."""
    known: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, Mapping[str, str]]
    """What to send along, by the beginning of the address."""


def form_token(web: FlaskClient) -> str:
    """The token of a login at the terminal."""
    shown = staff.soup(web.get("/terminal/menu"))
    field = shown.select_one("input[name=form-token]")
    assert field is not None
    return str(field["value"])


@pytest.fixture
def world(stub: Stub, web: FlaskClient) -> World:
    entrance = visitor.entrance(stub)
    session = visitor.choose(web, entrance)
    token = visitor.token(web.get(f"{session}/confirm"))
    assert staff.log_in(web).status_code in (302, 303)
    user = web.application.test_client()
    assert staff.log_in(user, "user").status_code in (302, 303)
    consent = staff.consent(stub)
    phone = enrol(web, issue_code(stub)).get_json()["token"]
    id_token = asking.tokens(web)["idToken"]
    return World(
        web=web,
        user=user,
        known={
            "form-token": (form_token(web), token, form_token(user)),
            "token": (entrance.rpartition("/")[2],),
            "session_id": (session.rpartition("/")[2],),
            "session": (session.rpartition("/")[2],),
            "institution": (DENTAL,),
            "code": (DENTAL,),
            "medicalInstitutionCode": (DENTAL,),
            "person_id": ("sakura",),
            "person": ("sakura",),
            "account": ("admin", "viewer"),
            "account_id": ("1", "2", "3"),
            "consent_id": (str(consent.id), "1"),
            "prefix": ("OQSsiquc01", "OQSmuhvq01", "OQSsihvq01"),
            "on": ("2026-04-10",),
            "birthdate": ("19800217", "1980-02-17"),
            "insurer": ("01990019",),
            "number": ("0000123",),
        },
        headers={
            "/control": {"Authorization": f"Bearer {CONTROL_TOKEN}"},
            "/msa": {"Authorization": f"Bearer {phone}"},
            "/webapi": {"Authorization": id_token},
        },
    )
