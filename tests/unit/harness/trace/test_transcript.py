"""A transcript is written for people and can be read back by programs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.journal import APDUExchange
from harness.trace.masked import Masked
from harness.trace.rules import Rule, RuleFor
from harness.trace.transcript import (
    Exchange,
    Power,
    PowerEvent,
    Transcript,
    recording_lines,
    write_transcript,
)
from harness.trace.transcript_reader import TranscriptError, read_transcript

ATR = bytes.fromhex("3B888001000041E0B381A1003B")


def recorded(
    command: bytes, response: bytes, *, step: int = 0, meaning: str = ""
) -> APDUExchange:
    return APDUExchange(
        step=step, command=command, response=response, meaning=meaning, ms=1.26
    )


def test_an_exchange_is_written_under_its_meaning() -> None:
    verify = recorded(
        bytes.fromhex("00200080042A2A2A2A"),
        bytes.fromhex("63C2"),
        step=3,
        meaning="照合 → 残り2回",
    )

    text = write_transcript([verify], atr=ATR, steps={3: "カードをかざす"})

    assert text.splitlines() == [
        "# mynabench APDU transcript 1",
        "ATR 3B 88 80 01 00 00 41 E0 B3 81 A1 00 3B",
        "",
        "## 3. カードをかざす",
        "# 照合 → 残り2回 (1.3 ms)",
        "A>> 00200080 04 2A2A2A2A",
        "A<< 63C2",
    ]


@st.composite
def masked(draw: st.DrawFn, *, least: int) -> Masked:
    content = draw(st.binary(min_size=least, max_size=300))
    places = st.integers(0, max(0, len(content) - 1))
    return Masked.of(content, draw(st.sets(places)) if content else ())


TIMES = st.none() | st.integers(0, 10**7).map(lambda ms: ms / 1000)
ENTRIES = st.builds(PowerEvent, st.sampled_from(Power), TIMES) | st.builds(
    Exchange,
    masked(least=1),
    masked(least=0),
    st.lists(st.sampled_from(Rule), max_size=2).map(tuple),
    at=TIMES,
    ms=TIMES,
)


@given(
    entries=st.lists(ENTRIES, max_size=6),
    rules=st.lists(
        st.builds(RuleFor, st.sampled_from(Rule), masked(least=1)), max_size=2
    ),
)
def test_a_recording_is_read_back_as_it_was_written(
    entries: list[Exchange | PowerEvent], rules: list[RuleFor]
) -> None:
    written = Transcript(ATR, tuple(entries), tuple(rules))

    read = read_transcript("\n".join(recording_lines(written)))

    assert read.atr == ATR
    assert read.rules == written.rules
    assert [without_line(entry) for entry in read.entries] == entries


def without_line(entry: Exchange | PowerEvent) -> Exchange | PowerEvent:
    if isinstance(entry, PowerEvent):
        return entry
    return Exchange(
        entry.command, entry.response, entry.rules, at=entry.at, ms=entry.ms
    )


def test_what_a_visit_wrote_is_read_with_its_asterisks_as_hidden() -> None:
    journal = [
        recorded(bytes.fromhex("0020008004") + b"****", b"\x90\x00", meaning="照合"),
        recorded(bytes.fromhex("00B0000004"), b"****\x90\x00", meaning="読み取り"),
        recorded(bytes.fromhex("00B0000004"), b"*ab*\x90\x00", meaning="読み取り"),
        recorded(bytes.fromhex("802A008002") + b"**" + b"\0", b"\x69\x82"),
    ]

    read = read_transcript(write_transcript(journal, atr=ATR, steps={0: "一"}))

    assert [str(e.command) for e in read.exchanges] == [
        "0020008004********",
        "00B0000004",
        "00B0000004",
        "802A0080022A2A00",
    ]
    assert [str(e.response) for e in read.exchanges] == [
        "9000",
        "********9000",
        "2A61622A9000",
        "6982",
    ]
    assert read.exchanges[0].line == 6


def test_rules_hold_for_the_command_below_them_or_for_a_beginning() -> None:
    read = read_transcript(
        "RULE any-data FOR 802A\n"
        "A>> 802A0080 01 00\nA<< 6982\n"
        "RULE exact\nA>> 00840000 08\nA<< 9000\n"
        "A>> 00840000 08\nA<< 9000\n"
    )
    sign, exact, challenge = read.exchanges

    assert read.rules_of(sign) == {Rule.ANY_DATA}
    assert read.rules_of(exact) == frozenset()
    assert read.rules_of(challenge) == {Rule.RANDOM}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("A<< 9000", "1行目: ATR、POWER、RULE、A>>", id="answer-first"),
        pytest.param("A>> 00\nA>> 00", "2行目: 応答（A<<）が要ります", id="no-answer"),
        pytest.param("#\nA>> 00A4", "2行目のコマンドに応答", id="ends-too-early"),
        pytest.param("A>> 0G", "1行目: 16進数", id="not-hex"),
        pytest.param("A>> 0*", "1行目: 16進数", id="half-a-byte"),
        pytest.param("hello", "1行目", id="something-else"),
        pytest.param("POWER up", "1行目: POWER は on、off、reset", id="power"),
        pytest.param(
            "RULE luck\nA>> 00\nA<< 9000", "規則 luck はありません", id="rule"
        ),
        pytest.param("RULE random", "最後の RULE の下に", id="rule-for-nothing"),
        pytest.param("# mynabench APDU transcript 9", "書式 9 は読めません", id="form"),
    ],
)
def test_a_damaged_transcript_names_the_line(text: str, problem: str) -> None:
    with pytest.raises(TranscriptError, match=problem):
        read_transcript(text)
