"""A card made as slow as a real one, without anybody waiting for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.timing import (
    INSTANT,
    TIME_LIMIT,
    TITLES,
    TimedCard,
    TimingError,
    TimingModel,
    find_timing,
    read_timing,
)

SELECT = bytes.fromhex("00A4020C020018")
VERIFY = bytes.fromhex("002000800431323334")
SIGN = bytes.fromhex("802A00803300") + bytes(50) + b"\0"
READ = bytes.fromhex("00B0000000")
CHALLENGE = bytes.fromhex("0084000008")
OK, REFUSED = b"\x90\x00", b"\x69\x82"


class Slow:
    """A card that answers what it is told to, in a time of its own."""

    atr = b"\x3b\x80"

    def __init__(self) -> None:
        self.now = 0.0
        self.own_seconds = 0.0
        self.answer = OK
        self.slept: list[float] = []
        self.seen: list[str] = []

    def power_on(self) -> None:
        self.seen.append("on")

    def power_off(self) -> None:
        self.seen.append("off")

    def reset(self) -> None:
        self.seen.append("reset")

    def transmit(self, command: bytes) -> bytes:
        self.now += self.own_seconds
        return self.answer

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def timed(slow: Slow) -> Callable[..., TimedCard]:
    def make(model: TimingModel, *, seed: str = "0", limit: float = 20.0) -> TimedCard:
        return TimedCard(
            slow,
            model,
            seed=seed,
            time_limit=limit,
            sleep=slow.sleep,
            clock=lambda: slow.now,
        )

    return make


def flat(ms: float, name: str = "flat") -> TimingModel:
    return read_timing(f"[[rule]]\nleast_ms = {ms}", name=name, where=name)


def span(name: str, command: bytes, answer: bytes) -> tuple[float, float]:
    model = find_timing(name)
    return (
        model.ms(command, answer, chance=0.0),
        model.ms(command, answer, chance=1.0),
    )


@pytest.mark.parametrize(
    ("command", "answer", "least", "most"),
    [
        pytest.param(SELECT, OK, 30, 45, id="SELECT EF"),
        pytest.param(VERIFY, OK, 55, 65, id="VERIFY"),
        pytest.param(VERIFY, b"\x63\xc2", 55, 65, id="wrong PIN"),
        pytest.param(READ, bytes(17) + OK, 110, 130.2, id="READ of 17 bytes"),
        pytest.param(SIGN, bytes(256) + OK, 700, 720, id="signature"),
        pytest.param(READ, REFUSED, 2, 3, id="refused"),
        pytest.param(CHALLENGE, bytes(8) + OK, 20, 53, id="anything else"),
    ],
)
def test_typical_takes_what_was_measured(
    command: bytes, answer: bytes, least: float, most: float
) -> None:
    fastest, slowest = span("typical", command, answer)

    assert least <= fastest < slowest <= most


def test_typical_reads_a_whole_certificate_in_what_was_measured() -> None:
    pages = [4, *[256] * 6, 1583 - 6 * 256]

    for chance in (0.0, 1.0):
        model = find_timing("typical")
        total = model.ms(SELECT, OK, chance=chance) + sum(
            model.ms(READ, bytes(size) + OK, chance=chance) for size in pages
        )
        assert 1400 <= total <= 1900


@pytest.mark.parametrize("answer", [OK, REFUSED, bytes(256) + OK], ids=len)
@pytest.mark.parametrize("command", [SELECT, VERIFY, READ, CHALLENGE], ids=bytes.hex)
def test_worst_takes_the_longest_that_was_published(
    command: bytes, answer: bytes
) -> None:
    assert span("worst", command, answer) == (272, 645)


def test_worst_is_never_faster_than_typical() -> None:
    for command in (SELECT, VERIFY, READ, SIGN, CHALLENGE):
        for answer in (OK, bytes(256) + OK, REFUSED):
            assert span("worst", command, answer) > span("typical", command, answer)


@pytest.mark.parametrize("name", ["typical", "worst"])
def test_every_line_of_a_ready_table_names_its_source(name: str) -> None:
    model = find_timing(name)

    assert model.source
    assert all(rule.source for rule in model.rules)


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_a_ready_timing_is_found_by_both_names(name: str, title: str) -> None:
    assert find_timing(name) == find_timing(title)
    assert find_timing(name).name == name
    assert find_timing(name).title == title


def test_instant_takes_no_time() -> None:
    assert find_timing("instant") is INSTANT
    assert INSTANT.ms(SIGN, OK, chance=1.0) == 0


def test_the_card_waits_for_the_rest_of_its_time(
    slow: Slow, timed: Callable[..., TimedCard]
) -> None:
    slow.own_seconds = 0.1

    timed(flat(700)).transmit(SIGN)

    assert slow.slept == [pytest.approx(0.6)]


def test_a_card_that_is_slow_enough_itself_is_not_held_back(
    slow: Slow, timed: Callable[..., TimedCard]
) -> None:
    slow.own_seconds = 1.0

    timed(flat(700)).transmit(SIGN)

    assert slow.slept == []


def test_no_answer_takes_longer_than_the_limit(
    slow: Slow, timed: Callable[..., TimedCard]
) -> None:
    slow.own_seconds = 0.5

    timed(flat(60_000), limit=2.0).transmit(SIGN)

    assert slow.now == pytest.approx(2.0)
    assert TIME_LIMIT < 30.0  # vpcd's patience with a hung card.


def test_the_jitter_is_seeded(slow: Slow, timed: Callable[..., TimedCard]) -> None:
    def run(seed: str) -> list[float]:
        slow.slept.clear()
        card = timed(find_timing("worst"), seed=seed)
        for _ in range(20):
            card.transmit(READ)
        return [round(seconds, 6) for seconds in slow.slept]

    first = run("1")
    assert run("1") == first != run("2")
    assert 0.272 <= min(first) < max(first) <= 0.645


def test_everything_else_is_the_cards_own(
    slow: Slow, timed: Callable[..., TimedCard]
) -> None:
    slow.answer = bytes(8) + OK
    card = timed(flat(1))

    card.power_on()
    answer = card.transmit(READ)
    card.reset()
    card.power_off()

    assert (card.atr, answer) == (slow.atr, slow.answer)
    assert slow.seen == ["on", "reset", "off"]


OWN = """
title = "うちのリーダー"
[[rule]]
command = "SIGN"
answer = "ok"
least_ms = 900
most_ms = 1000
[[rule]]
command = "80xx"
least_ms = 5
[[rule]]
least_ms = 10
per_byte_ms = 0.5
"""


def test_a_table_of_ones_own_is_read_from_beside_the_bench(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")

    model = find_timing("own.toml", beside=tmp_path)

    assert (model.name, model.title) == ("own", "うちのリーダー")
    assert model.ms(SIGN, OK, chance=0.5) == 950
    assert model.ms(SIGN, REFUSED, chance=0.5) == 5
    assert model.ms(READ, bytes(20) + OK, chance=0.5) == 20


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("=", "TOMLとして読めません"),
        ("title = 'x'", r"\[\[rule\]\] の表が1つ以上"),
        ("rule = []", r"\[\[rule\]\] の表が1つ以上"),
        ("speed = 1\n[[rule]]\nleast_ms = 1", "speed は知らない項目"),
        ("[[rule]]\nms = 1", "1番目.*ms は知らない項目.*least_ms"),
        ("[[rule]]\nleast_ms = 1\n[[rule]]\nmost_ms = 1", "2番目.*least_ms は0から"),
        ("[[rule]]\nleast_ms = -1", "least_ms は0から60000まで"),
        ("[[rule]]\nleast_ms = 60001", "least_ms は0から60000まで"),
        ("[[rule]]\nleast_ms = true", "least_ms は0から60000まで"),
        ("[[rule]]\nleast_ms = '1'", "least_ms は0から60000まで"),
        ("[[rule]]\nleast_ms = 9\nmost_ms = 8", "most_ms.*より短い"),
        ("[[rule]]\nleast_ms = 9\nanswer = 'yes'", "answer = 「yes」.*refused"),
        ("[[rule]]\nleast_ms = 9\ncommand = 'SING'", "「SING」というコマンド.*SIGN"),
    ],
)
def test_a_wrong_table_is_answered_with_what_was_expected(
    text: str, words: str
) -> None:
    with pytest.raises(TimingError, match=words):
        read_timing(text, name="own", where="own.toml")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("slow", "「slow」という速さはありません.*実物並み.*toml"),
        ("nowhere.toml", "nowhere.toml を読めません"),
    ],
)
def test_an_unknown_timing_is_answered_with_those_there_are(
    name: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(TimingError, match=words):
        find_timing(name, beside=tmp_path)
