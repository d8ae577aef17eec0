"""Every card connection keeps the same contract, whatever stands behind it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.card.errors import PINBlocked, PINRejected, StatusWordError
from harness.card.jpki import JPKIClient
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.ports import (
    BenchUnavailable,
    Capability,
    CardConnection,
    CardHolder,
    TransportError,
)
from harness.trace.recording_holder import RecordingHolder

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
MESSAGE = b"challenge"
DIGEST = hashlib.sha256(MESSAGE).digest()
SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")


@dataclass
class World:
    """What every holder needs: a drawer of cards and the CAs behind them."""

    drawer: CardDrawer
    pki: PKI

    def virtual(self) -> CardHolder:
        return VirtualCardHolder(
            self.drawer, people=lambda name: load(name, now=NOW), pki=self.pki
        )

    def recorded(self) -> CardHolder:
        return RecordingHolder(self.virtual(), Journal())

    def vpcd(self) -> CardHolder:
        try:
            from harness.drivers.vpcd_card import VPCDCardHolder

            return VPCDCardHolder(
                self.drawer, self.pki, find=lambda name: load(name, now=NOW)
            )
        except BenchUnavailable as missing:
            if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
                raise
            pytest.skip(str(missing))


HOLDERS: dict[str, Callable[[World], CardHolder]] = {
    "virtual": World.virtual,
    "recorded": World.recorded,
    "vpcd": World.vpcd,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("contract")
    return World(CardDrawer(home / "cards"), PKI.open(home / "pki", now=NOW))


@pytest.fixture(
    scope="module",
    params=[
        "virtual",
        "recorded",
        pytest.param("vpcd", marks=pytest.mark.system),
    ],
)
def held(request: pytest.FixtureRequest, world: World) -> Iterator[CardHolder]:
    with ExitStack() as stack:
        holder = HOLDERS[request.param](world)
        stack.callback(holder.close)
        yield holder


@pytest.fixture
def holder(held: CardHolder) -> CardHolder:
    held.reset_tries("hanako")
    return held


@pytest.fixture
def card(holder: CardHolder) -> Iterator[CardConnection]:
    connection = holder.present("hanako")
    yield connection
    connection.close()


def selected(card: CardConnection) -> JPKIClient:
    client = JPKIClient(card)
    client.select()
    return client


def test_the_atr_is_that_of_a_contactless_card(card: CardConnection) -> None:
    assert card.atr.hex().upper() == "3B888001000041E0B381A1003B"


def test_answers_are_bytes_with_a_status_word(card: CardConnection) -> None:
    response = card.transmit(SELECT_JPKI)

    assert type(response) is bytes
    assert response == b"\x90\x00"


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        pytest.param("00A4040C05A000000308", "6A82", id="unknown-application"),
        pytest.param("00FE0000", "6D00", id="unknown-instruction"),
        pytest.param("E0840000", "6E00", id="unknown-class"),
    ],
)
def test_a_status_word_is_an_answer_whatever_it_is(
    card: CardConnection, command: str, sw: str
) -> None:
    assert card.transmit(bytes.fromhex(command)).hex().upper() == sw


def test_a_long_answer_arrives_whole(card: CardConnection) -> None:
    client = selected(card)

    certificate = client.auth_certificate()

    assert len(certificate) > 1000
    x509.load_der_x509_certificate(certificate)


def test_an_extended_answer_arrives_whole(card: CardConnection) -> None:
    selected(card)
    card.transmit(bytes.fromhex("00A4020C02000A"))

    response = card.transmit(bytes.fromhex("00B00000000000"))

    assert response[-2:] == b"\x90\x00"
    assert len(response) > 1000


def test_a_signature_verifies_with_the_certificate_on_the_card(
    card: CardConnection,
) -> None:
    client = selected(card)
    client.verify_auth("1234")

    signature = client.sign_auth(DIGEST)

    key = x509.load_der_x509_certificate(client.auth_certificate()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, MESSAGE, padding.PKCS1v15(), SHA256())


def test_signing_needs_the_pin(card: CardConnection) -> None:
    with pytest.raises(StatusWordError) as refused:
        selected(card).sign_auth(DIGEST)

    assert refused.value.sw == 0x6982


def test_tries_count_down_to_the_lock(card: CardConnection) -> None:
    client = selected(card)
    left = []
    for _ in range(3):
        with pytest.raises(PINRejected) as rejected:
            client.verify_auth("0000")
        left.append(rejected.value.tries_left)

    assert left == [2, 1, 0]
    assert client.auth_tries_left() == 0
    with pytest.raises(PINBlocked):
        client.verify_auth("1234")


def test_a_warm_reset_keeps_the_security_status(card: CardConnection) -> None:
    client = selected(card)
    client.verify_auth("1234")

    card.reset()
    client.select()

    assert len(client.sign_auth(DIGEST)) == 256


def test_presenting_again_is_a_cold_reset(holder: CardHolder) -> None:
    selected(holder.present("hanako")).verify_auth("1234")

    client = selected(holder.present("hanako"))

    with pytest.raises(StatusWordError) as refused:
        client.sign_auth(DIGEST)
    assert refused.value.sw == 0x6982


def test_a_removed_card_answers_no_more(holder: CardHolder) -> None:
    card = holder.present("hanako")

    holder.remove()

    with pytest.raises(TransportError):
        card.transmit(SELECT_JPKI)


def test_a_closed_connection_answers_no_more(card: CardConnection) -> None:
    card.close()

    with pytest.raises(TransportError):
        card.transmit(SELECT_JPKI)


def test_closing_twice_does_no_harm(card: CardConnection) -> None:
    card.close()
    card.close()


@pytest.mark.parametrize("commands", [0, 2])
def test_a_torn_card_is_a_broken_link(holder: CardHolder, commands: int) -> None:
    assert Capability.TEAR in holder.capabilities
    holder.tear_after(commands)
    card = holder.present("hanako")

    for _ in range(commands):
        assert card.transmit(SELECT_JPKI) == b"\x90\x00"

    with pytest.raises(TransportError):
        card.transmit(SELECT_JPKI)


def test_after_a_tear_the_card_can_be_held_again(holder: CardHolder) -> None:
    holder.tear_after(0)
    with pytest.raises(TransportError):
        holder.present("hanako").transmit(SELECT_JPKI)

    selected(holder.present("hanako")).verify_auth("1234")


def test_one_card_takes_the_place_of_another(holder: CardHolder) -> None:
    first = selected(holder.present("hanako")).auth_certificate()

    second = selected(holder.present("taro")).auth_certificate()

    assert first != second


def test_a_reset_of_tries_unlocks_a_card_that_is_away(holder: CardHolder) -> None:
    client = selected(holder.present("hanako"))
    for _ in range(3):
        with pytest.raises(PINRejected):
            client.verify_auth("0000")
    holder.remove()

    holder.reset_tries("hanako")

    assert selected(holder.present("hanako")).auth_tries_left() == 3
