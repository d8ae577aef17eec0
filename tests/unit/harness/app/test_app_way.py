"""The app leads from its launch to the browser, in this order and to no stranger."""

from __future__ import annotations

import httpx
import pytest

from harness.app.stand_in import StandInApp
from harness.ports import AppState, CardConnection

from .stage import RETURN, Gate, launch_url, read


def test_nothing_leaves_the_phone_before_it_is_delivered(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = app.read_card(card)

    assert screen.state is AppState.CARD_READ
    assert gate.bodies == []
    assert app.deliver().state is AppState.FINISHED
    with pytest.raises(RuntimeError, match="deliver needs card-read"):
        app.deliver()


def test_the_way_leads_from_pin_to_card_to_browser(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    assert app.start(launch_url()).state is AppState.PIN_ENTRY
    assert app.enter_pin("1234").state is AppState.WAITING_FOR_CARD

    done = read(app, card)

    assert (done.state, done.reason, done.return_url) == (
        AppState.FINISHED, None, RETURN,
    )  # fmt: skip
    assert app.signature_verified is True
    assert gate.bodies[0]["session"] == "s1"


def test_cancelling_leads_back_to_the_browser(app: StandInApp) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = app.cancel()

    assert (screen.state, screen.reason, screen.return_url) == (
        AppState.REFUSED, "cancelled", RETURN,
    )  # fmt: skip


def test_the_app_returns_to_no_stranger(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    gate.answer = httpx.Response(
        200, json={"result": "accepted", "return": "http://evil.invalid/"}
    )
    app.start(launch_url())
    app.enter_pin("1234")

    assert read(app, card).return_url == RETURN


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(launch_url(gate="http://evil.invalid/g"), id="gate"),
        pytest.param(launch_url(**{"return": "https://127.0.0.1:8080/x"}), id="return"),
        pytest.param(launch_url(gate="http://127.0.0.1:8081/g"), id="port"),
        pytest.param(launch_url(nonce="AAAA"), id="nonce"),
        pytest.param("mynabench-app://authenticate", id="empty"),
    ],
)
def test_a_strangers_launch_is_refused(app: StandInApp, url: str) -> None:
    screen = app.start(url)

    assert (screen.state, screen.reason) == (AppState.REFUSED, "url_unknown")
    assert screen.return_url is None


def test_a_new_start_forgets_the_last_patient(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")
    read(app, card)

    app.start(launch_url())

    assert app.signature_verified is None
    with pytest.raises(RuntimeError, match="read_card needs waiting-for-card"):
        app.read_card(card)


def test_what_is_over_cannot_be_cancelled(app: StandInApp) -> None:
    app.start(launch_url())
    app.cancel()

    with pytest.raises(RuntimeError, match="the app is refused"):
        app.cancel()


def test_acts_out_of_order_are_a_mistake_of_the_caller(app: StandInApp) -> None:
    with pytest.raises(RuntimeError, match="not been started"):
        app.enter_pin("1234")
