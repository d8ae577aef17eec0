"""The disk of a served stub fills up under load: it is said, and nothing is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import psutil
import pytest

from card_profiles.loader import load
from tests.under_load.book import Book
from tests.under_load.clinic import INSTITUTION, Clinic
from tests.under_load.served import Served

from ..conftest import Effort

TIMES = 2
MANY = 40
WAIT = 60.0
SMALL = 4096  # Bytes: no file may grow beyond them.
PATIENTS = ("hanako", "taro", "mei")
NOW = datetime.fromisoformat("2026-11-21T10:00+09:00")

pytestmark = pytest.mark.skipif(
    not hasattr(psutil, "RLIMIT_FSIZE"), reason="only Linux limits another process"
)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk() -> None:
    """The served stub flushes for real; nothing is replaced here."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    served.start()
    yield served
    served.close()


def test_a_disk_that_fills_up_under_load_is_said_and_loses_nothing(
    served: Served, effort: Effort
) -> None:
    chance = effort.chance("a disk that fills up")
    people = {name: load(name, now=NOW) for name in PATIENTS}
    clinic = Clinic(served.folder, people, Book(PATIENTS), chance)
    answers: Counter[int] = Counter()

    for _ in range(effort.times(TIMES)):
        with _full_disk(served.process):
            for _ in range(MANY):
                clinic.send()
            for _ in range(MANY):
                answers[_authenticate(served)] += 1
                clinic.take()
        assert _authenticate(served) == httpx.codes.OK
    _until_answered(clinic)

    assert set(answers) <= {httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE}
    assert answers[httpx.codes.SERVICE_UNAVAILABLE] > 0
    assert _asked_in_ledger(served) == clinic.asked
    assert served.stop() == 0
    said = served.said.read_text(encoding="utf-8")
    assert "Traceback" not in said, said


@contextmanager
def _full_disk(stub: psutil.Process) -> Iterator[None]:
    """Let no file of *stub* grow; what it reads and has written stays as it is."""
    soft, hard = stub.rlimit(psutil.RLIMIT_FSIZE)
    stub.rlimit(psutil.RLIMIT_FSIZE, (SMALL, hard))
    try:
        yield
    finally:
        stub.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))


def _authenticate(served: Served) -> int:
    """Ask for something that has to be written down; the status of the answer."""
    return httpx.post(
        f"{served.base_url}/webapi/auth",
        json={
            "medicalInstitutionCode": INSTITUTION,
            "userId": "admin",
            "password": "mynabench",
        },
        trust_env=False,
        timeout=WAIT,
    ).status_code


def _until_answered(clinic: Clinic) -> None:
    until = time.monotonic() + WAIT
    while clinic.waiting:
        assert time.monotonic() < until, "some requests are never answered"
        clinic.take()
        time.sleep(0.01)


def _asked_in_ledger(served: Served) -> Counter[str]:
    assert served.control is not None
    entries = served.control.ledger()
    return Counter(row["action"] for row in entries if row["face"] == "exchange")
