"""A process whose children are killed, for all tests of a file."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .killing import Victim


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    if not hasattr(os, "fork"):
        pytest.skip("this system kills no children")
    with Victim() as victim:
        yield victim


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here in the tests themselves; in the victims a model takes its place."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
