"""The app stand-in leads a patient from the PIN to the browser, or says why not."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.store import CardDrawer
from harness.app.stand_in import StandInApp
from harness.drivers.virtual_card import VirtualCardHolder
from harness.ports import AppScreen, AppState, CardConnection

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
SERVER = "http://127.0.0.1:8080"
RETURN = SERVER + "/zaitaku/return/s1"
NONCE = b"a challenge of thirty-two bytes."


def launch_url(**changes: str) -> str:
    values = {
        "session": "s1",
        "nonce": base64.urlsafe_b64encode(NONCE).decode().rstrip("="),
        "mode": "register",
        "gate": SERVER + "/appgate/authentications",
        "return": RETURN,
    }
    return "mynabench-app://authenticate?" + urlencode({**values, **changes})


def read(app: StandInApp, card: CardConnection) -> AppScreen:
    """Hold the card, and let the app deliver what it signed."""
    screen = app.read_card(card)
    return app.deliver() if screen.state is AppState.CARD_READ else screen


class Gate:
    """What the server answers to the app; remembers what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, str]] = []
        self.answer = httpx.Response(200, json={"result": "accepted", "return": RETURN})
        self.broken = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.broken:
            raise httpx.ConnectError("no route", request=request)
        assert str(request.url) == SERVER + "/appgate/authentications"
        self.bodies.append(json.loads(request.content))
        return self.answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="module")
def holder(home: Path) -> Iterator[VirtualCardHolder]:
    pki = PKI.open(home / "pki", now=NOW)
    holder = VirtualCardHolder(
        CardDrawer(home / "cards"), people=lambda name: load(name, now=NOW), pki=pki
    )
    yield holder
    holder.close()


@pytest.fixture
def card(holder: VirtualCardHolder) -> CardConnection:
    holder.reset_tries("hanako")
    return holder.present("hanako")


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def app(gate: Gate) -> StandInApp:
    client = httpx.Client(transport=httpx.MockTransport(gate))
    return StandInApp(client, trusted_origins={SERVER})


