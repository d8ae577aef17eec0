"""A short ordeal of the served stub; tests/fuzz/durability has the long one."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from tests.under_load.ordeal import suffer


@pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="this system knows no kill -9"
)
def test_a_stub_killed_under_load_answers_all_once_and_forgets_no_consent(
    tmp_path: Path,
) -> None:
    chance = random.Random(20261121)  # noqa: S311 - chance, no secret.

    report = suffer(tmp_path, kills=2, chance=chance)

    assert report.kills_with_requests_waiting
    assert report.answers > 20
