"""A stub served on PostgreSQL, and the processes that answer for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub, StubConfig

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
DENTIST = "9930000014"
TOKEN = "token-of-the-tests"
WAIT = 120.0

REQUEST = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    "<XmlMsg><MessageHeader>"
    "<QualificationConfirmationDate>20260410</QualificationConfirmationDate>"
    f"<MedicalInstitutionCode>{DENTIST}</MedicalInstitutionCode>"
    "<ArbitraryFileIdentifier>1</ArbitraryFileIdentifier>"
    "</MessageHeader><MessageBody><QualificationConfirmSearchInfo>"
    "<InsurerNumber>01990019</InsurerNumber>"
    "<InsuredIdentificationNumber>0000123</InsuredIdentificationNumber>"
    "<Birthdate>19800217</Birthdate>"
    "<LimitApplicationCertificateRelatedConsFlg>1"
    "</LimitApplicationCertificateRelatedConsFlg>"
    "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>"
)


@contextmanager
def serving(url: str, state: Path, **more: Any) -> Iterator[StubServer]:  # noqa: ANN401 - fields of StubConfig.
    """A stub at noon that keeps everything in the database of that *url*."""
    config = StubConfig(
        state_dir=state, database=url, clock=SettableClock(NOON), control_token=TOKEN
    )
    stub = Stub(replace(config, **more))
    try:
        with StubServer(stub) as server:
            yield server
    finally:
        stub.close()


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something, within bounds."""
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end, f"waited {WAIT} s for {what}"
        time.sleep(0.02)


def processes_below(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def workers_of(served: StubServer) -> list[psutil.Process]:
    """The processes that gunicorn's arbiter started."""
    port = int(served.base_url.rpartition(":")[2])
    return [one for one in processes_below(os.getpid()) if _is_worker(one, port)]


def _is_worker(process: psutil.Process, port: int) -> bool:
    try:
        return process.ppid() != os.getpid() and any(
            one.laddr and one.laddr.port == port
            for one in process.net_connections("tcp")
        )
    except psutil.Error:
        return False  # It is just ending.
