"""When a fault happens: the nth matching command, so many times, at a seeded rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.faults import ArmedFault, FaultEvent, FaultyCard, parse_faults

READ = bytes.fromhex("00B0000000")
VERIFY = bytes.fromhex("002000800431323334")
SIGN = bytes.fromhex("802A00800131" + "00")

Surround = Callable[..., FaultyCard]
Echo = Any  # The stand-in of the conftest, which no test can import.


def pattern(card: FaultyCard, commands: list[bytes], normal: bytes) -> str:
    """Show with x where the answer was not the card's own."""
    return "".join("." if card.transmit(c) == normal else "x" for c in commands)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", "x......."),
        ("nth=3", "..x....."),
        ("nth=3,times=2", "..xx...."),
        ("nth=2,times=0", ".xxxxxxx"),
        ("on=SIGN", "....x..."),
        ("on=SIGN,nth=2,times=0", ".....x.."),
        ("on=20", "..x....."),
        ("on=80xx,times=0", "....xx.."),
    ],
)
def test_a_fault_happens_at_its_place_among_matching_commands(
    surround: Surround, echo: Echo, rest: str, expected: str
) -> None:
    commands = [READ, READ, VERIFY, VERIFY, SIGN, SIGN, READ, READ]
    text = "sw:sw=6F00" + (f",{rest}" if rest else "")

    assert pattern(surround(echo, text), commands, echo.answer) == expected


def test_the_same_seed_makes_the_same_choices(surround: Surround, echo: Echo) -> None:
    commands = [READ] * 400

    def run(seed: str) -> str:
        card = surround(echo, "sw:sw=6F00,rate=0.25", seed=seed)
        return pattern(card, commands, echo.answer)

    assert run("1") == run("1") != run("2")
    assert 60 < run("1").count("x") < 140


def test_a_rate_can_be_bounded_by_times(surround: Surround, echo: Echo) -> None:
    card = surround(echo, "sw:sw=6F00,rate=0.5,times=3")

    assert pattern(card, [READ] * 100, echo.answer).count("x") == 3


def test_the_published_rates_come_out(
    echo: Echo, surround: Surround, events: list[FaultEvent]
) -> None:
    card = surround(echo, "field-rates", seed="7")
    for _ in range(20_000):
        try:
            card.transmit(SIGN)
        except Exception:
            card.reset()

    counts = [sum(e.kind == kind for e in events) for kind in ("reset", "protocol")]
    assert 150 < counts[0] < 250
    assert 8 < counts[1] < 36


def test_counting_goes_on_from_one_card_to_the_next(echo: Echo) -> None:
    happened: list[FaultEvent] = []
    (fault,) = parse_faults("sw:sw=6F00,nth=3")
    armed = ArmedFault(fault, seed="0", record=happened.append)

    for _ in range(2):
        card = FaultyCard(echo, [armed])
        card.transmit(READ)
        card.transmit(READ)

    assert [event.apdu for event in happened] == [1]
    assert armed.over


def test_an_event_tells_which_command_and_nothing_of_its_data(
    surround: Surround, echo: Echo, events: list[FaultEvent]
) -> None:
    card = surround(echo, "sw:sw=6F00,on=VERIFY")
    card.transmit(READ)
    card.transmit(VERIFY)

    assert events == [
        FaultEvent(
            fault="sw:sw=6F00,on=VERIFY",
            kind="sw",
            what="状態語6F00を答えました",
            apdu=2,
            command="VERIFY",
        )
    ]
    assert events[0].sentence == (
        "2番目のコマンド VERIFY: 状態語6F00を答えました（sw:sw=6F00,on=VERIFY）"
    )
    assert "1234" not in str(events)
    assert "31323334" not in str(events)


def test_a_fault_of_the_content_cannot_be_put_around_a_card() -> None:
    (fault,) = parse_faults("wrong-key")

    with pytest.raises(ValueError, match="content"):
        ArmedFault(fault, seed="0", record=lambda _: None)
