"""The app beside a PC: nowhere to return to from a 二次元コード, maybe no reader."""

from __future__ import annotations

from harness.app.stand_in import StandInApp
from harness.ports import AppState, CardConnection

from .stage import Gate, launch_url, read


def test_an_app_that_read_a_code_returns_to_no_browser(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url(device="other"))
    app.enter_pin("1234")

    done = read(app, card)

    assert (done.state, done.return_url) == (AppState.FINISHED, None)
    assert "二次元コードを表示した端末" in done.message
    assert len(gate.bodies) == 1


def test_giving_up_on_a_code_returns_to_no_browser_either(app: StandInApp) -> None:
    app.start(launch_url(device="other"))

    assert app.cancel().return_url is None


def test_without_a_reader_nothing_is_read_until_it_is_connected(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = app.find_no_reader()
    done = read(app, card)

    assert (screen.state, screen.reason) == (
        AppState.WAITING_FOR_CARD,
        "reader_missing",
    )
    assert "汎用カードリーダー" in screen.message
    assert done.state is AppState.FINISHED
