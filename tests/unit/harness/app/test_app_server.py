"""The app proves the card to the server, and tells what the server answers."""

from __future__ import annotations

import base64
import hashlib

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from harness.app.stand_in import StandInApp
from harness.ports import AppState, CardConnection

from .stage import NONCE, SERVER, Gate, launch_url, read


def test_the_server_gets_a_signature_over_the_hash_of_the_challenge(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")
    read(app, card)

    body = gate.bodies[0]
    certificate = x509.load_der_x509_certificate(base64.b64decode(body["certificate"]))
    key = certificate.public_key()

    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(
        base64.b64decode(body["signature"]),
        hashlib.sha256(NONCE).digest(),
        padding.PKCS1v15(),
        Prehashed(SHA256()),
    )


def test_the_servers_refusal_is_shown_as_it_came(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    back = SERVER + "/zaitaku/refused/s1"
    gate.answer = httpx.Response(
        403,
        json={
            "result": "refused",
            "reason": "certificate_expired",
            "message": "電子証明書の検証に失敗しました",
            "return": back,
        },
    )
    app.start(launch_url())
    app.enter_pin("1234")

    screen = read(app, card)

    assert (screen.state, screen.reason) == (AppState.REFUSED, "certificate_expired")
    assert screen.message == "電子証明書の検証に失敗しました"
    assert screen.return_url == back
    assert app.signature_verified is True


def test_an_unreachable_server_is_told(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    gate.broken = True
    app.start(launch_url())
    app.enter_pin("1234")

    screen = read(app, card)

    assert (screen.state, screen.reason) == (AppState.REFUSED, "server_error")
    assert "127.0.0.1:8080" in screen.message


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(httpx.Response(502, text="Bad Gateway"), id="no-json"),
        pytest.param(
            httpx.Response(500, json={"result": "accepted"}), id="contradiction"
        ),
        pytest.param(httpx.Response(200, json={"result": "refused"}), id="and-another"),
        pytest.param(httpx.Response(302, headers={"Location": "/x"}), id="redirect"),
    ],
)
def test_a_servers_nonsense_is_no_registration(
    app: StandInApp, card: CardConnection, gate: Gate, answer: httpx.Response
) -> None:
    gate.answer = answer
    app.start(launch_url())
    app.enter_pin("1234")

    screen = read(app, card)

    assert (screen.state, screen.reason) == (AppState.REFUSED, "server_error")
