"""The served stub dies under load, many times, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.under_load.ordeal import suffer

from ..conftest import Effort

KILLS = 12

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="this system knows no kill -9"
)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk() -> None:
    """The served stub flushes for real; nothing is replaced here."""


def test_a_stub_killed_under_load_loses_nothing_and_doubles_nothing(
    tmp_path: Path, effort: Effort
) -> None:
    kills = effort.times(KILLS)

    report = suffer(tmp_path, kills=kills, chance=effort.chance("stub under load"))

    assert report.kills == kills
    # Deaths that find nothing under way prove nothing.
    assert report.kills_with_requests_waiting >= kills // 2
    assert report.answers >= 10 * kills
    assert report.visits >= kills // 4
    assert os.listdir(tmp_path / "oqs" / "folder" / "req") == []
