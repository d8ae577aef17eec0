"""The card reader at the window, worked through the control face."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

TOKEN = {"Authorization": "Bearer token-of-the-tests"}


def test_a_patient_can_be_received_at_the_card_reader(
    web: FlaskClient, stub: Stub
) -> None:
    answer = web.post(
        "/control/people/sakura/face",
        json={"institution": "9930000014", "kinds": ["YZK"], "prescription": "2"},
        headers=TOKEN,
    )

    assert answer.status_code == 201
    received = answer.get_json()
    assert received["validity"] == "1"
    assert received["name"].startswith("OQSsiquc01res_face_9930000014")
    (consent,) = stub.consents.everything()
    assert (consent.kinds, consent.category) == ({"YZK"}, "1")
    stub.exchange.open()
    stub.exchange.run_once()
    assert [path.name for path in stub.exchange.folders.face.iterdir()] == [
        received["name"]
    ]
    stub.exchange.stop()


@pytest.mark.parametrize(
    ("person", "body", "status"),
    [
        pytest.param("nobody", {"institution": "9930000014"}, 404, id="person"),
        pytest.param("sakura", {"institution": "9999999999"}, 404, id="institution"),
        pytest.param("sakura", {}, 400, id="no-institution"),
        pytest.param(
            "sakura", {"institution": "9930000014", "kinds": "YZK"}, 400, id="no-list"
        ),
        pytest.param(
            "sakura", {"institution": "9930000014", "kinds": ["X"]}, 400, id="kind"
        ),
        pytest.param(
            "sakura",
            {"institution": "9930000014", "prescription": 7},
            400,
            id="prescription",
        ),
    ],
)
def test_a_reception_that_makes_no_sense_is_refused(
    web: FlaskClient, person: str, body: dict[str, object], status: int
) -> None:
    answer = web.post(f"/control/people/{person}/face", json=body, headers=TOKEN)

    assert answer.status_code == status
    assert answer.get_json()["error"]


def test_who_is_not_registered_for_insurance_use_is_not_received(
    web: FlaskClient, stub: Stub
) -> None:
    stub.registry.set_insurance_use("sakura", registered=False)

    answer = web.post(
        "/control/people/sakura/face",
        json={"institution": "9930000014"},
        headers=TOKEN,
    )

    assert answer.status_code == 409


PHONES = {
    "a phone before": ("2025-09-18", "phone", 409),
    "a phone": ("2025-09-19", "phone", 201),
    "a card before": ("2025-09-18", "card", 201),
}


@pytest.mark.parametrize(("day", "held", "status"), PHONES.values(), ids=PHONES.keys())
def test_a_phone_can_be_held_to_the_reader_from_its_first_day(
    web: FlaskClient, clock: SettableClock, day: str, held: str, status: int
) -> None:
    clock.set(datetime.fromisoformat(f"{day}T10:00:00+09:00"))

    answer = web.post(
        "/control/people/sakura/face",
        json={"institution": "9930000014", "held": held},
        headers=TOKEN,
    )

    assert answer.status_code == status
    if status != 201:
        assert "2025年9月19日に始まります" in answer.get_json()["error"]


def test_nothing_else_can_be_held_to_it(web: FlaskClient) -> None:
    answer = web.post(
        "/control/people/sakura/face",
        json={"institution": "9930000014", "held": "watch"},
        headers=TOKEN,
    )

    assert answer.status_code == 400
    assert "card, phone" in answer.get_json()["error"]