def test_nothing_leaves_the_phone_before_it_is_delivered(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = app.read_card(card)

    assert screen.state is AppState.CARD_READ
    assert gate.bodies == []
    assert app.deliver().state is AppState.FINISHED
    with pytest.raises(RuntimeError, match="deliver needs card-read"):
        app.deliver()


def test_the_way_leads_from_pin_to_card_to_browser(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    assert app.start(launch_url()).state is AppState.PIN_ENTRY
    assert app.enter_pin("1234").state is AppState.WAITING_FOR_CARD

    done = read(app, card)

    assert (done.state, done.reason, done.return_url) == (
        AppState.FINISHED, None, RETURN,
    )  # fmt: skip
    assert app.signature_verified is True
    assert gate.bodies[0]["session"] == "s1"


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


def test_the_pin_never_leaves_for_the_server(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")
    read(app, card)

    assert set(gate.bodies[0]) == {"session", "certificate", "signature"}
    assert "1234" not in repr(vars(app))


def test_wrong_pins_count_down_to_the_lock(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    seen = []

    for _ in range(3):
        app.enter_pin("0000")
        screen = read(app, card)
        seen.append((screen.state, screen.tries_left, screen.reason))

    assert seen == [
        (AppState.PIN_ENTRY, 2, "pin_wrong"),
        (AppState.PIN_ENTRY, 1, "pin_wrong"),
        (AppState.REFUSED, 0, "pin_blocked"),
    ]
    assert gate.bodies == []
    assert app.signature_verified is None


def test_the_patient_reads_how_many_tries_are_left(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("0000")

    assert "あと2回" in read(app, card).message


def test_a_right_pin_after_a_wrong_one_goes_through(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("0000")
    read(app, card)
    app.enter_pin("1234")

    assert read(app, card).state is AppState.FINISHED


def test_a_locked_card_is_refused_even_with_the_right_pin(
    app: StandInApp, holder: VirtualCardHolder
) -> None:
    app.start(launch_url())
    app.enter_pin(load("kiyoshi", now=NOW).card.auth_pin)

    screen = read(app, holder.present("kiyoshi"))

    assert (screen.state, screen.reason) == (AppState.REFUSED, "pin_blocked")
    assert "市区町村の窓口" in screen.message


@pytest.mark.parametrize(
    "pin",
    [
        pytest.param("123", id="short"),
        pytest.param("12345", id="long"),
        pytest.param("12a4", id="letter"),
        pytest.param("１２３４", id="full-width"),
        pytest.param("", id="empty"),
    ],
)
def test_a_pin_of_another_shape_never_reaches_the_card(
    app: StandInApp, pin: str
) -> None:
    app.start(launch_url())

    screen = app.enter_pin(pin)

    assert screen.state is AppState.PIN_ENTRY
    assert screen.reason is None
    assert "4桁" in screen.message


@pytest.mark.parametrize("commands", range(8))
def test_a_card_lost_half_way_can_be_held_again(
    app: StandInApp, holder: VirtualCardHolder, gate: Gate, commands: int
) -> None:
    holder.reset_tries("hanako")
    app.start(launch_url())
    app.enter_pin("1234")
    holder.tear_after(commands)

    lost = read(app, holder.present("hanako"))
    again = read(app, holder.present("hanako"))

    assert (lost.state, lost.reason) == (AppState.WAITING_FOR_CARD, "card_lost")
    assert again.state is AppState.FINISHED
    assert len(gate.bodies) == 1


def test_cancelling_leads_back_to_the_browser(app: StandInApp) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = app.cancel()

    assert (screen.state, screen.reason, screen.return_url) == (
        AppState.REFUSED, "cancelled", RETURN,
    )  # fmt: skip


class ForeignCard:
    """Some other card: it knows no application of a My Number Card."""

    atr = b"\x3b\x00"

    def transmit(self, command: bytes) -> bytes:
        return b"\x6a\x82"

    def reset(self) -> None: ...
    def close(self) -> None: ...


class ForgingCard:
    """Let every command through to a real card, but spoil the signature."""

    def __init__(self, card: CardConnection) -> None:
        self._card = card
        self.atr = card.atr

    def transmit(self, command: bytes) -> bytes:
        response = self._card.transmit(command)
        if command[:2] == b"\x80\x2a":
            return bytes((response[0] ^ 1,)) + response[1:]
        return response

    def reset(self) -> None: ...
    def close(self) -> None: ...


def test_another_card_may_be_exchanged_for_the_right_one(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    wrong = read(app, ForeignCard())

    assert (wrong.state, wrong.reason) == (
        AppState.WAITING_FOR_CARD, "card_unsupported",
    )  # fmt: skip
    assert read(app, card).state is AppState.FINISHED


def test_a_signature_that_does_not_verify_is_not_sent(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")

    screen = read(app, ForgingCard(card))

    assert (screen.state, screen.reason) == (AppState.REFUSED, "signature_invalid")
    assert app.signature_verified is False
    assert gate.bodies == []


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


def test_the_app_returns_to_no_stranger(
    app: StandInApp, card: CardConnection, gate: Gate
) -> None:
    gate.answer = httpx.Response(
        200, json={"result": "accepted", "return": "http://evil.invalid/"}
    )
    app.start(launch_url())
    app.enter_pin("1234")

    assert read(app, card).return_url == RETURN


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(launch_url(gate="http://evil.invalid/g"), id="gate"),
        pytest.param(launch_url(**{"return": "https://127.0.0.1:8080/x"}), id="return"),
        pytest.param(launch_url(gate="http://127.0.0.1:8081/g"), id="port"),
        pytest.param(launch_url(nonce="AAAA"), id="nonce"),
        pytest.param("mynabench-app://authenticate", id="empty"),
    ],
)
def test_a_strangers_launch_is_refused(app: StandInApp, url: str) -> None:
    screen = app.start(url)

    assert (screen.state, screen.reason) == (AppState.REFUSED, "url_unknown")
    assert screen.return_url is None


def test_a_new_start_forgets_the_last_patient(
    app: StandInApp, card: CardConnection
) -> None:
    app.start(launch_url())
    app.enter_pin("1234")
    read(app, card)

    app.start(launch_url())

    assert app.signature_verified is None
    with pytest.raises(RuntimeError, match="read_card needs waiting-for-card"):
        app.read_card(card)


def test_what_is_over_cannot_be_cancelled(app: StandInApp) -> None:
    app.start(launch_url())
    app.cancel()

    with pytest.raises(RuntimeError, match="the app is refused"):
        app.cancel()


def test_acts_out_of_order_are_a_mistake_of_the_caller(app: StandInApp) -> None:
    with pytest.raises(RuntimeError, match="not been started"):
        app.enter_pin("1234")
