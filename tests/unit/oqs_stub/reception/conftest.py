"""What these tests share."""

from __future__ import annotations

import pytest

from oqs_stub.stub import Stub

from .visitor import Card, Issue, Maker


@pytest.fixture
def card(issue_card: Issue, make_persona: Maker) -> Card:
    """The card of sakura, whom the stub knows."""
    return issue_card(make_persona())


@pytest.fixture
def on_any_day(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time go on for days: the responder of these tests stands still."""
    monkeypatch.setattr(stub.revocation, "check", lambda *_, **__: None)
