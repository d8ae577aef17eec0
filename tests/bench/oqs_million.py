"""Looking one person up among a million, beside the same among a thousand."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from oqs_stub.clock import SettableClock
from oqs_stub.config import StubConfig
from oqs_stub.messages import EligibilityRequest, Encoding
from oqs_stub.messages.eligibility import EligibilityRequestBody, NumberSearch
from oqs_stub.messages.headers import InquiryHeader
from oqs_stub.stub import Stub
from tests.postgresql_server import PostgreSQLMissingError, postgresql_server

from .insured import Insured
from .results import Bar, Row, Section
from .rounds import compare
from .shelf import NOW, Shelf

_FEW, _MANY = 1_000, 1_000_000
_ROUNDS = 9
_LOOK_UPS = 60
_STRIDE = 7_919  # A prime: the next one is somewhere else altogether.
_DENTIST = "9930000014"


def million(_shelf: Shelf) -> Section:
    """資格確認 of single persons by the service, in SQLite and in PostgreSQL."""
    rows: list[Row] = []
    bars: list[Bar] = []
    missing: list[str] = []
    filled: list[str] = []
    for name, server in (("SQLite", _no_server), ("PostgreSQL", _server)):
        try:
            with ExitStack() as stack:
                url = stack.enter_context(server())
                few = stack.enter_context(_Populated(_FEW, url and url("few")))
                many = stack.enter_context(_Populated(_MANY, url and url("many")))
                found = compare({"few": few.cost, "many": many.cost}, rounds=_ROUNDS)
        except PostgreSQLMissingError as error:
            missing.append(str(error))
            continue
        rows += [
            Row(label=f"{name}, {_MANY:,}", value=found.median("many"), ours=True),
            Row(label=f"{name}, {_FEW:,}", value=found.median("few"), ours=True),
        ]
        bars.append(
            Bar(
                text=f"a look-up among a million : among a thousand, {name}",
                value=found.ratio("many", "few"),
                limit=2,
                at_most=True,
            )
        )
        filled.append(f"{name} {many.filled_in:.0f} s")
    return Section(
        key="oqs-million",
        title="A look-up among a million insured persons",
        title_ja="100万人の中の1人の資格確認",
        unit="µs",
        rows=tuple(rows),
        bars=tuple(bars),
        missing=tuple(missing),
        how="the same request through the service, ledger included, "
        f"{_LOOK_UPS} persons in one transaction, nobody twice; "
        f"a million were filled in in: {', '.join(filled)}",
    )


@contextmanager
def _no_server() -> Iterator[None]:
    yield None


@contextmanager
def _server() -> Iterator[Callable[[str], str]]:
    with postgresql_server() as server:
        yield server.create_schema


class _Populated:
    """A stub that knows so many people."""

    def __init__(self, count: int, url: str | None) -> None:
        self._insured = Insured(count)
        self._next = 0
        self._directory = tempfile.TemporaryDirectory(prefix="mynabench-bench-")
        self._stub = Stub(
            StubConfig(
                state_dir=Path(self._directory.name),
                database=url,
                people=(),
                clock=SettableClock(NOW),
            )
        )
        started = time.monotonic()
        self._insured.fill(self._stub.database)
        self.filled_in = time.monotonic() - started

    def __enter__(self) -> _Populated:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stub.close()
        self._directory.cleanup()

    def cost(self) -> float:
        """Microseconds of one look-up."""
        requests = [self._request() for _ in range(_LOOK_UPS)]
        service = self._stub.inquiries
        started = time.perf_counter()
        with self._stub.database.begin():
            answers = [service.answer(one, encoding=Encoding.UTF_8) for one in requests]
        took = time.perf_counter() - started
        for answer in answers:
            validity = answer.MessageBody.QualificationValidity  # type: ignore[attr-defined]  # of every eligibility answer.
            if validity is None:
                raise RuntimeError(f"nobody was found: {answer}")
        return took / _LOOK_UPS * 1e6

    def _request(self) -> EligibilityRequest:
        self._next += _STRIDE
        wanted = self._insured.numbers(self._next % self._insured.count)
        return EligibilityRequest(
            MessageHeader=InquiryHeader(
                QualificationConfirmationDate=f"{NOW:%Y%m%d}",
                MedicalInstitutionCode=_DENTIST,
            ),
            MessageBody=EligibilityRequestBody(
                QualificationConfirmSearchInfo=NumberSearch(
                    InsurerNumber=wanted.insurer,
                    InsuredIdentificationNumber=wanted.number,
                    Birthdate=f"{wanted.birthdate:%Y%m%d}",
                    LimitApplicationCertificateRelatedConsFlg="0",
                )
            ),
        )
