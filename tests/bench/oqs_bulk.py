"""一括照会 of 10,000 persons: how long it takes, and how much memory.

`python -m tests.bench.oqs_bulk STATE` does it once in a process of its own, by the
folders, and prints seconds by the clock, seconds of the processor, and MiB.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from oqs_stub.clock import SettableClock
from oqs_stub.config import StubConfig
from oqs_stub.stub import Stub

from .insured import Insured
from .results import Bar, Row, Section
from .shelf import NOW, Shelf

_PEOPLE = 10_000
_ROUNDS = 3
_SECONDS = 120.0
_DENTIST = "9930000014"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'


def bulk_inquiry(_shelf: Shelf) -> Section:
    """Both requests of one 一括照会, from the file in `req` to the file in `res`."""
    seconds, work, memory = [], [], []
    with tempfile.TemporaryDirectory(prefix="mynabench-bench-") as directory:
        stub = _stub(Path(directory))
        Insured(_PEOPLE).fill(stub.database)
        stub.close()
        for _ in range(_ROUNDS):
            took, worked, most = _in_a_process(directory).split()
            seconds.append(float(took))
            work.append(float(worked))
            memory.append(float(most))
    return Section(
        key="oqs-bulk",
        title=f"一括照会 of {_PEOPLE:,} persons by folder",
        title_ja=f"{_PEOPLE:,}人の一括照会（フォルダー）",
        unit="s",
        rows=(
            Row(label="processor time", value=statistics.median(work), ours=True),
            Row(label="by the clock", value=statistics.median(seconds), ours=True),
            Row(label="— slowest", value=max(seconds), ours=True),
        ),
        bars=(
            Bar(
                text=f"{_PEOPLE:,} persons, reception and result",
                value=statistics.median(work),
                limit=10,
                at_most=True,
                unit="s",
            ),
            Bar(
                text=f"{_PEOPLE:,} persons, the whole process at its largest",
                value=statistics.median(memory),
                limit=300,
                at_most=True,
                unit="MiB",
            ),
        ),
        how=f"a process of its own for each of {_ROUNDS} rounds, median; memory is the "
        "largest resident set of the whole process",
    )


def _in_a_process(state: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench.oqs_bulk", state],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=_SECONDS,
    ).stdout


def main(state: Path) -> None:
    """Ask once, and print what it took."""
    import resource

    stub = _stub(state)
    folders = stub.exchange.folders
    stub.exchange.start()
    _put(folders.req, "OQSmuquc01req_1.xml", _request())
    started, working = time.perf_counter(), time.process_time()
    reception = _taken(folders.res / "OQSmuquc01res_1.xml")
    found = re.search(rb"<ReceptionNumber>(\d+)<", reception)
    if found is None:
        raise RuntimeError(f"no reception: {reception!r}")
    number = found[1].decode()
    _put(folders.req, "OQSmuquc02req_1.xml", _result_request(number))
    result = _taken(folders.res / "OQSmuquc02res_1.xml")
    took, worked = time.perf_counter() - started, time.process_time() - working
    count = result.count(b"</BulkConfirmUnit>")
    valid = result.count(b"<ResultOfQualificationConfirmation>")
    if count != _PEOPLE or valid < _PEOPLE // 2:
        raise RuntimeError(f"{count} units, {valid} found: {result[:2000]!r}")
    stub.exchange.stop()
    stub.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{took} {worked} {most}\n")


def _stub(state: Path) -> Stub:
    return Stub(StubConfig(state_dir=state, people=(), clock=SettableClock(NOW)))


def _put(folder: Path, name: str, text: str) -> None:
    hidden = folder / f".{name}"
    hidden.write_text(text, encoding="utf-8")
    hidden.rename(folder / name)


def _taken(path: Path) -> bytes:
    """The answer, once it is whole; taken out, as a receipt computer does."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if path.exists():
            answer = path.read_bytes()
            if answer.rstrip().endswith(b"</XmlMsg>"):
                path.unlink()
                return answer
        time.sleep(0.01)
    raise TimeoutError(path.name)


def _request() -> str:
    insured = Insured(_PEOPLE)
    rows = (
        "<QualificationConfirmSearchInfo>"
        f"<InsurerNumber>{one.insurer}</InsurerNumber>"
        f"<InsuredIdentificationNumber>{one.number}</InsuredIdentificationNumber>"
        f"<Birthdate>{one.birthdate:%Y%m%d}</Birthdate>"
        "<LimitApplicationCertificateRelatedConsFlg>0"
        "</LimitApplicationCertificateRelatedConsFlg>"
        "</QualificationConfirmSearchInfo>"
        for one in (insured.numbers(index) for index in range(_PEOPLE))
    )
    return (
        f"{_DECLARATION}<XmlMsg><MessageHeader>"
        f"<QualificationConfirmationDate>{NOW:%Y%m%d}</QualificationConfirmationDate>"
        f"<MedicalInstitutionCode>{_DENTIST}</MedicalInstitutionCode>"
        "<ArbitraryFileIdentifier>bench</ArbitraryFileIdentifier></MessageHeader>"
        f"<MessageBody>{''.join(rows)}</MessageBody></XmlMsg>"
    )


def _result_request(number: str) -> str:
    return (
        f"{_DECLARATION}<XmlMsg><MessageHeader>"
        f"<MedicalInstitutionCode>{_DENTIST}</MedicalInstitutionCode>"
        "<ArbitraryFileIdentifier>bench</ArbitraryFileIdentifier></MessageHeader>"
        f"<MessageBody><ReceptionNumber>{number}</ReceptionNumber></MessageBody>"
        "</XmlMsg>"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
