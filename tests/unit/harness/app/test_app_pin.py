"""The app asks for the PIN, counts the tries with the patient and tells nobody."""

from __future__ import annotations

import re

import pytest

from card_profiles.loader import load
from harness.app.stand_in import StandInApp
from harness.drivers.virtual_card import VirtualCardHolder
from harness.ports import AppState, CardConnection

from .stage import NOW, Gate, launch_url, read


def test_wrong_pins_count_down_to_the_lock(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    seen = []

    for _ in range(3):
        app.enter_pin("0000")
        screen = read(app, card)
        seen.append((screen.state, screen.tries_left, screen.reason))

    assert seen == [
        (AppState.PIN_ENTRY, 2, "pin_wrong"),
        (AppState.PIN_ENTRY, 1, "pin_wrong"),
        (AppState.REFUSED, 0, "pin_blocked"),
    ]
    assert gate.bodies == []
    assert app.signature_verified is None


def test_the_patient_reads_how_many_tries_are_left(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("0000")

    assert "あと2回" in read(app, card).message


def test_a_right_pin_after_a_wrong_one_goes_through(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("0000")
    read(app, card)
    app.enter_pin("1234")

    assert read(app, card).state is AppState.FINISHED


def test_a_locked_card_is_refused_even_with_the_right_pin(
    app: StandInApp, holder: VirtualCardHolder
) -> None:
    app.start(launch_url())
    app.enter_pin(load("kiyoshi", now=NOW).card.auth_pin)

    screen = read(app, holder.present("kiyoshi"))

    assert (screen.state, screen.reason) == (AppState.REFUSED, "pin_blocked")
    assert "市区町村の窓口" in screen.message


@pytest.mark.parametrize(
    "pin",
    [
        pytest.param("123", id="short"),
        pytest.param("12345", id="long"),
        pytest.param("12a4", id="letter"),
        pytest.param("１２３４", id="full-width"),
        pytest.param("", id="empty"),
    ],
)
def test_a_pin_of_another_shape_never_reaches_the_card(
    app: StandInApp, pin: str
) -> None:
    app.start(launch_url())

    screen = app.enter_pin(pin)

    assert screen.state is AppState.PIN_ENTRY
    assert screen.reason is None
    assert "4桁" in screen.message


def test_the_pin_never_leaves_for_the_server(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")
    read(app, card)

    assert set(gate.bodies[0]) == {"session", "certificate", "signature"}
    assert "1234" not in re.sub("0x[0-9a-f]+", "", repr(vars(app)))  # But addresses.
