"""A wrong PIN that was answered is spent, and a card never gains a try: kill it."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.card import VirtualCard
from emulator.memory.counters import COMPACT_ABOVE, FileCounters

from ..cards import FuzzedCard
from .jobs import COUNTERS
from .killing import Scene, Victim, in_json

SELECT = "00A4040C0AD392F000260100000001"
RIGHT, WRONG = "002000980431323334", "002000980430303030"
CHANGE = "0024019804 34333231"
NEW = "002000980434333231"
ASK = "00200098"
OK = b"\x90\x00"

HISTORIES = {
    "a new card": [],
    "one try left": [WRONG, WRONG],
    "blocked": [WRONG, WRONG, WRONG],
    "a long history": [RIGHT, WRONG] * (COMPACT_ABOVE // 2 + 2),
}
CONVERSATIONS = {
    "wrong PINs": [WRONG, WRONG],
    "wrong, then right": [WRONG, RIGHT],
    "a right one": [RIGHT],
}


@pytest.fixture
def image_file(fuzz_directory: Path) -> str:
    return str(fuzz_directory / "cards" / "plastic.json")


@pytest.fixture
def plastic(cards: tuple[FuzzedCard, ...]) -> FuzzedCard:
    return cards[0]


def opened(plastic: FuzzedCard, directory: Path) -> VirtualCard:
    """Take the card up as the next process does."""
    card = VirtualCard(plastic.image, counters=FileCounters(directory / COUNTERS))
    card.power_on()
    card.transmit(bytes.fromhex(SELECT))
    return card


def tries(card: VirtualCard) -> int:
    return card.transmit(bytes.fromhex(ASK))[1] & 0x0F


def verified(card: VirtualCard, command: str) -> bool:
    return card.transmit(bytes.fromhex(command)) == OK


def prepare(plastic: FuzzedCard, directory: Path, history: list[str]) -> int:
    """Use the card before; return the tries that are left."""
    directory.mkdir()
    card = opened(plastic, directory)
    for command in history:
        card.transmit(bytes.fromhex(command))
    return tries(card)


def allowed(before: int, conversation: list[str], answered: int) -> set[int]:
    """Give the tries a card may have after so many answers, and one more in work."""
    outcomes = [before]
    for command in conversation:
        left = outcomes[-1]
        if left:
            left = 3 if command == RIGHT else left - 1
        outcomes.append(left)
    return {outcomes[answered], *outcomes[answered + 1 : answered + 2]}


@pytest.mark.parametrize("conversation", CONVERSATIONS)
@pytest.mark.parametrize("history", HISTORIES)
def test_an_answered_try_is_spent_and_none_is_gained(
    victim: Victim,
    plastic: FuzzedCard,
    image_file: str,
    quick_path: Path,
    history: str,
    conversation: str,
) -> None:
    before = prepare(plastic, quick_path / "prepared", HISTORIES[history])
    commands = CONVERSATIONS[conversation]
    scene = Scene(
        victim,
        quick_path / "prepared",
        quick_path,
        "use",
        {"image": image_file, "commands": in_json([SELECT, *commands])},
    )

    for death, disk in scene.each():
        answered = max(0, len(death.answers) - 1)  # The first answer is to SELECT.
        left = tries(opened(plastic, disk))
        assert left in allowed(before, commands, answered), (
            f"killed at step {death.step} after {answered} answers, {disk.name}: "
            f"{before} tries became {left}"
        )


def test_a_new_pin_is_the_old_one_or_the_new_one(
    victim: Victim, plastic: FuzzedCard, image_file: str, quick_path: Path
) -> None:
    before = prepare(plastic, quick_path / "prepared", [WRONG])
    commands = [SELECT, RIGHT, CHANGE, WRONG]
    scene = Scene(
        victim,
        quick_path / "prepared",
        quick_path,
        "use",
        {"image": image_file, "commands": in_json(commands)},
    )
    assert scene.whole().answers[2] == OK

    for death, disk in scene.each():
        card = opened(plastic, disk)
        left = tries(card)
        works = {pin for pin in (RIGHT, NEW) if verified(card, pin)}
        if len(death.answers) >= 3:
            assert works == {NEW}, death
            assert left in (3, 2), death
        else:
            assert len(works) == 1, death
            assert left in (before, 3), death


def test_what_the_municipal_office_fills_is_filled_or_as_it_was(
    victim: Victim, plastic: FuzzedCard, image_file: str, quick_path: Path
) -> None:
    prepare(plastic, quick_path / "prepared", [WRONG, WRONG])
    scene = Scene(
        victim, quick_path / "prepared", quick_path, "fill", {"image": image_file}
    )

    for death, disk in scene.each():
        left = tries(opened(plastic, disk))
        assert left == 3 if death.answers else left in (1, 3), death


def test_two_deaths_in_a_row_give_no_try_back(
    victim: Victim, plastic: FuzzedCard, image_file: str, quick_path: Path
) -> None:
    """The first process dies before all is on disk; the second one answers; then the
    machine loses its power. What was answered is spent all the same."""
    prepare(plastic, quick_path / "prepared", [])
    once = {"image": image_file, "commands": in_json([SELECT, WRONG])}
    scene = Scene(victim, quick_path / "prepared", quick_path, "use", once)

    for first, second, disk in scene.each_and_again(once):
        spent = len(first.answers[1:]) + len(second.answers[1:])
        left = tries(opened(plastic, disk))
        assert left <= 3 - spent, (
            f"killed at step {first.step}: {spent} wrong PINs were answered, "
            f"{left} tries are left after power loss"
        )
