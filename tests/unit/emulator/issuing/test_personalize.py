"""Making a card: keys and certificates belong together, revocation is the CA's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

from card_profiles.model import Persona
from emulator.applets import jpki
from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.iso7816.atr import ATRS
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import padded
from emulator.memory.image import CardImage

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities

KeySource = Callable[[], rsa.RSAPrivateKey]

AP_AID = bytes.fromhex("D392F000260100000001")
AP = bytes.fromhex("00A4040C0AD392F000260100000001")


def spki(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]  # Any public key.


@pytest.mark.parametrize(
    ("certificate_fid", "key_fid", "serial"),
    [
        pytest.param(0x000A, 0x0017, 0x0102, id="auth"),
        pytest.param(0x0001, 0x001A, 0x0203, id="sign"),
    ],
)
def test_key_and_certificate_belong_together(
    image: CardImage, certificate_fid: int, key_fid: int, serial: int
) -> None:
    application = image.application(AP_AID)
    content = application.find(certificate_fid).content
    der = content[: int.from_bytes(content[2:4], "big") + 4]
    key = load_der_private_key(application.find(key_fid).private_key, None)

    certificate = x509.load_der_x509_certificate(der)

    assert certificate.serial_number == serial
    assert spki(certificate.public_key()) == spki(key.public_key())
    assert key.key_size == 2048


def test_the_two_key_pairs_differ(image: CardImage) -> None:
    application = image.application(AP_AID)

    assert application.find(0x0017).private_key != application.find(0x001A).private_key


@pytest.mark.parametrize(
    ("fid", "kind"), [(0x000B, "auth"), (0x0002, "sign")], ids=["auth", "sign"]
)
def test_the_ca_certificates_are_those_of_the_authorities(
    image: CardImage, pki: StandInAuthorities, fid: int, kind: str
) -> None:
    content = image.application(AP_AID).find(fid).content

    expected = getattr(pki, kind).certificate.public_bytes(Encoding.DER)
    assert content == padded(expected, 2048)


def test_revoking_is_the_authoritys_matter_and_the_card_does_not_know(
    persona: Persona, pki: StandInAuthorities, key_source: KeySource
) -> None:
    revoked_at = persona.card.auth_certificate.issued_at
    plan = replace(
        persona.card,
        auth_certificate=replace(
            persona.card.auth_certificate, serial_number=0x0999, revoked_at=revoked_at
        ),
    )

    image = personalize(replace(persona, card=plan), pki, key_source=key_source)

    assert pki.auth.revoked == {0x0999: revoked_at}
    assert pki.sign.revoked == {}
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    card.transmit(AP)
    card.transmit(bytes.fromhex("002000980431323334"))
    assert card.transmit(bytes.fromhex("802A009701AA00"))[-2:] == b"\x90\x00"


@pytest.mark.parametrize(
    ("password", "tries"),
    [
        pytest.param("", b"\x63\xc0", id="no password: blocked"),
        pytest.param("ABC123", b"\x63\xc5", id="a password all the same"),
    ],
)
def test_a_card_without_a_signing_certificate(
    persona: Persona,
    pki: StandInAuthorities,
    key_source: KeySource,
    password: str,
    tries: bytes,
) -> None:
    plan = replace(persona.card, sign_certificate=None, sign_password=password)
    image = personalize(replace(persona, card=plan), pki, key_source=key_source)
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    card.transmit(AP)

    assert card.transmit(bytes.fromhex("00B0880000")) == bytes.fromhex("008F009000")
    assert card.transmit(bytes.fromhex("0020009B")) == tries
    card.transmit(b"\x00\x20\x00\x9b" + bytes((len(password),)) + password.encode())
    expected = b"\x69\x85" if password else b"\x69\x82"
    assert card.transmit(bytes.fromhex("802A009A01AA00")) == expected
    content = card.transmit(bytes.fromhex("00B0810000"))
    assert content == (b"\xff" * 256 + b"\x90\x00" if password else b"\x69\x82")


@pytest.mark.parametrize(
    ("changes", "fid", "expected"),
    [
        pytest.param({}, 0x000A, (2048, 0xFF), id="default"),
        pytest.param({"certificate_file_size": 1700}, 0x000A, (1700, 0xFF), id="size"),
        pytest.param({"filler": 0x00}, 0x000B, (2048, 0x00), id="filler"),
    ],
)
def test_size_and_filler_of_certificate_files_are_parameters(
    persona: Persona,
    pki: StandInAuthorities,
    key_source: KeySource,
    changes: dict[str, int],
    fid: int,
    expected: tuple[int, int],
) -> None:
    image = personalize(
        persona, pki, key_source=key_source, behaviour=CardBehaviour(**changes)
    )

    content = image.application(AP_AID).find(fid).content
    assert (len(content), content[-1]) == expected


def test_a_certificate_longer_than_its_file_takes_steps_of_256() -> None:
    assert len(jpki.certificate_file(bytes(2049))) == 2304
    assert len(jpki.certificate_file(bytes(2304))) == 2304


def test_which_unknown_files_are_closed_is_a_parameter(
    persona: Persona, pki: StandInAuthorities, key_source: KeySource
) -> None:
    behaviour = CardBehaviour(closed_files=(0x0009, 0x001C))
    image = personalize(persona, pki, key_source=key_source, behaviour=behaviour)
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    card.transmit(AP)

    def read(short_id: int) -> str:
        return card.transmit(bytes((0x00, 0xB0, 0x80 | short_id, 0, 0)))[-2:].hex()

    assert [read(fid) for fid in (0x09, 0x1C)] == ["6982"] * 2
    assert [read(fid) for fid in (0x05, 0x10, 0x16, 0x19, 0x1E)] == ["6981"] * 5


@pytest.mark.parametrize(
    ("behaviour", "plan", "told"),
    [
        pytest.param("contact-c5", "", "contact-c5", id="the behaviour's"),
        pytest.param("contact-c5", "contact-da", "contact-da", id="the card's own"),
        pytest.param(
            "contact-c5",
            "synthesized-d1",
            "contact-c5",
            id="an alias is no contact ATR",
        ),
    ],
)
def test_the_contact_atr_told_is_the_cards_own(
    persona: Persona,
    pki: StandInAuthorities,
    key_source: KeySource,
    behaviour: str,
    plan: str,
    told: str,
) -> None:
    image = personalize(
        replace(persona, card=replace(persona.card, atr=plan)),
        pki,
        key_source=key_source,
        behaviour=CardBehaviour(contact_atr=behaviour),
    )

    assert dict(image.data_objects)[0x5F51] == ATRS[told][1:]


def test_an_image_reads_back_from_its_document(image: CardImage) -> None:
    assert CardImage.from_json(image.to_json()) == image


def test_content_too_large_for_its_file_is_an_error() -> None:
    with pytest.raises(ValueError, match="2049 bytes do not fit a file of 2048"):
        padded(bytes(2049), 2048)


@pytest.mark.parametrize(
    ("application", "information", "names"),
    [
        pytest.param("D3921000310001010402", 0x0003, b"6000024", id="visual"),
        pytest.param("D3921000310001010408", 0x0005, b"6000034", id="support"),
    ],
)
def test_the_key_an_application_names_is_not_the_one_that_signs_its_data(
    image: CardImage, application: str, information: int, names: bytes
) -> None:
    files = image.application(bytes.fromhex(application))
    named = files.find(information).content[15:31]
    certified = files.find(0x0004).content[26:42]

    assert named == names + b"\x08\x05001\0\0\0\0"
    assert certified.startswith(b"99")
    assert certified[7:12] == b"\x08\x05000"
