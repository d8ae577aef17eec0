"""資格確認 by the WebAPI beside a bare Flask program under the same server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import httpx

from .insured import Insured, Numbers
from .load import answers_a_second
from .oqs_pages import PEOPLE
from .results import Bar, Row, Section
from .rounds import compare
from .shelf import NOW, Shelf

_ROUNDS = 9
_SECONDS = 1.0
_CONNECTIONS = 8
_DENTIST = "9930000014"
_OURS, _HELLO = "Mynabench", "Flask, hello world"


def eligibility_by_http(_shelf: Shelf) -> Section:
    """Answers a second, each one in the ledger on disk before it leaves."""
    with ExitStack() as stack:
        state = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="mynabench-bench-")
        )
        ours = stack.enter_context(_served("ours", state))
        hello = stack.enter_context(_served("hello"))
        requests = _requests(ours)

        def load(port: int) -> float:
            return answers_a_second(
                port, requests, connections=_CONNECTIONS, seconds=_SECONDS
            )

        load(ours)  # Whatever is done once is done.
        found = compare(
            {_OURS: lambda: load(ours), _HELLO: lambda: load(hello)}, rounds=_ROUNDS
        )
    return Section(
        key="oqs-http",
        title="Eligibility by HTTP, durable answers",
        title_ja="HTTPでの資格確認（記録まで保存した応答）",
        unit="/s",
        rows=tuple(
            Row(label=name, value=found.median(name), ours=name == _OURS)
            for name in found
        ),
        bars=(
            Bar(
                text="durable answers by HTTP : Flask, hello world",
                value=found.ratio(_OURS, _HELLO),
                limit=0.5,
                unit="×",
            ),
        ),
        how=f"both under Waitress, the same requests on {_CONNECTIONS} connections; "
        f"{PEOPLE:,} persons in SQLite, asked for in turn; "
        f"median of {_ROUNDS} interleaved rounds",
    )


@contextmanager
def _served(*arguments: str) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.oqs_pages", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.communicate(timeout=60)  # It ends with its standard input.


def _requests(port: int) -> Sequence[bytes]:
    base = f"http://127.0.0.1:{port}"
    granted = httpx.post(
        f"{base}/webapi/auth",
        json={
            "medicalInstitutionCode": _DENTIST,
            "userId": "admin",
            "password": "mynabench",
        },
        trust_env=False,
    )
    token = granted.json()["result"]["idToken"]
    insured = Insured(PEOPLE)
    return [_request(port, token, insured.numbers(n)) for n in range(PEOPLE)]


def _request(port: int, token: str, wanted: Numbers) -> bytes:
    body = json.dumps(
        {
            "XmlMsg": {
                "MessageHeader": {
                    "QualificationConfirmationDate": f"{NOW:%Y%m%d}",
                    "MedicalInstitutionCode": _DENTIST,
                    "ArbitraryFileIdentifier": "bench",
                },
                "MessageBody": {
                    "QualificationConfirmSearchInfo": {
                        "InsurerNumber": wanted.insurer,
                        "InsuredIdentificationNumber": wanted.number,
                        "Birthdate": f"{wanted.birthdate:%Y%m%d}",
                        "LimitApplicationCertificateRelatedConsFlg": "0",
                    }
                },
            }
        }
    ).encode()
    head = (
        f"POST /webapi/search HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nAuthorization: {token}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
