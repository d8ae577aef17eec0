"""A card is met under the conditions that were asked for, and under no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.behaviour import DEFAULT
from emulator.faults import FaultEvent, FaultyCard, parse_faults
from emulator.timing import TimedCard, find_timing
from harness.card_conditions import (
    CardConditions,
    ConditionsError,
    ConditionsInForce,
    ConditionTexts,
    fault_names,
    ignore,
)

READ = bytes.fromhex("00B0000000")


class Card:
    """A card that always says 9000."""

    atr = b"\x3b\x80"

    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def reset(self) -> None: ...
    def transmit(self, command: bytes) -> bytes:
        return b"\x90\x00"


def in_force(
    *faults: str,
    timing: str = "",
    record: Callable[[FaultEvent], None] = ignore,
) -> ConditionsInForce:
    texts = ConditionTexts(faults=faults, timing=timing)
    return ConditionsInForce(texts.read(), record=record)


@pytest.mark.parametrize("timing", ["", "instant"])
def test_without_a_fault_and_without_a_speed_nothing_wraps_the_card(
    timing: str,
) -> None:
    card = Card()

    conditions = in_force(timing=timing)

    assert conditions.around(card) is card
    assert conditions.altered(lambda _: pytest.fail("nobody is asked")) is None


def test_a_fault_of_the_content_does_not_wrap_the_card() -> None:
    card = Card()

    conditions = in_force("wrong-key")

    assert conditions.around(card) is card
    assert conditions.altered(lambda _: pytest.fail("nobody is asked")) is not None


def test_a_fault_that_is_over_does_not_wrap_the_next_card() -> None:
    conditions = in_force("sw:sw=6F00")
    first = conditions.around(Card())
    assert isinstance(first, FaultyCard)
    assert first.transmit(READ) == b"\x6f\x00"

    card = Card()
    assert conditions.around(card) is card


def test_counting_goes_on_from_one_card_to_the_next() -> None:
    events: list[FaultEvent] = []
    conditions = in_force("sw:sw=6F00,nth=3", record=events.append)

    answers = [
        card.transmit(READ)
        for card in (conditions.around(Card()), conditions.around(Card()))
        for _ in range(2)
    ]

    assert answers == [b"\x90\x00"] * 2 + [b"\x6f\x00", b"\x90\x00"]
    assert [event.apdu for event in events] == [1]


def test_a_fault_for_one_card_alone_is_not_kept() -> None:
    conditions = in_force()
    card = Card()

    torn = conditions.around(card, once=parse_faults("sw:sw=6F00"))

    assert torn.transmit(READ) == b"\x6f\x00"
    assert conditions.around(card) is card


def test_the_speed_lies_inside_the_faults_and_both_use_the_same_time() -> None:
    slept: list[float] = []
    conditions = in_force("late:seconds=2", timing="worst")

    card = conditions.around(Card(), sleep=slept.append, clock=lambda: 0.0)

    assert isinstance(card, FaultyCard)
    assert isinstance(card._card, TimedCard)
    card.transmit(READ)
    assert 0.272 <= slept[0] <= 0.645
    assert slept[1] == 2.0


def test_the_seed_of_the_bench_counts_where_none_is_named() -> None:
    def choices(conditions: CardConditions, seed: int) -> list[bytes]:
        card = ConditionsInForce(conditions, seed=seed).around(Card())
        return [card.transmit(READ) for _ in range(64)]

    texts = ("sw:sw=6F00,rate=0.5",)
    unnamed = ConditionTexts(faults=texts).read()
    named = ConditionTexts(faults=texts, seed=5).read()

    assert choices(unnamed, 1) == choices(unnamed, 1) != choices(unnamed, 2)
    assert choices(named, 1) == choices(named, 2) == choices(unnamed, 5)


def test_two_faults_of_the_same_text_choose_on_their_own() -> None:
    events: list[FaultEvent] = []
    text = "late:seconds=0,rate=0.5"
    card = in_force(text, text, record=events.append).around(Card())

    for _ in range(64):
        card.transmit(READ)

    per_command = Counter(event.apdu for event in events)
    assert set(per_command.values()) == {1, 2}


def test_what_is_armed_later_changes_the_version() -> None:
    conditions = in_force()
    versions = [conditions.version]

    conditions.arm("wrong-signature")
    versions.append(conditions.version)
    conditions.pace("実物並み")
    versions.append(conditions.version)
    assert isinstance(conditions.around(Card()), FaultyCard)
    conditions.clear()
    versions.append(conditions.version)
    assert isinstance(conditions.around(Card()), TimedCard)

    assert len(set(versions)) == 4


def test_a_fault_that_does_not_exist_changes_nothing() -> None:
    conditions = in_force()

    with pytest.raises(ValueError, match="近い順"):
        conditions.arm("pulle")
    with pytest.raises(ValueError, match="速さ"):
        conditions.pace("slow")

    assert conditions.version == 0


def test_what_is_said_later_counts_and_faults_add_up() -> None:
    bench = ConditionTexts(faults=("reset",), timing="typical", seed=1).read()
    command = ConditionTexts(faults=("mute",), timing="instant").read()

    both = bench.then(command)

    assert [fault.text for fault in both.faults] == ["reset", "mute"]
    assert both.timing == find_timing("instant")
    assert both.seed == 1
    assert bench.then(CardConditions()) == bench
    assert CardConditions().usual
    assert not bench.usual


def test_the_behaviour_is_the_cards_own_unless_a_file_says_more(
    tmp_path: Path,
) -> None:
    (tmp_path / "own.toml").write_text("sw_blocked = 0x6983\n", encoding="utf-8")

    read = ConditionTexts(behaviour="own.toml").read(beside=tmp_path)

    assert ConditionsInForce().behaviour is DEFAULT
    assert ConditionsInForce(read).behaviour.sw_blocked == 0x6983


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (ConditionTexts(faults=("pulle",)), "fault"),
        (ConditionTexts(timing="slow"), "timing"),
        (ConditionTexts(behaviour="nowhere.toml"), "behaviour"),
    ],
)
def test_a_slip_names_the_key_it_is_in(texts: ConditionTexts, key: str) -> None:
    with pytest.raises(ConditionsError, match=r"[ぁ-ん]") as error:
        texts.read()

    assert error.value.key == key


def test_a_fault_is_found_in_a_journal_by_either_name() -> None:
    assert fault_names("無応答:on=SIGN") == {"mute"}
