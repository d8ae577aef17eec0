"""A list of commands is read; the ready one spends no try."""

from __future__ import annotations

import pytest

from harness.recording.command_list import READINGS, read_command_list
from harness.trace.card_place import command_data
from harness.trace.transcript_reader import TranscriptError


def test_commands_stand_one_a_line_with_remarks() -> None:
    read = read_command_list(
        "# a list\n00A4020C 02 0018 # select\n\n00200080 04 ********"
    )

    assert [(str(e.command), e.line) for e in read.exchanges] == [
        ("00A4020C020018", 2),
        ("0020008004********", 4),
    ]


def test_a_recording_is_a_list_too() -> None:
    read = read_command_list("ATR 3B 00\nA>> 00840000 08\nA<< 6D00\n")

    assert [str(e.response) for e in read.exchanges] == ["6D00"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("00A4\n", "1行目: コマンドを16進数で4バイト以上"),
        ("hello there", "1行目"),
        ("# nothing\n", "コマンドが1つもありません"),
    ],
)
def test_what_is_no_command_is_refused(text: str, problem: str) -> None:
    with pytest.raises(TranscriptError, match=problem):
        read_command_list(text)


def test_the_ready_list_presents_nothing_to_any_key() -> None:
    commands = [e.command.content for e in read_command_list(READINGS).exchanges]

    assert {c[1] for c in commands} == {0xA4, 0xB0, 0xB2, 0xCA, 0x84, 0x20}
    assert not any(c[1] == 0x20 and command_data(c) for c in commands)
