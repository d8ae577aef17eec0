"""Reading files in every style that clients have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import (
    ALWAYS,
    AnyPIN,
    Application,
    InternalFile,
    PINFile,
    PINRule,
    RecordEF,
    TransparentEF,
)
from emulator.memory.image import CardImage

if TYPE_CHECKING:
    from ..conftest import Talk

AP_AID = bytes.fromhex("D392F000260100000001")
AP = "00A4040C0AD392F000260100000001"
AUTH_CERTIFICATE = "00A4020C02000A"


@pytest.fixture
def auth_file(image: CardImage) -> bytes:
    file = image.application(AP_AID).find(0x000A)
    content: bytes = file.content
    return content


def header_first(talk: Talk, header: int, page: int) -> bytes:
    head = talk(f"00B00000{header:02X}").data
    size = int.from_bytes(head[2:4], "big") + 4
    data = head
    while len(data) < size:
        want = min(page, size - len(data))
        data += talk(f"00B0{len(data):04X}{want % 256:02X}").data
    return data


def until_refused(talk: Talk, page: int) -> bytes:
    data = b""
    while (answer := talk(f"00B0{len(data):04X}{page % 256:02X}")).sw == 0x9000:
        assert answer.data, "an empty 9000 sends some clients round for ever"
        data += answer.data
    assert answer.sw == 0x6B00
    return data


@pytest.mark.parametrize(
    ("read", "filler"),
    [
        pytest.param(
            lambda t: header_first(t, 4, 256), False, id="OpenSC, 4 then pages"
        ),
        pytest.param(lambda t: header_first(t, 7, 256), False, id="myna, 7 then pages"),
        pytest.param(lambda t: until_refused(t, 255), True, id="pyjpki, 255 to 6B00"),
        pytest.param(lambda t: until_refused(t, 224), True, id="jpki-web, 224 to 6B00"),
        pytest.param(lambda t: t("00B00000000000").data, True, id="nfcpy, all at once"),
        pytest.param(
            lambda t: t("00B08A00000000").data, True, id="jsapdu, by short id"
        ),
    ],
)
def test_each_reading_style_gets_the_certificate(
    talk: Talk, auth_file: bytes, read: Callable[[Talk], bytes], *, filler: bool
) -> None:
    talk.sws(f"{AP}|{AUTH_CERTIFICATE}")

    data = read(talk)

    size = int.from_bytes(data[2:4], "big") + 4
    certificate = x509.load_der_x509_certificate(data[:size])
    assert certificate.serial_number == 0x0102
    assert (data == auth_file) == filler


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offset=st.integers(0, 0x7FFF), ne=st.integers(1, 256))
def test_a_page_is_the_same_by_the_short_way_and_by_the_long_one(
    talk: Talk, auth_file: bytes, offset: int, ne: int
) -> None:
    talk.sws(f"{AP}|{AUTH_CERTIFICATE}")

    short = talk(f"00B0{offset:04X}{ne % 256:02X}")
    extended = talk(f"00B0{offset:04X}00{ne:04X}")

    assert short == extended
    assert short.data == auth_file[offset : offset + ne]
    assert short.sw == (0x9000 if offset < len(auth_file) else 0x6B00)


def test_a_short_id_makes_its_ef_current(talk: Talk) -> None:
    talk.sws(f"{AP}|{AUTH_CERTIFICATE}")

    by_short_id = talk("00B0860020")

    assert by_short_id.data == b"JPKIAPICCTOKEN2".ljust(32)
    assert talk("00B0000020") == by_short_id
    assert talk("00B0860404").data == b"APIC"


def test_a_missing_ef_leaves_the_current_one(talk: Talk) -> None:
    talk.sws(f"{AP}|00A4020C020006|00A4020C020003")

    assert talk("00B0000004").data == b"JPKI"


def test_the_signing_certificate_opens_with_its_pin_and_closes_again(
    talk: Talk,
) -> None:
    talk.sws(f"{AP}|00A4020C020001")

    assert talk.sws(
        "00B0000004|0020009B06414243313233|00B0000004|0020009B06303030303030|00B0000004"
    ) == ["6982", "9000", "9000", "63C4", "6982"]


def test_the_auth_pin_does_not_open_the_signing_certificate(talk: Talk) -> None:
    assert talk.sws(f"{AP}|002000980431323334|00A4020C020001|00B0000004")[-1] == "6982"


@pytest.mark.parametrize("fid", ["0002", "000A", "000B", "0006", "0008"])
def test_what_is_free_needs_no_pin(talk: Talk, fid: str) -> None:
    assert talk.sws(f"{AP}|00A4020C02{fid}|00B0000001")[-1] == "9000"


def test_exactly_the_files_of_a_real_card_are_there(talk: Talk) -> None:
    talk(AP)

    found = {fid for fid in range(0x40) if talk.sw(f"00A4020C02{fid:04X}") == "9000"}

    assert found == {
        0x01, 0x02, 0x05, 0x06, 0x08, 0x09, 0x0A, 0x0B, 0x10,
        0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1E,
    }  # fmt: skip


def test_nothing_is_there_at_the_mf_level(talk: Talk) -> None:
    assert {talk.sw(f"00A4020C02{fid:04X}") for fid in range(0x40)} == {"6A82"}
    assert {talk.sw(f"00B0{0x80 | fid:02X}0000") for fid in range(1, 0x1F)} == {"6A82"}


def test_token_information_is_that_of_a_my_number_card(talk: Talk) -> None:
    talk.sws(f"{AP}|00A4020C020006")

    token = talk("00B0000000").data

    assert len(token) == 160
    assert token[:32] == b"JPKIAPICCTOKEN2".ljust(32)
    assert token[32:64] == b"1".rjust(32, b"0")
    assert token[64:80] == b"E16R01NJ".ljust(16)
    assert token[80:96] == b"0000000020500003"
    assert token[96:140].hex().upper() == (
        "0000040D" + "00000001" + "00000000" + "00000001" + "00000000"
        "00000010" + "00000006" + "FFFFFFFF" * 4
    )
    assert token[140:] == b"03" + b"01" + b"9" * 16


def test_0008_says_which_certificates_are_there(talk: Talk) -> None:
    assert talk(AP).sw == 0x9000
    assert talk("00B0880000").data == bytes.fromhex("8F8F00")


def test_records_are_read_by_number() -> None:
    records = RecordEF(0x0001, (b"\x01\x02ab", b"\x01\x02cd"), ALWAYS)
    closed = RecordEF(0x0002, (b"\x01\x02ab",), AnyPIN((0x0003,)))
    pin = PINFile(0x0003, b"1234", 3, PINRule(b"0123456789", 4, 4), 3)
    small = CardImage(
        persona="records", applications=(Application(AP_AID, (records, closed, pin)),)
    )
    card = VirtualCard(small, counters=MemoryCounters())
    card.power_on()

    def send(command: str) -> str:
        return card.transmit(bytes.fromhex(command)).hex().upper()

    assert send(AP) == "9000"
    assert send("00B2010C00") == "010261629000"
    assert send("00B2020400") == "010263649000"
    assert send("00B2020401") == "019000"
    assert send("00B2030400") == "6A83"
    assert send("00B2000400") == "6A83"
    assert send("00B20104") == "6700"
    assert send("00B2011400") == "6982"
    assert send("00B0000000") == "6981"
    assert send("002000830431323334") == "9000"
    assert send("00B2010400") == "010261629000"


def test_a_short_id_is_no_offset_however_large_the_current_ef() -> None:
    large = TransparentEF(0x0001, bytes(40_000), ALWAYS)
    small = TransparentEF(0x0002, b"small", ALWAYS)
    card = VirtualCard(
        CardImage(persona="x", applications=(Application(AP_AID, (large, small)),)),
        counters=MemoryCounters(),
    )
    card.power_on()
    card.transmit(bytes.fromhex(AP))
    card.transmit(bytes.fromhex("00B0810001"))

    assert card.transmit(bytes.fromhex("00B0820000")) == b"small\x90\x00"


def test_a_short_id_has_five_bits() -> None:
    application = Application(AP_AID, (InternalFile(0x001E), InternalFile(0x001F)))

    assert application.find_short(0x1E) == InternalFile(0x001E)
    assert application.find_short(0x1F) is None
    assert application.find(0x1F) == InternalFile(0x001F)


def test_a_challenge_has_the_length_asked_for(talk: Talk) -> None:
    assert len(talk("0084000008").data) == 8
    assert len(talk("0084000000").data) == 256
    assert talk("0084000008").data != talk("0084000008").data


def test_chance_can_be_given_to_the_card(image: CardImage) -> None:
    card = VirtualCard(
        image, counters=MemoryCounters(), random_bytes=lambda n: b"r" * n
    )
    card.power_on()

    assert card.transmit(bytes.fromhex("0084000004")) == b"rrrr\x90\x00"
