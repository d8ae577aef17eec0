"""A transcript is written for people and can be read back by programs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.journal import APDUExchange
from harness.trace.transcript import (
    Exchange,
    TranscriptError,
    read_transcript,
    write_transcript,
)

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


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.binary(min_size=1, max_size=300),
            st.binary(max_size=300),
        )
    )
)
def test_what_was_written_is_read_back(
    exchanges: list[tuple[int, bytes, bytes]],
) -> None:
    journal = [recorded(c, r, step=step, meaning="x") for step, c, r in exchanges]

    read = read_transcript(write_transcript(journal, atr=ATR, steps={1: "一"}))

    assert read.atr == ATR
    assert read.exchanges == tuple(Exchange(c, r) for _, c, r in exchanges)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("A<< 9000", "line 1: expected 'A>> '", id="answer-first"),
        pytest.param("A>> 00\nA>> 00", "line 2: expected 'A<< '", id="no-answer"),
        pytest.param("A>> 00A4", "no answer: 00a4", id="ends-too-early"),
        pytest.param("A>> 0G", "line 1: not hexadecimal", id="not-hex"),
        pytest.param("hello", "line 1", id="something-else"),
    ],
)
def test_a_damaged_transcript_names_the_line(text: str, problem: str) -> None:
    with pytest.raises(TranscriptError, match=problem):
        read_transcript(text)
