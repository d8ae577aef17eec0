"""A recording in a virtual reader: programs meet the card that was recorded."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.reader.plugged import PluggedCard
from harness.drivers.pcsc_card import wait_for_card, wait_until_empty
from harness.recording.recorder import Recorder
from harness.serving.watched_card import WatchedCard

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import CardShelf, Tools

pytestmark = pytest.mark.system

SECONDS = 60.0

Replay = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def recording(
    pcscd: PrivatePCSCD, shelf: CardShelf, tools: Tools, tmp_path: Path
) -> Path:
    """What OpenSC says when it lists the PINs of a card, and what the card answers."""
    path = tmp_path / "listed.txt"
    with shelf.take("hanako") as stored, path.open("w", encoding="utf-8") as file:
        recorder = Recorder(file.write, atr=stored.card.atr, fictitious=True)
        watched = WatchedCard(stored.card, [recorder])
        with PluggedCard(watched, "127.0.0.1", pcscd.port):
            wait_for_card(pcscd.reader, seconds=SECONDS)
            tools("pkcs15-tool", "--list-pins")
    wait_until_empty(pcscd.reader, seconds=SECONDS)
    return path


@pytest.fixture
def replay(pcscd: PrivatePCSCD, card_command: Replay) -> Replay:
    """Start `card replay` on the reader of this test."""

    def start(recording: Path, *options: str) -> subprocess.Popen[str]:
        port = ("--port", str(pcscd.port))
        return card_command("replay", str(recording), *port, *options)

    return start


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.terminate()
    said, _ = process.communicate(timeout=SECONDS)
    return process.returncode, said


def test_the_program_that_was_recorded_finds_the_same_card(
    recording: Path, replay: Replay, tools: Tools, pcscd: PrivatePCSCD
) -> None:
    process = replay(recording)
    wait_for_card(pcscd.reader, seconds=SECONDS)

    first = tools("pkcs15-tool", "--list-pins")
    second = tools("pkcs15-tool", "--list-pins")

    assert "User Authentication PIN" in first
    assert second == first
    status, said = ended(process)
    assert status == 0, said


def test_another_program_hears_6f00_and_the_operator_hears_why(
    recording: Path, replay: Replay, tools: Tools, pcscd: PrivatePCSCD
) -> None:
    process = replay(recording)
    wait_for_card(pcscd.reader, seconds=SECONDS)

    said = tools("opensc-tool", "--card-driver", "default", "-s", "00:84:00:00:08")

    assert "SW1=0x6F, SW2=0x00" in said
    status, told = ended(process)
    assert status == 1
    assert "「乱数を取得」（00840000 08）が来ましたが、" in told
    assert "応答は 6F00 です。" in told
    assert "記録にないコマンドが 1 件来ました。" in told


def test_found_anywhere_a_recording_serves_programs_that_ask_in_another_order(
    recording: Path, replay: Replay, tools: Tools, pcscd: PrivatePCSCD
) -> None:
    process = replay(recording, "--match", "anywhere")
    wait_for_card(pcscd.reader, seconds=SECONDS)

    said = tools(
        *("opensc-tool", "--card-driver", "default"),
        *("-s", "00:A4:02:0C:02:00:1B", "-s", "00:20:00:80"),
    )

    assert said.count("SW1=0x90, SW2=0x00") == 1
    assert "SW1=0x63" in said
    status, told = ended(process)
    assert status == 0, told
