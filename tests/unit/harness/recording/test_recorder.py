"""A recording holds all that was said, but no PIN, no key and nothing personal."""

from __future__ import annotations

from harness.recording.recorder import Recorder
from harness.trace.rules import Rule
from harness.trace.transcript import Exchange, Power, PowerEvent
from harness.trace.transcript_reader import read_transcript

ATR = b"\x3b\x80\x80\x01\x01"
SELECT_SUPPORT = bytes.fromhex("00A4040C0AD3921000310001010408")
VERIFY = bytes.fromhex("0020009104") + b"1234"
READ_ATTRIBUTES = bytes.fromhex("00B0820010")
SECRET = "東京都清瀬市".encode()
OK = b"\x90\x00"


class Paper:
    """Takes what is written, as a file would."""

    def __init__(self, *, fictitious: bool = False, show_files: bool = False) -> None:
        self.text = ""
        self.times = iter(range(100))
        self.recorder = Recorder(
            self.write,
            atr=ATR,
            fictitious=fictitious,
            show_files=show_files,
            clock=lambda: float(next(self.times)),
        )

    def write(self, text: str) -> None:
        self.text += text


def test_a_recording_can_be_read_back_with_power_and_times() -> None:
    paper = Paper()

    paper.recorder.power(Power.ON)
    paper.recorder.exchange(SELECT_SUPPORT, OK, ms=250.0)
    paper.recorder.power(Power.OFF)

    read = read_transcript(paper.text)
    on, select, off = read.entries
    assert read.atr == ATR
    assert (on, off) == (PowerEvent(Power.ON, 1.0), PowerEvent(Power.OFF, 3.0))
    assert isinstance(select, Exchange)
    assert (select.at, select.ms) == (1.75, 250.0)
    assert "# 券面事項入力補助APを選択 → 正常終了（9000）" in paper.text


def test_pins_and_personal_files_are_masked_at_the_source() -> None:
    paper = Paper(fictitious=True)

    paper.recorder.exchange(SELECT_SUPPORT, OK, ms=1.0)
    paper.recorder.exchange(VERIFY, OK, ms=1.0)
    paper.recorder.exchange(READ_ATTRIBUTES, SECRET + OK, ms=1.0)

    assert "31323334" not in paper.text
    assert SECRET.hex().upper() not in paper.text
    assert f"A<< {'**' * len(SECRET)} 9000" in paper.text


def test_an_invented_persons_files_are_kept_when_asked_for_but_no_pin() -> None:
    paper = Paper(fictitious=True, show_files=True)

    paper.recorder.exchange(SELECT_SUPPORT, OK, ms=1.0)
    paper.recorder.exchange(VERIFY, OK, ms=1.0)
    paper.recorder.exchange(READ_ATTRIBUTES, SECRET + OK, ms=1.0)

    assert "31323334" not in paper.text
    assert SECRET.hex().upper() in paper.text


def test_after_a_power_event_no_file_is_taken_for_an_impersonal_one() -> None:
    paper = Paper()
    paper.recorder.exchange(bytes.fromhex("00A4040C0AD392F000260100000001"), OK, ms=1.0)
    paper.recorder.exchange(bytes.fromhex("00A4020C020006"), OK, ms=1.0)

    paper.recorder.power(Power.RESET)
    paper.recorder.exchange(bytes.fromhex("00B0000004"), b"ABCD" + OK, ms=1.0)

    assert "41424344" not in paper.text


def test_what_is_not_the_same_twice_is_written_with_its_rule() -> None:
    paper = Paper()

    paper.recorder.exchange(bytes.fromhex("0084000002"), b"\x01\x02" + OK, ms=1.0)
    paper.recorder.exchange(bytes.fromhex("80AE000002010200"), OK, ms=1.0)

    assert [e.rules for e in read_transcript(paper.text).exchanges] == [
        (Rule.RANDOM,),
        (Rule.SKIP,),
    ]
    assert "A>> 80AE0000 02 **** 00" in paper.text
