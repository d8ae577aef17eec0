"""What a check never does to a card that belongs to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.recording.card_secrets import Secret
from harness.recording.check import PINWrong, Verdict, check
from harness.trace.transcript_reader import read_transcript

JPKI = "A>> 00A4040C 0A D392F000260100000001\nA<< 9000\n"
AT_PIN = JPKI + "A>> 00A4020C 02 0018\nA<< 9000\n"
VERIFIED = AT_PIN + "A>> 00200080 04 ********\nA<< 9000\n"
WRONG = AT_PIN + "A>> 00200080 04 ********\nA<< 63C2\n"

if TYPE_CHECKING:
    from .conftest import ToldCard

    Told = type[ToldCard]


def nothing(secret: Secret) -> str | None:
    return None


def test_a_pin_that_was_refused_is_not_tried(told: Told) -> None:
    card = told({})

    found = list(check(read_transcript(WRONG), card, lambda secret: "1234"))

    assert found[-1].verdict is Verdict.SKIPPED
    assert not any(sent.startswith("0020") for sent in card.sent)


def test_a_pin_in_clear_is_not_sent(told: Told) -> None:
    card = told({})
    recording = AT_PIN + "A>> 00200080 04 31323334\nA<< 9000\n"

    found = list(check(read_transcript(recording), card, lambda secret: "1234"))

    assert found[-1].verdict is Verdict.SKIPPED
    assert not any(sent.startswith("0020") for sent in card.sent)


def test_only_pins_whose_counters_are_guarded_are_sent(told: Told) -> None:
    card = told({})
    recording = (
        "A>> 00A4040C 0A D3921000310001010408\nA<< 9000\n"
        "A>> 00200091 04 ********\nA<< 9000\n"
    )

    found = list(check(read_transcript(recording), card, lambda secret: "1234"))

    assert found[-1].verdict is Verdict.SKIPPED
    assert not any(sent.startswith("0020") for sent in card.sent)


def test_after_one_wrong_pin_nothing_more_is_sent(told: Told) -> None:
    card = told({"002000800431323334": "63C2"})
    recording = VERIFIED + VERIFIED

    with pytest.raises(PINWrong, match="残り2回"):
        list(check(read_transcript(recording), card, lambda secret: "1234"))

    assert card.sent[-1] == "002000800431323334"


def test_what_the_card_does_not_take_is_not_sent(told: Told) -> None:
    card = told({})

    found = list(
        check(
            read_transcript(VERIFIED + "A>> 00240180 04 ********\nA<< 9000\n"),
            card,
            lambda secret: "1234",
        )
    )

    assert found[-1].verdict is Verdict.SKIPPED
    assert not any(sent.startswith("0024") for sent in card.sent)


def test_a_pin_that_is_not_known_is_not_guessed(told: Told) -> None:
    card = told({})

    found = list(check(read_transcript(VERIFIED), card, nothing))

    assert found[-1].why == "利用者証明用の暗証番号が与えられていない"
    assert len(card.sent) == 2
