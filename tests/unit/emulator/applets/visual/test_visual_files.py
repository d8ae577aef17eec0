"""The files of 券面事項確認AP, read and checked as by a terminal that knows the CA."""

from __future__ import annotations

from dataclasses import replace

import pytest

from card_profiles.model import Persona, Sex
from emulator.behaviour import CardBehaviour

from .conftest import CardMaker, Reader
from .face_reader import (
    Key,
    certified_key,
    check_face,
    check_record,
    children,
    item,
    key,
    values,
)

BIRTHDATE = (0x11, "550217")
NUMBER_B = (0x12, "55021720362285")
NUMBER_A = (0x13, "999999900014")


@pytest.fixture
def age_record(reader: Reader) -> bytes:
    reader.verify(*BIRTHDATE)
    return reader.read("0001")


@pytest.fixture
def face(reader: Reader) -> bytes:
    reader.verify(*NUMBER_B)
    return reader.read("0002")


@pytest.fixture
def my_number(reader: Reader) -> bytes:
    reader.verify(*NUMBER_A)
    return reader.read("0005")


def altered(file: bytes, tag: int) -> bytes:
    """Change one bit at the end of one object."""
    (found,) = [o for o in children(file) if o.tag == tag]
    last = found.at + len(found.raw) - 1
    return file[:last] + bytes((file[last] ^ 1,)) + file[last + 1 :]


def test_the_certificate_is_vouched_for_by_the_ca_of_this_application(
    reader: Reader, authority: Key
) -> None:
    certificate = reader.read("0004")

    assert certified_key(certificate, by=authority) != authority
    assert certificate[10:26].startswith(b"6000023\x08\x05001")


def test_the_age_record_is_laid_out_and_signed(age_record: bytes, signer: Key) -> None:
    assert age_record[:5].hex() == "ff1082021e"
    birth, public_key, signature = children(age_record)
    assert birth.raw == b"\xdf\x11\x08" + b"19800217"
    assert public_key.raw[:5].hex() == "df12820109"
    assert signature.raw[:5].hex() == "df13820100"
    assert check_record(age_record, signer)


def test_the_card_face_has_its_objects_in_order(face: bytes) -> None:
    objects = children(face)

    assert face[:3].hex() == "ff2082"
    assert [o.tag for o in objects] == list(range(0xDF21, 0xDF2B))
    found = values(face)
    assert found[0xDF22] == b"19800217"
    assert found[0xDF23] == b"2"
    assert found[0xDF29] == b"20360217"
    assert [len(found[tag]) for tag in (0xDF21, 0xDF24, 0xDF28)] == [18, 265, 256]


def test_each_offset_points_at_the_tag_of_its_object(face: bytes) -> None:
    table, *objects = children(face)

    offsets = [int.from_bytes(table.value[i : i + 2], "big") for i in range(0, 18, 2)]

    assert offsets == [o.at for o in objects]
    assert [face[at : at + 2].hex() for at in offsets] == [
        f"df{low:02x}" for low in range(0x22, 0x2B)
    ]


def test_the_card_face_is_signed_over_three_digests(face: bytes, signer: Key) -> None:
    opened = signer.opened(values(face)[0xDF28])

    assert opened[:2].hex() == "3071"
    assert opened[-98:-96].hex() == "0460"
    assert check_face(face, signer)


@pytest.mark.parametrize("tag", range(0xDF22, 0xDF29), ids="{:04X}".format)
def test_the_signature_covers_all_before_it(face: bytes, signer: Key, tag: int) -> None:
    assert not check_face(altered(face, tag), signer)


@pytest.mark.parametrize("tag", [0xDF29, 0xDF2A], ids="{:04X}".format)
def test_the_signature_covers_nothing_behind_it(
    face: bytes, signer: Key, tag: int
) -> None:
    assert check_face(altered(face, tag), signer)


@pytest.mark.parametrize("tag", [0xDF41, 0xDF42, 0xDF43], ids="{:04X}".format)
def test_the_signature_of_the_number_covers_picture_and_key(
    my_number: bytes, signer: Key, tag: int
) -> None:
    assert [o.tag for o in children(my_number)] == [0xDF41, 0xDF42, 0xDF43]
    assert item(my_number).tag == 0xFF40
    assert my_number[2] == 0x82
    assert check_record(my_number, signer)
    assert not check_record(altered(my_number, tag), signer)


def test_all_records_carry_the_cards_own_key_which_is_not_the_signers(
    age_record: bytes, face: bytes, my_number: bytes, signer: Key
) -> None:
    told = {
        values(age_record)[0xDF12],
        values(face)[0xDF24],
        values(my_number)[0xDF42],
    }

    assert len(told) == 1
    assert key(told.pop()) != signer


def test_the_information_is_as_on_the_cards_seen(reader: Reader) -> None:
    raw = reader.read("0003")
    found = values(raw)

    assert item(raw).tag == 0xFF30
    assert list(found) == [0xDF31, 0xDF32, 0xDF33, 0xDF34, 0xDF35]
    assert found[0xDF31].hex().upper() == "06030E01"
    assert found[0xDF32] == b"6000024\x08\x05001\0\0\0\0"
    assert found[0xDF33] == b"\0"
    assert found[0xDF34] == b"99001"
    assert found[0xDF35][7:12] == b"\x08\x05001"
    assert len(found[0xDF35]) == 0x0110
    assert raw[raw.index(b"\xdf\x35") :][:5].hex() == "df35820110"


def test_the_opaque_block_differs_from_card_to_card(
    make_card: CardMaker, persona: Persona
) -> None:
    other = replace(persona, card=replace(persona.card, serial="999000000000002"))

    blocks = {
        values(card.read("0003"))[0xDF35] for card in (make_card(), make_card(other))
    }

    assert len(blocks) == 2


@pytest.mark.parametrize("filler", [0xFF, 0x00], ids="{:02X}".format)
def test_what_a_file_does_not_use_is_filler(make_card: CardMaker, filler: int) -> None:
    reader = make_card(behaviour=CardBehaviour(filler=filler))
    for shown in (BIRTHDATE, NUMBER_A):
        reader.verify(*shown)

    for fid in ("0001", "0002", "0003", "0005"):
        raw = reader.read(fid)
        assert len(raw) % 256 == 0
        assert set(raw[len(item(raw).raw) :]) == {filler}
    assert reader.read("0006") == b"\xff" * 16
    assert len(reader.read("0004")) == 568


@pytest.mark.parametrize(
    ("sex", "written"),
    [(Sex.MALE, b"1"), (Sex.FEMALE, b"2"), (Sex.UNSPECIFIED, b"9")],
    ids=["male", "female", "unspecified"],
)
def test_the_sex_is_written_as_iso_5218(
    make_card: CardMaker, persona: Persona, sex: Sex, written: bytes
) -> None:
    reader = make_card(replace(persona, person=replace(persona.person, sex=sex)))
    reader.verify(*NUMBER_B)

    assert values(reader.read("0002"))[0xDF23] == written
