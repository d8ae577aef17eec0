"""`mynabench card serve` ends cleanly whenever it is told to, whatever vpcd does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from harness.card_shelf import CardShelf

from .cards import HOLDER, NOW
from .moment import Moment
from .reader import LinkSilentError, Listener, frame
from .serving import Served, Serving

if TYPE_CHECKING:
    from .conftest import Effort

ROUNDS = 8
LONGEST_SECONDS = 25.0
INTERRUPTED = 130
SIGNED_ON = "カードを挿しました"
PUT_AWAY = "カードをしまいました"
READ = bytes.fromhex("00B0000000")


def says_nothing(listener: Listener, stack: ExitStack) -> None:
    stack.callback(listener.accept().close)


def never_answers_the_call(listener: Listener, stack: ExitStack) -> None:
    """The system has taken the call; vpcd has not."""


def stops_in_the_middle(listener: Listener, stack: ExitStack) -> None:
    link = listener.accept()
    stack.callback(link.close)
    link.flood(frame(b"\x01") + b"\x00\x05\x00\xb0")


def asks_and_takes_no_answer(listener: Listener, stack: ExitStack) -> None:
    link = listener.accept()
    stack.callback(link.close)
    link.flood(frame(b"\x01") + frame(READ) * 20_000)


def goes_away(listener: Listener, stack: ExitStack) -> None:
    listener.accept().close()
    listener.close()


def comes_and_goes(listener: Listener, stack: ExitStack) -> None:
    for _ in range(3):
        listener.accept().close(reset=True)


VPCD: dict[str, Callable[[Listener, ExitStack], None]] = {
    act.__name__: act
    for act in (
        says_nothing,
        never_answers_the_call,
        stops_in_the_middle,
        asks_and_takes_no_answer,
        goes_away,
        comes_and_goes,
    )
}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    state = tmp_path_factory.mktemp("state")
    shelf = CardShelf(state, now=NOW)
    shelf.take(shelf.persona(HOLDER)).close()
    with Serving(state) as serving:
        yield serving


def ended(serving: Serving, served: Served) -> tuple[int, float]:
    """Wait for the end; give the exit code and how long it took."""
    began = time.monotonic()
    code = serving.wait_for(served.pid)
    return code, time.monotonic() - began


@pytest.mark.parametrize("vpcd", VPCD)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told(
    serving: Serving, effort: Effort, vpcd: str, number: signal.Signals
) -> None:
    chance = effort.chance(vpcd, number)
    for _ in range(effort.times(ROUNDS)):
        with closing(Listener()) as listener, ExitStack() as stack:
            served = serving.start(listener.port)
            wait_until_plugged(served)
            VPCD[vpcd](listener, stack)
            pass_time(chance.uniform(0, 0.03))

            served.send(number)

            code, seconds = ended(serving, served)
            said = served.said.read_text(encoding="utf-8")
            assert code == 0, said
            assert PUT_AWAY in said
            assert seconds < LONGEST_SECONDS


def test_it_ends_at_any_moment_from_its_first(serving: Serving, effort: Effort) -> None:
    """Before it serves it is interrupted like any command, or ended by the system."""
    whole = [seconds_to_begin(serving) for _ in range(3)]
    moment = Moment(whole, effort.chance(), share=0.5)
    codes = []
    for _ in range(effort.times(30)):
        with closing(Listener()) as listener:
            served = serving.start(listener.port)
            pass_time(moment.seconds())

            served.send(signal.SIGTERM)

            code, seconds = ended(serving, served)
            said = served.said.read_text("utf-8") if served.said.exists() else ""
            assert code in (0, INTERRUPTED, -signal.SIGTERM), said
            assert (code == 0) == (PUT_AWAY in said), said
            assert code != INTERRUPTED or "中断しました" in said
            assert seconds < LONGEST_SECONDS
            codes.append(code)
            moment.learn(early=code != 0)
    assert {0} < set(codes), f"told only before, or only after it served: {codes}"


def seconds_to_begin(serving: Serving) -> float:
    """Tell how long the card takes into the reader, as busy as the machine is."""
    with closing(Listener()) as listener:
        began = time.monotonic()
        served = serving.start(listener.port)
        wait_until_plugged(served)
        taken = time.monotonic() - began
        served.send(signal.SIGTERM)
        serving.wait_for(served.pid)
    return taken


def wait_until_plugged(served: Served) -> None:
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        if served.said.exists() and SIGNED_ON in served.said.read_text("utf-8"):
            return
        pass_time(0.002)
    raise LinkSilentError("the card is not plugged in")


def pass_time(seconds: float) -> None:
    """Let a random, short time pass: that it is random is the test."""
    time.sleep(seconds)
