"""JSON can write half of a surrogate pair, which is no text; ids can be too long."""

from __future__ import annotations

import json
import logging

import pytest

from oqs_stub.messages import MessageError
from oqs_stub.messages.json_text import parse_json

from ..conftest import CONTROL_TOKEN, DENTAL
from ..test_control_page import send
from .conftest import World

HALF = "\ud800"
CONTROL = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
LOGIN = {"medicalInstitutionCode": DENTAL, "userId": "viewer", "password": "x"}
ENROLMENT = {
    "institution": DENTAL,
    "user": "viewer",
    "password": "x",
    "activation_code": "x",
    "name": "x",
}
HUGE = ("9" * 10, "9" * 30, "9" * 5000)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        *(("POST", "/webapi/auth", LOGIN | {name: HALF}) for name in LOGIN),
        ("POST", "/webapi/refresh", {"refreshToken": HALF}),
        *(("POST", "/msa/enrolments", ENROLMENT | {name: HALF}) for name in ENROLMENT),
        ("POST", "/control/faults", {"fault": f"slow:patient={HALF}"}),
        ("PUT", f"/control/institutions/{DENTAL}", {"region": HALF}),
        (
            "PUT",
            f"/control/institutions/{DENTAL}/settings",
            {"electronic_prescription": HALF},
        ),
    ],
)
def test_half_a_character_is_refused(
    world: World,
    method: str,
    path: str,
    body: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    headers = CONTROL if path.startswith("/control") else {}

    answer = world.web.open(
        path,
        method=method,
        data=json.dumps(body),
        content_type="application/json",
        headers=headers,
    )

    assert 400 <= answer.status_code < 500, answer.text
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_half_a_character_that_no_escape_writes_is_refused(world: World) -> None:
    answer = world.web.post(
        "/control/faults",
        data=b'{"fault": "slow:patient=\xed\xa0\x80"}',
        content_type="application/json",
        headers=CONTROL,
    )

    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "text", [r'{"a": ["\ud800"]}', r'{"\udfff": 1}', r'{"\ud800": 1, "\ud800": 2}']
)
def test_json_with_half_a_character_is_no_message(text: str) -> None:
    with pytest.raises(MessageError) as refused:
        parse_json(text.encode())

    assert str(refused.value).encode()


def test_json_with_both_halves_is_the_character() -> None:
    assert parse_json(rb'["\ud842\udfb7"]') == ["𠮷"]


@pytest.mark.parametrize("number", HUGE)
def test_a_fault_of_a_huge_number_is_not_armed(world: World, number: str) -> None:
    answer = world.web.delete(f"/control/faults/{number}", headers=CONTROL)

    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("number", [*HUGE, "-1", "0"])
def test_the_page_takes_no_fault_of_a_huge_number(world: World, number: str) -> None:
    web = world.web
    web.post("/control/login", data={"token": CONTROL_TOKEN})

    assert send(web, "take-fault", id=number).status_code == 409
