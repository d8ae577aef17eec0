"""Traces and recordings of served cards: in words, masked, one card a file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.serving.notes import CardNotes, UnwritableFile
from harness.serving.teller import Teller
from harness.serving.watched_card import WatchedCard
from harness.trace.transcript import Power
from harness.trace.transcript_reader import read_transcript

from .conftest import SECONDS

if TYPE_CHECKING:
    from .conftest import PlainCard

ATR = b"\x3b\x80\x80\x01\x01"
SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
VERIFY = bytes.fromhex("0020009804") + b"1234"


def test_a_trace_tells_power_and_commands_in_words_without_a_pin() -> None:
    said: list[str] = []
    times = iter((10.0, 10.5, 11.25, 12.0))
    teller = Teller(said.append, "35963 hanako", clock=lambda: next(times))

    teller.power(Power.ON)
    teller.exchange(SELECT, b"\x90\x00", ms=0.25)
    teller.exchange(VERIFY, b"\x63\xc2", ms=1.0)

    assert said == [
        "    0.500 s  35963 hanako  電源が入った（コールドリセット）",
        "    1.250 s  35963 hanako  公的個人認証APを選択 → 正常終了（9000） [0.2 ms]",
        "  A>> 00A4040C 0A D392F000260100000001",
        "  A<< 9000",
        "    2.000 s  35963 hanako  利用者証明用の暗証番号（EF 0018）を照合"
        " → 不一致、残り2回（63C2） [1.0 ms]",
        "  A>> 00200098 04 ********",
        "  A<< 63C2",
    ]


def test_every_card_of_a_session_has_the_same_clock(tmp_path: Path) -> None:
    path = tmp_path / "trace.txt"
    times = iter((10.0, 11.0, 15.0))

    with CardNotes(trace=str(path), clock=lambda: next(times)) as notes:
        for label in ("1 hanako", "2 taro"):
            for observer in notes.observers(label, atr=ATR, say=lambda line: None):
                observer.power(Power.RESET)

    assert path.read_text("utf-8").splitlines() == [
        "    1.000 s  1 hanako  ウォームリセット",
        "    5.000 s  2 taro  ウォームリセット",
    ]


def test_a_fault_stands_above_the_command_it_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "trace.txt"
    times = iter((0.0, 1.0, 1.0))

    with CardNotes(trace=str(path), clock=lambda: next(times)) as notes:
        (teller,) = notes.observers("1 hanako", atr=ATR, say=lambda line: None)
        notes.remark("障害 pulled:on=SELECT: カードが離れる")
        teller.exchange(SELECT, b"", ms=1.0)

    assert path.read_text("utf-8").splitlines()[:3] == [
        "#   1.000 s  障害 pulled:on=SELECT: カードが離れる",
        "    1.000 s  1 hanako  公的個人認証APを選択 → 応答なし [1.0 ms]",
        "  A>> 00A4040C 0A D392F000260100000001",
    ]


def test_each_card_has_a_recording_of_its_own(tmp_path: Path) -> None:
    said: list[str] = []
    path = tmp_path / "deep" / "talk.txt"

    with CardNotes(record=path) as notes:
        for label in ("1 hanako", "1 taro"):
            for observer in notes.observers(label, atr=ATR, say=said.append):
                observer.exchange(VERIFY, b"\x63\xc2", ms=1.0)

    for name in ("talk.txt", "talk-2.txt"):
        text = (tmp_path / "deep" / name).read_text("utf-8")
        assert [str(e.command) for e in read_transcript(text).exchanges] == [
            "0020009804********"
        ]
        assert f"記録: {tmp_path / 'deep' / name}" in said


def test_a_trace_goes_to_a_file_or_to_the_output(tmp_path: Path) -> None:
    said: list[str] = []
    path = tmp_path / "trace.txt"

    with CardNotes(trace=str(path)) as to_file, CardNotes(trace="-") as to_output:
        for notes in (to_file, to_output):
            for observer in notes.observers("1 hanako", atr=ATR, say=said.append):
                observer.power(Power.RESET)

    assert path.read_text("utf-8").endswith("1 hanako  ウォームリセット\n")
    assert len(said) == 1


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    path = tmp_path / "file" / "talk.txt"

    for notes in (CardNotes(record=path), CardNotes(trace=str(path))):
        with pytest.raises(UnwritableFile, match="書けません"), notes:
            pass


def test_a_command_without_an_answer_is_told_too(plain_card: type[PlainCard]) -> None:
    card = plain_card()
    card.raises = RuntimeError("gone")
    seen: list[bytes] = []

    class Onlooker:
        def power(self, power: Power) -> None:
            seen.append(power.value.encode())

        def exchange(self, command: bytes, response: bytes, *, ms: float) -> None:
            seen.append(response)

    watched = WatchedCard(card, [Onlooker()])
    watched.power_on()

    with pytest.raises(RuntimeError, match="gone"):
        watched.transmit(VERIFY)

    assert seen == [b"on", b""]


def test_a_card_that_never_comes_out_of_a_command_is_not_waited_for(
    plain_card: type[PlainCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.serving.watched_card._PATIENCE_SECONDS", 0.05)
    card = plain_card()
    card.let_go = threading.Event()
    watched = WatchedCard(card)
    busy = threading.Thread(target=watched.transmit, args=(VERIFY,))
    busy.start()
    assert card.busy.wait(SECONDS)

    with pytest.raises(TimeoutError):
        watched.between_commands(card.reset_tries)

    card.let_go.set()
    busy.join(SECONDS)
    assert "tries" not in card.done
