"""A status word is told by what it means, most exactly where it was said."""

from __future__ import annotations

import pytest

from harness.trace.status_words import STATUS_WORDS, Situation, status_in_words

JICSAP = (
    "6281 6283 6300 6381 6400 6581 6700 6881 6882 6981 6982 6984 6985 6986 6987 6988"
    " 6A80 6A81 6A82 6A83 6A84 6A85 6A86 6A87 6A88 6B00 6D00 6E00 6F00"
)
"""Status words of the JICSAP IC card specification 1.1 [M]."""


@pytest.mark.parametrize("sw", [*JICSAP.split(), "9000", "66F1", "69FC", "6983"])
def test_every_status_word_that_cards_use_has_words(sw: str) -> None:
    for situation in Situation:
        assert status_in_words(int(sw, 16), situation) != "知らない応答"


def test_words_fit_the_situation() -> None:
    assert status_in_words(0x6982) == STATUS_WORDS[0x6982]
    assert status_in_words(0x6982, Situation.READ) == "照合が済んでいないため読めない"


@pytest.mark.parametrize(
    ("situation", "left", "words"),
    [
        (Situation.TRIES, 3, "残り3回"),
        (Situation.TRIES, 0, "残り0回、ロックされている"),
        (Situation.VERIFY, 2, "不一致、残り2回"),
        (Situation.VERIFY, 0, "不一致、残り0回でロックされた"),
    ],
)
def test_asking_for_tries_is_told_from_spending_one(
    situation: Situation, left: int, words: str
) -> None:
    assert status_in_words(0x63C0 | left, situation) == words
