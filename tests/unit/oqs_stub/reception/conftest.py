"""What these tests share."""

from __future__ import annotations

import pytest

from .visitor import Card, Issue, Maker


@pytest.fixture
def card(issue_card: Issue, make_persona: Maker) -> Card:
    """The card of sakura, whom the stub knows."""
    return issue_card(make_persona())
