"""Real pcscds: many side by side, restarted, killed, stopped, and sent anything."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import CardMuteError
from emulator.reader.plugged import PluggedCard
from harness.drivers.adopted_pcscd import AdoptedPCSCD
from harness.drivers.pcsc_card import (
    PCSCCardConnection,
    wait_for_card,
    wait_until_empty,
)
from harness.drivers.pcscd import PrivatePCSCD, missing_packages
from harness.ports import TransportError

from .cards import FuzzedCard, RepeatableRandom
from .seeds import commands

if TYPE_CHECKING:
    from .conftest import Effort

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("programs_there")]

SECONDS = 60.0
INSTANCES = 6
ROUNDS = 300
RESTARTS = 6
ATR = bytes.fromhex("3B888001000041E0B381A1003B")
CHALLENGE = bytes.fromhex("0084000008")


@pytest.fixture(scope="session")
def programs_there() -> None:
    missing = [f"Debian package {package}" for package in missing_packages()]
    if importlib.util.find_spec("smartcard") is None:
        missing.append("pyscard (scripts/install_pyscard.py)")
    if missing and os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
        pytest.fail(f"missing: {', '.join(missing)}")
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")


@pytest.fixture
def pcscd(programs_there: None) -> Iterator[PrivatePCSCD]:
    with AdoptedPCSCD() as adopted:
        yield adopted.pcscd


class SleepingCard:
    """A card that never answers, until the test is over."""

    atr = ATR

    def __init__(self) -> None:
        self.over = threading.Event()

    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def reset(self) -> None: ...

    def transmit(self, command: bytes) -> bytes:
        self.over.wait(SECONDS)
        return b"\x90\x00"


def test_many_pcscds_serve_many_cards_side_by_side(
    cards: tuple[FuzzedCard, ...],
) -> None:
    """Two cards in each; every program gets its own card's random numbers alone."""
    root = Path(__file__).parents[2]
    with ExitStack() as stack:
        clients = []
        for number in range(INSTANCES):
            pcscd = stack.enter_context(PrivatePCSCD())
            for slot in (0, 1):
                card, _ = cards[0].new(seed=2 * number + slot)
                plugged = PluggedCard(card, "127.0.0.1", pcscd.port + slot)
                stack.enter_context(plugged)
                reader = pcscd.reader[:-1] + str(slot)
                clients.append(
                    subprocess.Popen(
                        [
                            sys.executable,
                            "-m",
                            "tests.fuzz.client",
                            reader,
                            str(ROUNDS),
                        ],
                        cwd=root,
                        env={**os.environ, **pcscd.environment},
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                )
        said = [client.communicate(timeout=2 * SECONDS) for client in clients]

    for seed, (lines, errors) in enumerate(said):
        own = RepeatableRandom(seed)
        expected = [(own(8) + b"\x90\x00").hex() for _ in range(ROUNDS)]
        assert lines.split() == expected, errors


@pytest.mark.parametrize("killed", [False, True], ids=["restarted", "killed"])
def test_the_card_comes_back_as_often_as_pcscd_does(
    pcscd: PrivatePCSCD,
    cards: tuple[FuzzedCard, ...],
    *,
    killed: bool,
) -> None:
    card, _ = cards[0].new()
    with PluggedCard(card, "127.0.0.1", pcscd.port):
        for _ in range(RESTARTS):
            wait_for_card(pcscd.reader, seconds=SECONDS)
            connection = PCSCCardConnection(pcscd.reader)
            assert len(connection.transmit(CHALLENGE)) == 10
            if killed:
                os.kill(pcscd.pid, signal.SIGKILL)
            pcscd.restart()
            connection.close()
        wait_for_card(pcscd.reader, seconds=SECONDS)
    wait_until_empty(pcscd.reader, seconds=SECONDS)


def test_a_program_meets_a_card_that_hangs_as_a_card_error(
    pcscd: PrivatePCSCD, cards: tuple[FuzzedCard, ...]
) -> None:
    """In time, while the card in the other slot goes on; and the reader lives."""
    hanging = SleepingCard()
    neighbour, _ = cards[0].new()
    other = pcscd.reader[:-1] + "1"
    held = PluggedCard(hanging, "127.0.0.1", pcscd.port, time_limit=0.6)
    with PluggedCard(neighbour, "127.0.0.1", pcscd.port + 1):
        wait_for_card(pcscd.reader, seconds=SECONDS)
        wait_for_card(other, seconds=SECONDS)
        connection, beside = PCSCCardConnection(pcscd.reader), PCSCCardConnection(other)

        began = time.monotonic()
        with pytest.raises(TransportError):
            connection.transmit(CHALLENGE)
        took = time.monotonic() - began

        assert 0.5 < took < SECONDS / 2, "it waits for the card"
        assert len(beside.transmit(CHALLENGE)) == 10
        connection.close()
        beside.close()
        hanging.over.set()
        with pytest.raises(CardMuteError):
            held.unplug()
        wait_until_empty(pcscd.reader, seconds=SECONDS)
        card, _ = cards[0].new()
        with PluggedCard(card, "127.0.0.1", pcscd.port):
            wait_for_card(pcscd.reader, seconds=SECONDS)


def test_a_card_leaves_a_pcscd_that_is_stopped(
    pcscd: PrivatePCSCD, cards: tuple[FuzzedCard, ...]
) -> None:
    card, _ = cards[0].new()
    plugged = PluggedCard(card, "127.0.0.1", pcscd.port)
    wait_for_card(pcscd.reader, seconds=SECONDS)

    os.kill(pcscd.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        plugged.unplug()
        took = time.monotonic() - began
    finally:
        os.kill(pcscd.pid, signal.SIGCONT)

    assert took < SECONDS / 3, "it waits for pcscd"
    wait_until_empty(pcscd.reader, seconds=SECONDS)


def test_anything_a_program_sends_is_answered_as_by_the_card_alone(
    pcscd: PrivatePCSCD,
    cards: tuple[FuzzedCard, ...],
    fuzz_directory: Path,
    effort: Effort,
) -> None:
    """What PC/SC takes of it: two bytes at least."""
    chance = effort.chance()
    known = [raw for raw in commands(fuzz_directory / "cards") if len(raw) > 1]
    sizes = (2, 3, 4, 5, 8, 255, 262, 4096, 65_530)
    (card, _), (twin, _) = cards[0].new(), cards[0].new()
    twin.power_on()
    with PluggedCard(card, "127.0.0.1", pcscd.port):
        wait_for_card(pcscd.reader, seconds=SECONDS)
        connection = PCSCCardConnection(pcscd.reader)
        for _ in range(effort.times(600)):
            command = (
                chance.choice(known)
                if chance.random() < 0.7
                else chance.randbytes(chance.choice(sizes))
            )
            answer, expected = connection.transmit(command), twin.transmit(command)
            if command[:3] in (b"\x80\x2a\x04", b"\x80\x2a\x05"):  # PSS has a salt.
                answer, expected = answer[-2:], expected[-2:]
            assert answer == expected, command[:40].hex()
        connection.close()
