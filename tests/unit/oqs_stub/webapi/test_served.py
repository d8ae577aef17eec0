"""The WebAPI over real HTTP, asked by an ordinary client."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from oqs_stub.server import StubServer
from oqs_stub.stub import Stub
from oqs_stub.webapi.asked import LARGEST_BODY

from .asking import credentials, request_of_sakura


def test_a_client_authenticates_and_searches_over_http(stub: Stub) -> None:
    with (
        StubServer(stub) as server,
        httpx.Client(base_url=server.base_url, trust_env=False, timeout=60) as client,
    ):
        granted = client.post("/webapi/auth", json=credentials()).json()["result"]
        answers = [
            client.post(
                "/webapi/search",
                json=request_of_sakura(ArbitraryFileIdentifier=f"call-{number}"),
                headers={"Authorization": granted["idToken"]},
            ).json()["XmlMsg"]
            for number in range(3)
        ]

    assert [one["MessageHeader"]["ArbitraryFileIdentifier"] for one in answers] == [
        "call-0",
        "call-1",
        "call-2",
    ]
    assert {one["MessageBody"]["QualificationValidity"] for one in answers} == {"1"}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param(0, 200, id="the-largest"),
        pytest.param(1, 413, id="one-byte-more"),
        pytest.param(LARGEST_BODY, 413, id="twice"),
    ],
)
def test_a_body_in_chunks_is_refused_as_one_with_its_length(
    stub: Stub, more: int, status: int
) -> None:
    sent = json.dumps(request_of_sakura()).encode().ljust(LARGEST_BODY + more)

    with (
        StubServer(stub) as server,
        httpx.Client(base_url=server.base_url, trust_env=False, timeout=60) as client,
    ):
        granted = client.post("/webapi/auth", json=credentials()).json()["result"]
        headers = {
            "Authorization": granted["idToken"],
            "Content-Type": "application/json",
        }
        whole, chunked = (
            client.post("/webapi/search", content=content, headers=headers)
            for content in (
                sent,
                (sent[at : at + 9000] for at in range(0, len(sent), 9000)),
            )
        )

    assert whole.status_code == chunked.status_code == status
    assert "transfer-encoding" in chunked.request.headers
    if status == 413:
        assert whole.json() == chunked.json()


def test_tokens_stay_good_over_a_restart(stub: Stub) -> None:
    with StubServer(stub) as first:
        granted = httpx.post(
            f"{first.base_url}/webapi/auth",
            json=credentials(),
            trust_env=False,
            timeout=60,
        ).json()["result"]
    again = Stub(stub.config, pki=stub.pki)

    with StubServer(again) as second:
        answer = httpx.post(
            f"{second.base_url}/webapi/search",
            json=request_of_sakura(),
            headers={"Authorization": granted["idToken"]},
            trust_env=False,
            timeout=60,
        )
    again.close()

    assert answer.status_code == 200


def test_programs_that_ask_at_once_each_get_their_own_answer(stub: Stub) -> None:
    def ask(number: int) -> list[str]:
        with httpx.Client(
            base_url=server.base_url, trust_env=False, timeout=60
        ) as client:
            answers = [
                client.post(
                    "/webapi/search",
                    json=request_of_sakura(ArbitraryFileIdentifier=f"{number}-{turn}"),
                    headers={"Authorization": granted["idToken"]},
                ).json()["XmlMsg"]["MessageHeader"]["ArbitraryFileIdentifier"]
                for turn in range(10)
            ]
        return [str(answer) for answer in answers]

    with StubServer(stub) as server, ThreadPoolExecutor(8) as programs:
        granted = httpx.post(
            f"{server.base_url}/webapi/auth",
            json=credentials(),
            trust_env=False,
            timeout=60,
        ).json()["result"]
        came = list(programs.map(ask, range(8)))

    assert came == [[f"{number}-{turn}" for turn in range(10)] for number in range(8)]
    noted = [one for one in stub.ledger.entries() if one.action == "OQSsiquc01"]
    assert [one.result for one in noted] == ["ok"] * 80
