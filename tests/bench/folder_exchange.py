"""The folder exchange beside a program that does nothing but read, write and flush."""

from __future__ import annotations

import os
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from card_profiles.model import Persona
from oqs_stub.clock import SettableClock
from oqs_stub.config import StubConfig
from oqs_stub.stub import Stub

from .results import Bar, Row, Section
from .rounds import compare
from .shelf import NOW, Shelf, people

_ROUNDS = 7
_REQUESTS = 400
_ALONE = 40
_PEOPLE = 1_000
_OURS = "Mynabench"
_PROCESSOR = "— a second of processor time"
_SINGLY = "— one after the other"
_NULL = "null program"

_REQUEST = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<XmlMsg>
  <MessageHeader>
    <QualificationConfirmationDate>{day}</QualificationConfirmationDate>
    <MedicalInstitutionCode>9930000014</MedicalInstitutionCode>
    <ArbitraryFileIdentifier>{number}</ArbitraryFileIdentifier>
  </MessageHeader>
  <MessageBody>
    <QualificationConfirmSearchInfo>
      <InsurerNumber>{insurer}</InsurerNumber>
      <InsuredCardSymbol>{symbol}</InsuredCardSymbol>
      <InsuredIdentificationNumber>{insured}</InsuredIdentificationNumber>
      <Birthdate>{birthdate}</Birthdate>
      <LimitApplicationCertificateRelatedConsFlg>1</LimitApplicationCertificateRelatedConsFlg>
    </QualificationConfirmSearchInfo>
  </MessageBody>
</XmlMsg>
"""


def answering(_shelf: Shelf) -> Section:
    """資格確認 by number: requests waiting in `req`, until all answers lie in `res`."""
    with ExitStack() as stack:
        directory = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="mynabench-bench-"))
        )
        folders = _Folders(directory, people(_PEOPLE))
        stack.callback(folders.close)
        folders.answer(_REQUESTS)  # Whatever is done once is done.
        found = compare(
            {
                _OURS: lambda: folders.answer(_REQUESTS),
                _PROCESSOR: lambda: folders.by_processor,
                _SINGLY: lambda: folders.answer_singly(_ALONE),
                _NULL: lambda: folders.answer_nothing(_REQUESTS),
            },
            rounds=_ROUNDS,
        )
    return Section(
        key="oqs-folder",
        title="Eligibility by folder, durable answers",
        title_ja="フォルダーでの資格確認（記録まで保存した応答）",
        unit="/s",
        rows=tuple(
            Row(label=name, value=found.median(name), ours=name != _NULL)
            for name in found
        ),
        bars=(
            Bar(
                text="durable answers by folder",
                value=found.median(_OURS),
                limit=500,
                unit="/s",
            ),
            Bar(
                text="durable answers by folder : null program",
                value=found.ratio(_OURS, _NULL),
                limit=0.10,
                unit="×",
            ),
        ),
        how=f"{_REQUESTS} requests of {_PEOPLE:,} people; the null program reads, "
        "parses, copies and flushes the same files; "
        f"median of {_ROUNDS} interleaved rounds",
    )


class _Folders:
    """A stub of its own, and requests to put before it."""

    def __init__(self, directory: Path, insured: Sequence[Persona]) -> None:
        self._stub = Stub(
            StubConfig(state_dir=directory, people=insured, clock=SettableClock(NOW))
        )
        self._exchange = self._stub.exchange
        self._exchange.open()
        folder = self._stub.config.exchange_folder
        self._req, self._res = folder / "req", folder / "res"
        self.by_processor = 0.0
        """What the latest `answer` was by the processor's time."""
        self._requests = [request_of(number, one) for number, one in enumerate(insured)]

    def answer(self, count: int) -> float:
        """Answers a second, where *count* requests wait."""
        self._fill(count)
        started, worked = time.perf_counter(), time.process_time()
        self._exchange.run_once()
        seconds = time.perf_counter() - started
        self.by_processor = count / (time.process_time() - worked)
        return self._checked(count, seconds)

    def answer_singly(self, count: int) -> float:
        """Answers a second, where each request comes after the last answer."""
        seconds = 0.0
        for number in range(count):
            self._put(number)
            started = time.perf_counter()
            self._exchange.run_once()
            seconds += time.perf_counter() - started
        return self._checked(count, seconds)

    def answer_nothing(self, count: int) -> float:
        """The same files read, parsed, written and flushed by five lines of code."""
        self._fill(count)
        started = time.perf_counter()
        for name in sorted(os.listdir(self._req)):
            data = (self._req / name).read_bytes()
            ET.fromstring(data)  # noqa: S314 - our own request.
            with open(self._res / name.replace("req_", "res_"), "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            (self._req / name).unlink()
        return self._checked(count, time.perf_counter() - started)

    def close(self) -> None:
        """Let go of folders and database."""
        self._exchange.stop()
        self._stub.close()

    def _fill(self, count: int) -> None:
        for number in range(count):
            self._put(number)

    def _put(self, number: int) -> None:
        name = f"OQSsiquc01req_{number:06d}.xml"
        (self._req / name).write_bytes(self._requests[number % len(self._requests)])

    def _checked(self, count: int, seconds: float) -> float:
        """The rate, if every request was answered; `res` is emptied."""
        answers = list(self._res.iterdir())
        if len(answers) != count or any(self._req.iterdir()):
            raise RuntimeError(f"expected {count} answers, got {len(answers)}")
        for answer in answers:
            if not answer.read_bytes().rstrip().endswith(b"</XmlMsg>"):
                raise RuntimeError(f"{answer.name} is no whole message")
            answer.unlink()
        return count / seconds


def request_of(number: int, persona: Persona) -> bytes:
    """An `OQSsiquc01req` about that person."""
    coverage = persona.coverages[0]
    return _REQUEST.format(
        day=f"{NOW:%Y%m%d}",
        number=number,
        insurer=coverage.insurer_number,
        symbol=coverage.symbol or "",
        insured=coverage.number,
        birthdate=f"{persona.person.birthdate:%Y%m%d}",
    ).encode()
