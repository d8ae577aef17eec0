"""The files of 券面事項入力補助AP: shape, filler, digests and signatures."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from card_profiles.model import Persona, Sex
from emulator.behaviour import CardBehaviour
from emulator.issuing.support import attributes_object

from .conftest import CardMaker, StandInSigner
from .terminal import Terminal

BORN = date(1980, 2, 17)


def key_of(block: bytes) -> rsa.RSAPublicKey:
    """Read 90 03 <exponent> 91 82 0100 <modulus>."""
    assert block[:9].hex() == "900301000191820100"
    assert len(block) == 265
    return rsa.RSAPublicNumbers(65537, int.from_bytes(block[9:], "big")).public_key()


def signed_by(certificate: bytes, message: bytes, signature: bytes) -> bool:
    key = key_of(certificate[10 + 32 : 10 + 297])
    try:
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def test_the_attributes_of_the_published_test_card_come_out_byte_for_byte() -> None:
    built = attributes_object(
        name="黒桐　幹也",
        address="東京都清瀬市観布子南１２－７－２０２",
        birthdate=BORN,
        sex=Sex.MALE,
    )

    assert len(built) == 104
    assert built == (
        bytes.fromhex("FF2065 DF2108 000E002000590064 DF220F")
        + "黒桐　幹也".encode()
        + bytes.fromhex("DF2336")
        + "東京都清瀬市観布子南１２－７－２０２".encode()
        + bytes.fromhex("DF2408 3139383030323137 DF2501 31")
    )


@pytest.mark.parametrize(
    ("name", "address", "head"),
    [
        pytest.param("あ", "あ" * 28 + "𠮷" * 2, "FF207FDF2108000E", id="127 short"),
        pytest.param("あ", "あ" * 31, "FF20820080DF21080010", id="128 82 form"),
        pytest.param("あ", "あ" * 70, "FF208200F7DF21080010", id="255 never 81"),
        pytest.param("あ", "あ" * 200, "FF2082027DDF21080010", id="longest address"),
    ],
)
def test_the_outer_length_is_one_byte_or_the_82_form(
    name: str, address: str, head: str
) -> None:
    built = attributes_object(name=name, address=address, birthdate=BORN, sex=Sex.MALE)

    assert built.hex().upper().startswith(head)
    content = int(head[4:6], 16) if head[4:6] == "7F" else int(head[6:10], 16)
    assert len(built) == content + (3 if head[4:6] == "7F" else 5)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        pytest.param("保険　花子", "架空県見本市１－２", id="short"),
        pytest.param("髙﨑　𠮷子", "架空県見本市" * 20, id="long address"),
        pytest.param("ＡＢＣＤＥＦＧ　" * 12, "架空県", id="long name"),
    ],
)
def test_each_offset_points_at_the_tag_of_its_object(name: str, address: str) -> None:
    built = attributes_object(
        name=name, address=address, birthdate=BORN, sex=Sex.FEMALE
    )

    table = built.index(b"\xdf\x21\x08") + 3
    offsets = [
        int.from_bytes(built[table + at : table + at + 2], "big")
        for at in range(0, 8, 2)
    ]
    assert offsets[0] == table + 8
    assert [built[at : at + 2].hex() for at in offsets] == [
        "df22",
        "df23",
        "df24",
        "df25",
    ]
    assert built[offsets[1] - len(name.encode()) : offsets[1]].decode() == name
    assert built[offsets[2] - len(address.encode()) : offsets[2]].decode() == address
    assert built[offsets[2] : offsets[3]] == b"\xdf\x24\x0819800217"
    assert built[offsets[3] :] == b"\xdf\x25\x012"


@pytest.mark.parametrize(
    ("sex", "digit"),
    [(Sex.MALE, b"1"), (Sex.FEMALE, b"2"), (Sex.UNSPECIFIED, b"9")],
)
def test_sex_is_written_as_iso_5218_has_it(sex: Sex, digit: bytes) -> None:
    built = attributes_object(name="あ", address="あ", birthdate=BORN, sex=sex)

    assert built.endswith(b"\xdf\x25\x01" + digit)


def test_an_address_is_full_width_and_a_name_has_a_full_width_gap() -> None:
    built = attributes_object(
        name="JOHN SMITH", address="見本市1-23 B棟", birthdate=BORN, sex=Sex.MALE
    ).decode("utf-8", "replace")

    assert "JOHN\u3000SMITH" in built
    assert "見本市１－２３\u3000Ｂ棟" in built


def test_an_alias_stands_behind_the_name_in_parentheses(
    make_card: CardMaker, persona: Persona
) -> None:
    person = replace(persona.person, alias="見本　里沙")
    terminal = Terminal(make_card(replace(persona, person=person)).transmit)
    terminal.verify(0x11, "1234")

    assert "試験　花子（見本　里沙）".encode() in terminal.read(2)


def test_0001_is_the_number_in_17_bytes(terminal: Terminal) -> None:
    terminal.verify(0x11, "1234")

    assert terminal.read(1) == bytes.fromhex("FF100C") + b"999999900014\xff\xff"


def test_0002_is_filled_up_to_256_bytes(terminal: Terminal) -> None:
    terminal.verify(0x11, "1234")

    content = terminal.read(2)

    assert len(content) == 256
    size = 3 + content[2]
    assert "試験　花子".encode() in content
    assert content[size:] == b"\xff" * (256 - size)
    assert content[size - 1 : size] == b"2"


def test_0002_of_a_long_address_grows_by_256(
    make_card: CardMaker, persona: Persona
) -> None:
    person = replace(persona.person, address="架空県試験市" * 20)
    terminal = Terminal(make_card(replace(persona, person=person)).transmit)
    terminal.verify(0x11, "1234")

    content = terminal.read(2)

    assert len(content) == 512
    assert content[:3].hex() == "ff2082"


def test_0003_vouches_for_number_and_attributes(terminal: Terminal) -> None:
    terminal.verify(0x11, "1234")
    number, attributes, digests = (terminal.read(fid) for fid in (1, 2, 3))
    certificate = terminal.read(4)

    assert len(digests) == 336
    assert digests[:5].hex() == "ff3082014b"
    assert digests[5:8].hex() == "df3120"
    assert digests[8:40] == hashlib.sha256(number).digest()
    assert digests[40:43].hex() == "df3220"
    first, size = int.from_bytes(attributes[6:8], "big"), 3 + attributes[2]
    assert digests[43:75] == hashlib.sha256(attributes[first:size]).digest()
    assert digests[75:80].hex() == "df33820100"
    assert signed_by(certificate, digests[5:75], digests[80:])
    assert not signed_by(certificate, digests[5:74] + b"\0", digests[80:])


def test_the_digest_of_long_attributes_begins_behind_their_table_too(
    make_card: CardMaker, persona: Persona
) -> None:
    person = replace(persona.person, address="架空県試験市" * 20)
    terminal = Terminal(make_card(replace(persona, person=person)).transmit)
    terminal.verify(0x11, "1234")
    attributes, digests = terminal.read(2), terminal.read(3)

    end = 5 + int.from_bytes(attributes[3:5], "big")
    assert digests[43:75] == hashlib.sha256(attributes[16:end]).digest()


def test_0004_is_the_certificate_of_the_signer(
    terminal: Terminal, signer: StandInSigner
) -> None:
    content = terminal.read(4)

    assert len(content) == 568
    assert content[:10].hex() == "7f218202335f4e820129"
    assert content == signer.certificate


def test_0005_tells_the_application_in_256_bytes(terminal: Terminal) -> None:
    content = terminal.read(5)

    assert len(content) == 256
    assert content[:36] == (
        bytes.fromhex("FF4082009F DF4104 01030E01 DF4210")
        + b"6000034\x08\x05001\0\0\0\0"
        + bytes.fromhex("DF43820080")
    )
    assert b"\xff" * 8 not in content[36:68]
    assert content[68:] == b"\xff" * (96 + 92)


def test_0006_0007_and_0004_carry_three_keys(terminal: Terminal) -> None:
    terminal.verify(0x11, "1234")
    session, signed, certificate = (terminal.read(fid) for fid in (6, 7, 4))

    assert session[:4].hex() == "a1820109"
    assert len(session) == 4 + 265
    assert signed[:10].hex() == "ff50820213df51820109"
    assert len(signed) == 5 + 0x213
    assert len({session[4:], signed[10:275], certificate[42:307]}) == 3


def test_0007_vouches_for_the_key_that_signs_challenges(terminal: Terminal) -> None:
    terminal.verify(0x11, "1234")
    signed, certificate = terminal.read(7), terminal.read(4)

    assert signed[275:280].hex() == "df52820100"
    assert signed_by(certificate, signed[5:275], signed[280:])
    challenge = b"challenge"
    signature, sw = terminal.send(b"\x80\x2a\x03\x00\x09" + challenge + b"\0")
    assert sw == "9000"
    key_of(signed[10:275]).verify(
        signature, challenge, padding.PKCS1v15(), hashes.SHA256()
    )


def test_0008_is_sixteen_bytes_of_ff(terminal: Terminal) -> None:
    terminal.verify(0x11, "1234")

    assert terminal.read(8) == b"\xff" * 16


def test_sizes_and_filler_are_parameters(make_card: CardMaker) -> None:
    behaviour = CardBehaviour(filler=0x00, text_file_size=1024)
    terminal = Terminal(make_card(behaviour=behaviour).transmit)
    terminal.verify(0x11, "1234")

    assert terminal.read(1).endswith(b"4\0\0")
    assert len(terminal.read(2)) == 1024
    assert terminal.read(2).endswith(b"\0" * 900)
    assert terminal.read(3)[8:40] == hashlib.sha256(terminal.read(1)).digest()
    basic = terminal.read(5)
    assert basic[68:164] == b"\xff" * 96  # Part of the object.
    assert basic[164:] == b"\0" * 92
