"""Web faces that cannot be reached, answer late, or break off in the middle."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from flask.testing import FlaskClient

from card_profiles.model import Persona
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub

from ..conftest import DENTAL, TestCard
from ..reception.visitor import choose, entrance, launch, read
from ..terminal.staff import log_in
from ..webapi.asking import authorization, request_of_sakura

SEARCH = "/webapi/search"


def injected(stub: Stub) -> list[str]:
    return [one.action for one in stub.ledger.entries() if one.face == "fault"]


def test_the_patients_page_shows_the_attested_code(
    web: FlaskClient, stub: Stub
) -> None:
    stub.faults.arm("connection-error")

    answer = web.get(entrance(stub))

    assert answer.status_code == 503
    assert "通信エラーが発生しました。" in answer.text
    assert "OQC-OWSE0900000" in answer.text
    assert web.get(entrance(stub)).status_code == 200
    assert injected(stub) == ["connection-error"]


def test_an_outage_of_the_closed_network_spares_the_phone(
    web: FlaskClient, stub: Stub
) -> None:
    token = authorization(web)
    log_in(web)
    stub.faults.arm("outage")

    assert web.get(entrance(stub)).status_code == 200
    assert web.get("/terminal/menu").status_code == 200  # The terminal's own.
    screen = web.get("/terminal/urls")
    assert (screen.status_code, "接続できません" in screen.text) == (503, True)
    asked = web.post(SEARCH, json=request_of_sakura(), headers=token)
    assert (asked.status_code, "STUB0601" in asked.text) == (503, True)
    assert asked.is_json


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        pytest.param(f"institution={DENTAL}", 503, id="here"),
        pytest.param("institution=9910000018", 200, id="elsewhere"),
        pytest.param("region=架空", 503, id="this-region"),
        pytest.param("region=西日本", 200, id="another-region"),
        pytest.param("on=OQSsiquc", 503, id="this-message"),
        pytest.param("on=YZK", 200, id="another-message"),
    ],
)
def test_the_webapi_fails_within_the_scope(
    web: FlaskClient, stub: Stub, scope: str, status: int
) -> None:
    token = authorization(web)
    stub.faults.arm(f"outage:face=webapi,{scope}")

    assert web.post(SEARCH, json=request_of_sakura(), headers=token).status_code == (
        status
    )


@pytest.mark.parametrize("code", [DENTAL, "9910000018"])
def test_the_terminal_fails_for_whoever_is_logged_in(
    web: FlaskClient, stub: Stub, code: str
) -> None:
    log_in(web)
    stub.faults.arm(f"outage:institution={code}")

    status = web.get("/terminal/urls").status_code

    assert status == (503 if code == DENTAL else 200)


def test_the_line_check_is_shown_and_tells_of_the_outage(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web)
    assert "閉域網がつながりません" not in web.get("/terminal/line").text
    stub.faults.arm("outage:region=架空")

    answer = web.get("/terminal/line")

    assert answer.status_code == 200
    assert "閉域網がつながりません" in answer.text


def test_a_busy_check_of_certificates_lets_the_next_try_through(
    web: FlaskClient,
    stub: Stub,
    issue_card: Callable[[Persona], TestCard],
    make_persona: Callable[..., Persona],
) -> None:
    card = issue_card(make_persona())
    started = launch(web, choose(web, entrance(stub)))
    stub.faults.arm("congestion:patient=sakura")

    busy = read(web, started, card)
    again = read(web, started, card)

    assert busy.status_code == 503
    assert busy.get_json()["reason"] == "certificate_check_busy"
    assert "EI123-2303" in busy.get_json()["message"]
    assert again.get_json()["result"] == "accepted"


def test_another_patients_card_is_not_held_up(
    web: FlaskClient,
    stub: Stub,
    issue_card: Callable[[Persona], TestCard],
    make_persona: Callable[..., Persona],
) -> None:
    card = issue_card(make_persona())
    started = launch(web, choose(web, entrance(stub)))
    stub.faults.arm(f"congestion:patient=taro,institution={DENTAL}")

    assert read(web, started, card).get_json()["result"] == "accepted"


def test_a_slow_page_comes_in_the_end(web: FlaskClient, stub: Stub) -> None:
    stub.faults.arm("slow:seconds=0.01,face=reception,times=1")

    assert web.get(entrance(stub)).status_code == 200
    assert injected(stub) == ["slow"]


def test_the_app_of_the_institution_cannot_be_reached_either(
    web: FlaskClient, stub: Stub
) -> None:
    stub.faults.arm("outage:face=phone")

    answer = web.get("/msa/device", headers={"Authorization": "Bearer unknown"})

    assert (answer.status_code, answer.get_json()["reason"]) == (
        503,
        "maintenance",
    )
    page = web.get(entrance(stub))
    assert page.status_code == 503
    assert "資格情報のお知らせ" in page.text


def test_a_page_breaks_off_in_the_middle(stub: Stub) -> None:
    stub.faults.arm("broken-off:face=reception")
    with StubServer(stub) as server:
        url = server.base_url + entrance(stub)
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url, trust_env=False, timeout=60)
        assert httpx.get(url, trust_env=False, timeout=60).status_code == 200


def test_control_and_responder_go_on_whatever_happens(
    web: FlaskClient, stub: Stub
) -> None:
    stub.faults.arm("outage:face=all")
    token = {"Authorization": f"Bearer {stub.config.control_token}"}

    assert web.get("/control/faults", headers=token).status_code == 200
    assert web.get("/jpki/auth/crl").status_code == 200


@pytest.mark.parametrize(
    "also", [pytest.param("", id="alone"), pytest.param("outage:", id="with-an-outage")]
)
def test_the_webapi_breaks_a_refusal_off_too(
    web: FlaskClient, stub: Stub, also: str
) -> None:
    stub.faults.arm("broken-off:face=webapi")
    if also:
        stub.faults.arm(f"{also}face=webapi")

    answer = web.post(SEARCH, json=request_of_sakura())

    promised = int(answer.headers["Content-Length"])
    assert 0 < len(answer.data) <= promised // 2
    assert "broken-off" in injected(stub)


def test_a_page_that_is_refused_is_broken_off_too(web: FlaskClient, stub: Stub) -> None:
    stub.faults.arm("broken-off:face=reception")
    stub.faults.arm("outage:face=reception")

    answer = web.get(entrance(stub))

    assert answer.status_code == 503
    assert len(answer.data) <= int(answer.headers["Content-Length"]) // 2
