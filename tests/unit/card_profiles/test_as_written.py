"""The lines of a persona's file that shape the card, dates as written."""

from __future__ import annotations

from datetime import datetime, timedelta

from card_profiles.as_written import card_lines
from card_profiles.dates import JST
from card_profiles.loader import load, names

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=JST)


def test_lines_are_flat_and_sorted_and_of_person_and_card_alone() -> None:
    lines = card_lines(
        {
            "story": "話",
            "card": {"signs": False, "auth_certificate": {"expires": "-1d"}},
            "person": {"name": "試験　花子", "kana": "シケン", "post_number": "999"},
            "coverages": [{"number": "1"}],
        }
    )

    assert lines == (
        ("card.auth_certificate.expires", '"-1d"'),
        ("card.signs", "false"),
        ("person.name", '"試験　花子"'),
    )


def test_every_ready_persona_says_the_same_on_every_day() -> None:
    for name in names():
        today = load(name, now=NOW)
        assert today.card_lines
        assert load(name, now=NOW + timedelta(days=400)).card_lines == today.card_lines
