"""SET PUBLIC IC KEY: a terminal's certificate is checked, its key kept [D]."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from ..status_table import AP, COMMON, ISD

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities, Talk

SUBJECT = b"6000099\x08\x05001\0\0\0\0"
CERTIFICATE_KEY = slice(42, 307)  # In the body: headers 10, key ids 32, then the key.


@pytest.fixture
def certificate(
    pki: StandInAuthorities, key_source: Callable[[], rsa.RSAPrivateKey]
) -> tuple[bytes, bytes]:
    return pki.card_data.issue_terminal_certificate(
        key_source().public_key(), subject=SUBJECT
    )


def sent(form: str, data: bytes) -> str:
    return f"80A2{form}00{len(data):04X}{data.hex()}"


@pytest.mark.parametrize("body_form", ["00C1", "06C1"])
@pytest.mark.parametrize("signature_form", ["00C1", "06C1"])
def test_a_certified_terminal_is_accepted_and_its_key_kept(
    talk: Talk,
    certificate: tuple[bytes, bytes],
    body_form: str,
    signature_form: str,
) -> None:
    body, signature = certificate
    assert (len(body), len(signature)) == (307, 261)
    assert talk.sws(f"{AP}|{sent(body_form, body)}") == ["9000", "9000"]
    assert talk.card.terminal_key is None

    assert talk.sw(sent(signature_form, signature)) == "9000"

    assert talk.card.terminal_key == body[CERTIFICATE_KEY]
    assert len(body[CERTIFICATE_KEY]) == 265


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        pytest.param(AP, True, id="the same application"),
        pytest.param(ISD, True, id="the MF level"),
        pytest.param(COMMON, True, id="another application"),
        pytest.param("warm", True, id="a warm reset"),
        pytest.param("off", False, id="power loss"),
        pytest.param("cold", False, id="a cold reset"),
    ],
)
def test_the_key_stays_until_power_loss(
    talk: Talk, certificate: tuple[bytes, bytes], event: str, *, kept: bool
) -> None:
    body, signature = certificate
    talk.sws(f"{AP}|{sent('00C1', body)}|{sent('06C1', signature)}")

    match event:
        case "warm":
            talk.card.reset()
        case "off":
            talk.card.power_off()
        case "cold":
            talk.card.power_on()
        case command:
            talk(command)

    assert (talk.card.terminal_key is not None) is kept


def test_a_warm_reset_that_starts_anew_forgets_the_key(
    image: CardImage, talk: Talk, certificate: tuple[bytes, bytes]
) -> None:
    card = VirtualCard(image, counters=MemoryCounters(), contactless=False)
    card.power_on()
    body, signature = certificate
    talk.__class__(card).sws(f"{AP}|{sent('00C1', body)}|{sent('06C1', signature)}")
    assert card.terminal_key is not None

    card.reset()

    assert card.terminal_key is None


def other_bytes(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


@pytest.mark.parametrize(
    ("change_body", "change_signature", "sws"),
    [
        pytest.param(10, None, ["9000", "6300"], id="another issuer's name"),
        pytest.param(30, None, ["9000", "6300"], id="another terminal's name"),
        pytest.param(306, None, ["9000", "6300"], id="another key"),
        pytest.param(None, 260, ["9000", "6300"], id="another signature"),
        pytest.param(None, 0, ["9000", "6A80"], id="no signature object"),
        pytest.param(0, None, ["6A80", "6985"], id="no certificate"),
        pytest.param(5, None, ["6A80", "6985"], id="no content object"),
        pytest.param(42, None, ["6A80", "6985"], id="no key block"),
    ],
)
def test_a_forged_certificate_is_refused_and_forgotten(
    talk: Talk,
    certificate: tuple[bytes, bytes],
    change_body: int | None,
    change_signature: int | None,
    sws: list[str],
) -> None:
    body, signature = certificate
    forged = body if change_body is None else other_bytes(body, change_body)
    mark = (
        signature
        if change_signature is None
        else other_bytes(signature, change_signature)
    )
    talk(AP)

    assert talk.sws(f"{sent('00C1', forged)}|{sent('00C1', mark)}") == sws

    assert talk.card.terminal_key is None
    assert talk.sw(sent("00C1", signature)) == "6985"


def test_another_ca_certifies_nobody_for_this_card(
    talk: Talk,
    certificate: tuple[bytes, bytes],
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> None:
    body, _ = certificate
    stranger = key_source().sign(body[10:], padding.PKCS1v15(), hashes.SHA256())

    talk.sws(f"{AP}|{sent('00C1', body)}")

    assert talk.sw(sent("00C1", bytes.fromhex("5F37820100") + stranger)) == "6300"


def test_a_refused_terminal_leaves_the_accepted_one(
    talk: Talk, certificate: tuple[bytes, bytes]
) -> None:
    body, signature = certificate
    talk.sws(f"{AP}|{sent('00C1', body)}|{sent('00C1', signature)}")

    talk.sws(f"{sent('00C1', body)}|{sent('00C1', other_bytes(signature, 99))}")

    assert talk.card.terminal_key == body[CERTIFICATE_KEY]


def test_a_new_body_replaces_the_one_that_waits(
    talk: Talk,
    pki: StandInAuthorities,
    certificate: tuple[bytes, bytes],
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> None:
    first, first_signature = certificate
    second, second_signature = pki.card_data.issue_terminal_certificate(
        key_source().public_key(), subject=SUBJECT[:-1] + b"\x01"
    )
    bodies = f"{AP}|{sent('00C1', first)}|{sent('00C1', second)}"

    assert talk.sws(f"{bodies}|{sent('00C1', first_signature)}")[-1] == "6300"
    assert talk.sws(f"{bodies}|{sent('00C1', second_signature)}")[-1] == "9000"


def test_a_body_that_is_none_forgets_the_one_that_waits(
    talk: Talk, certificate: tuple[bytes, bytes]
) -> None:
    body, signature = certificate
    junk = sent("00C1", bytes(307))

    sws = talk.sws(f"{AP}|{sent('00C1', body)}|{junk}|{sent('00C1', signature)}")

    assert sws[1:] == ["9000", "6A80", "6985"]


def test_a_body_waits_through_other_commands(
    talk: Talk, certificate: tuple[bytes, bytes]
) -> None:
    body, signature = certificate

    sws = talk.sws(
        f"{AP}|{sent('00C1', body)}|00B0860004|{AP}|{sent('06C1', signature)}"
    )

    assert sws[-1] == "9000"


def test_the_word_for_a_forged_certificate_is_a_parameter(
    image: CardImage, talk: Talk, certificate: tuple[bytes, bytes]
) -> None:
    card = VirtualCard(
        image,
        counters=MemoryCounters(),
        behaviour=CardBehaviour(sw_forged_terminal=0x6982),
    )
    card.power_on()
    body, signature = certificate

    sws = talk.__class__(card).sws(
        f"{AP}|{sent('00C1', body)}|{sent('00C1', other_bytes(signature, 99))}"
    )

    assert sws[-1] == "6982"
