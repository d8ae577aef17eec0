"""Delivering a session key: who may, in which form, and what the card answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from card_profiles.model import Persona
from emulator.behaviour import CardBehaviour

from .conftest import SELECT, SELECT_ISD, CardMaker, assert_no_session
from .terminal import DELIVERY, NUMBER_A, NUMBER_B, PIN, SEED, Terminal

A, B = "999999900014", "55021720362285"


@pytest.mark.parametrize(
    ("presented", "expected"),
    [
        pytest.param(None, "6982", id="[M] nothing"),
        pytest.param((NUMBER_A, A), "6982", id="[M] 照合番号A"),
        pytest.param((NUMBER_B, B), "6982", id="[D] 照合番号B"),
        pytest.param((PIN, "1234"), "9000", id="[M] PIN"),
    ],
)
def test_only_the_pin_lets_a_key_be_delivered(
    terminal: Terminal, presented: tuple[int, str] | None, expected: str
) -> None:
    terminal.verify(PIN, "1234")
    delivery = terminal.encrypted_delivery(DELIVERY)
    terminal.sw(SELECT_ISD)
    terminal.sw(SELECT)
    if presented is not None:
        terminal.verify(*presented)

    assert terminal.deliver(delivery) == expected


def test_number_b_lets_a_key_be_delivered_where_a_parameter_says_so(
    make_card: CardMaker,
) -> None:
    behaviour = CardBehaviour(number_b_opens_secure_messaging=True)
    terminal = Terminal(make_card(behaviour=behaviour).transmit)
    terminal.verify(NUMBER_B, B)

    terminal.open()

    assert terminal.protected_select(0x0002) == "9000"
    assert terminal.protected_read(0, 3)[1] == "9000"


def test_access_is_checked_before_anything_is_decrypted(terminal: Terminal) -> None:
    for junk in (b"\0" * 256, b"\xff" * 256, b"\0"):
        assert terminal.deliver(junk) == "6982"


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param(b"\xa0\x22\x81\x20" + SEED, id="[M] checksum key"),
        pytest.param(
            b"\xa0\x44\x80\x20" + SEED + b"\x81\x20" + SEED, id="[M] both keys"
        ),
        pytest.param(b"\xa0\x12\x80\x10" + SEED[:16], id="[D] 16 bytes"),
        pytest.param(b"\xa0\x23\x80\x21" + SEED + b"!", id="[D] 33 bytes"),
        pytest.param(DELIVERY + b"\0", id="[D] something behind"),
        pytest.param(DELIVERY[:-1], id="[D] cut short"),
        pytest.param(SEED, id="[D] no objects"),
        pytest.param(SEED + b"1234", id="[D] no objects, of the right length"),
        pytest.param(b"", id="[M] nothing"),
    ],
)
def test_a_delivery_of_another_structure_is_6a80(
    verified: Terminal, plain: bytes
) -> None:
    assert verified.deliver(verified.encrypted_delivery(plain)) == "6A80"


def test_a_seed_may_look_like_a_delivery(verified: Terminal) -> None:
    verified.open(DELIVERY[:32])

    assert verified.protected_verify(NUMBER_A, A) == "9000"


def test_a_delivery_for_another_key_or_by_another_hash_is_6a80(
    verified: Terminal, card_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]
) -> None:
    with_sha1 = verified.encrypted_delivery(DELIVERY, algorithm=hashes.SHA1)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    modulus = verified.session_public_key().public_numbers().n
    for_signing_key = b"\xff" * 256
    while int.from_bytes(for_signing_key, "big") >= modulus:
        for_signing_key = card_keys[0].public_key().encrypt(DELIVERY, oaep)

    assert verified.deliver(with_sha1) == "6A80"
    assert verified.deliver(for_signing_key) == "6A80"


def test_a_cryptogram_at_or_above_the_modulus_is_6f00(verified: Terminal) -> None:
    modulus = verified.session_public_key().public_numbers().n

    answers = [
        verified.deliver(number.to_bytes(256, "big"))
        for number in (modulus - 1, modulus, modulus + 1, 2**2048 - 1)
    ]

    assert answers == ["6A80", "6F00", "6F00", "6F00"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("80AE0000", "6700", id="[D] no data"),
        pytest.param("80AE000010" + "00" * 16, "6700", id="[D] 16 bytes"),
        pytest.param("80AE0000000101" + "00" * 257, "6700", id="[D] 257 bytes"),
        pytest.param("80AE0001000100" + "00" * 256, "6A86", id="[D] P2 01"),
        pytest.param("80AE0100000100" + "00" * 256, "6A86", id="[D] P1 01"),
        pytest.param("00AE0000000100" + "00" * 256, "6D00", id="[S] CLA 00"),
    ],
)
def test_set_session_key_in_another_form(
    verified: Terminal, command: str, expected: str
) -> None:
    assert verified.sw(command) == expected
    assert_no_session(verified)


def test_a_refused_delivery_leaves_the_open_session(opened: Terminal) -> None:
    assert opened.deliver(b"\0" * 256) == "6A80"

    assert opened.protected_verify(NUMBER_A, A) == "9000"


def test_a_card_made_without_pin_never_opens_a_session(
    make_card: CardMaker, persona: Persona
) -> None:
    plan = replace(persona.card, support_tries_left=0)
    terminal = Terminal(make_card(replace(persona, card=plan)).transmit)
    terminal.verify(NUMBER_A, A)

    assert terminal.verify(PIN, "1234") == "6984"
    assert terminal.deliver(terminal.encrypted_delivery(DELIVERY)) == "6982"
