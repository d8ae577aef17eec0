"""The rules that fuzzing holds cards against: each notices what it is there for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.memory.counters import MemoryCounters

from .bystander import Bystander, shared_state
from .cards import FuzzedCard
from .play import Player, RuleBrokenError, Seen
from .program import Do, Step, read_program, write_program
from .reader import frame, read_frames
from .targets import TARGETS

SELECT_JPKI = Step(Do.SELECT, number=5)
WRONG = Step(Do.SEND, bytes.fromhex("002000980430303030"))
RIGHT = Step(Do.VERIFY)
CHANGE = Step(Do.SEND, bytes.fromhex("002401980434333231"))

Breaking = Callable[[Player, Callable[[bytes], bytes]], Callable[[bytes], bytes]]


def keep_the_counter(
    player: Player, transmit: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    """Two tries for one wrong PIN."""

    def broken(command: bytes) -> bytes:
        answer = transmit(command)
        if answer[:1] == b"\x63":
            name = next(iter(player.counters._tries))
            player.counters._tries[name] -= 1
        return answer

    return broken


def say_yes(
    player: Player, transmit: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    """9000 for a wrong PIN."""
    return lambda command: transmit(command).replace(b"\x63\xc2", b"\x90\x00")


def say_something_else(
    player: Player, transmit: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    return lambda command: transmit(command).replace(b"\x63\xc2", b"\x12\x34")


def add_data(
    player: Player, transmit: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    return lambda command: transmit(command).replace(b"\x63\xc2", b"\1\x63\xc2")


def say_nothing(
    player: Player, transmit: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    return lambda command: b""


def change_unasked(
    player: Player, transmit: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    def broken(command: bytes) -> bytes:
        answer = transmit(command)
        if answer[:1] == b"\x63":
            player.counters._values["d392f000260100000001/0018"] = b"0000"
        return answer

    return broken


@pytest.mark.parametrize(
    ("breaking", "said"),
    [
        (keep_the_counter, "3 tries became 1"),
        (say_yes, "3 tries became 2 with 9000"),
        (say_something_else, "status word 1234"),
        (add_data, "1 bytes of data with 63C2"),
        (say_nothing, "an answer of 0 bytes"),
        (change_unasked, "a PIN was changed"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_card_is_noticed(
    cards: tuple[FuzzedCard, ...],
    monkeypatch: pytest.MonkeyPatch,
    breaking: Breaking,
    said: str,
) -> None:
    player = Player(cards[0], seen=Seen())
    broken = breaking(player, player.card.transmit)
    monkeypatch.setattr(player.card, "transmit", broken)

    with pytest.raises(RuleBrokenError, match=said):
        player.play([SELECT_JPKI, WRONG])


def test_a_whole_card_breaks_no_rule(cards: tuple[FuzzedCard, ...]) -> None:
    player = Player(cards[0], seen=Seen())

    player.play([SELECT_JPKI, WRONG, RIGHT, CHANGE, WRONG, Step(Do.AGAIN, number=5)])

    assert player.transcript[-1] == b"\x69\x84"


def test_a_neighbour_that_changes_is_noticed(cards: tuple[FuzzedCard, ...]) -> None:
    bystander = Bystander(cards[0])
    bystander.check()

    bystander.card.transmit(bytes.fromhex("002000910430303030"))

    with pytest.raises(AssertionError, match="another card has changed"):
        bystander.check()


def test_a_counter_that_two_cards_share_is_noticed(
    cards: tuple[FuzzedCard, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: dict[str, int] = {}
    original = MemoryCounters.__init__

    def shared(self: MemoryCounters) -> None:
        original(self)
        self._tries = tries

    monkeypatch.setattr(MemoryCounters, "__init__", shared)
    bystander = Bystander(cards[0])

    Player(cards[0], seen=Seen()).play([SELECT_JPKI, WRONG])

    with pytest.raises(AssertionError, match="another card has changed"):
        bystander.check()


def test_a_variable_that_all_cards_share_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = shared_state()

    monkeypatch.setattr("emulator.card._shared", {"last": b"1234"}, raising=False)

    assert shared_state() != before


def test_a_deep_change_is_noticed_in_the_end(cards: tuple[FuzzedCard, ...]) -> None:
    bystander = Bystander(cards[0])
    bystander.check()
    jpki = bystander.card._applets[-1]

    jpki.behaviour = object()  # type: ignore[assignment]  # On purpose.

    with pytest.raises(AssertionError, match="another card has changed"):
        bystander.check_all()


@pytest.mark.parametrize("number", [0, 3, 255])
def test_a_program_reads_back(number: int) -> None:
    steps = [SELECT_JPKI, WRONG, Step(Do.SEND_LONG, bytes(600)), Step(Do.POWER_OFF)]
    steps += [Step(Do.PROTECT, bytes(9)), Step(Do.AGAIN, number=3), RIGHT]
    steps += [Step(Do.SEND_BIG, bytes.fromhex("00A4040C00FFFF") + bytes(0xFFFF))]

    assert read_program(write_program(number, steps)) == (number, steps)


def test_frames_read_back_and_what_is_cut_short_is_left() -> None:
    stream = frame(b"") + frame(b"\x04") + frame(bytes(300))

    assert read_frames(stream + b"\x00\x05\x01") == (
        [b"", b"\x04", bytes(300)],
        b"\x00\x05\x01",
    )


def test_what_is_found_is_written_down_and_replayed_by_one_command(
    fuzz_directory: Path, tmp_path: Path
) -> None:
    """A finding: the same error again, from the file alone."""
    found = tmp_path / "found" / "card"
    found.mkdir(parents=True)
    (tmp_path / "cards").symlink_to(fuzz_directory / "cards")
    (found / "crash-1").write_bytes(write_program(0, [SELECT_JPKI, WRONG]))
    command = [sys.executable, "-m", "tests.fuzz", "replay", str(found / "crash-1")]

    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr.decode()
    assert b"breaks nothing in card" in done.stdout


def test_every_target_takes_any_bytes(fuzz_directory: Path) -> None:
    for kind in TARGETS.values():
        target = kind.make(fuzz_directory / "cards")
        for raw in (b"", b"\0", bytes(40), bytes(range(256))):
            target(raw)
        assert json.dumps(target.finish())
