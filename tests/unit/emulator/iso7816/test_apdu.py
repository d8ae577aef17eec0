"""Commands and answers as bytes: every case of ISO 7816-4, and what is malformed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.iso7816 import CardError, CommandAPDU, ResponseAPDU, describe, tries_left
from emulator.iso7816.apdu import EXTENDED_NE

BODY = "AA" * 300


@pytest.mark.parametrize(
    ("raw", "data", "ne", "extended"),
    [
        pytest.param("00200080", "", None, False, id="case 1"),
        pytest.param("00B0000004", "", 4, False, id="case 2 short"),
        pytest.param("00B0000000", "", 256, False, id="case 2 short, Le 00"),
        pytest.param("00A4020C020018", "0018", None, False, id="case 3 short"),
        pytest.param("802A00800201020A", "0102", 10, False, id="case 4 short"),
        pytest.param("802A008002010200", "0102", 256, False, id="case 4 short, Le 00"),
        pytest.param("00B00000000150", "", 336, True, id="case 2 extended"),
        pytest.param("00B00000000000", "", 65536, True, id="case 2 extended, Le 0000"),
        pytest.param("80A200C100012C" + BODY, BODY, None, True, id="case 3 extended"),
        pytest.param("80A200C100012C" + BODY + "0000", BODY, 65536, True, id="case 4"),
    ],
)
def test_parses_each_case(
    raw: str, data: str, ne: int | None, *, extended: bool
) -> None:
    command = CommandAPDU.parse(bytes.fromhex(raw))

    assert command.data == bytes.fromhex(data)
    assert (command.ne, command.extended) == (ne, extended)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("", id="nothing"),
        pytest.param("00A404", id="three bytes"),
        pytest.param("00A4020C0200", id="data shorter than Lc"),
        pytest.param("00A4020C0200180000", id="two bytes behind the data"),
        pytest.param("00B000000001", id="half an extended length"),
        pytest.param("00B0000000000200", id="extended data shorter than Lc"),
        pytest.param("80A200C1000002AABB00", id="extended Le of one byte"),
        pytest.param("80A200C1000000AA", id="extended Lc of nothing"),
        pytest.param("80A200C10000000000", id="extended Lc of nothing, then Le"),
    ],
)
def test_refuses_lengths_that_do_not_add_up(raw: str) -> None:
    with pytest.raises(CardError) as refusal:
        CommandAPDU.parse(bytes.fromhex(raw))

    assert refusal.value.sw == 0x6700


@settings(deadline=None)
@given(
    header=st.binary(min_size=4, max_size=4),
    data=st.binary(max_size=600),
    ne=st.none() | st.integers(1, EXTENDED_NE),
    extended=st.booleans(),
)
def test_a_written_command_reads_back(
    header: bytes, data: bytes, ne: int | None, *, extended: bool
) -> None:
    command = CommandAPDU(*header, data, ne, extended)

    back = CommandAPDU.parse(command.to_bytes())

    assert (back.data, back.ne) == (data, ne)
    assert (back.cla, back.ins, back.p1, back.p2) == tuple(header)
    needs_extended = extended and (data != b"" or ne is not None)
    assert back.extended == (needs_extended or len(data) > 255 or (ne or 0) > 256)


@settings(deadline=None)
@given(raw=st.binary(max_size=64))
def test_any_bytes_are_a_command_or_a_refusal(raw: bytes) -> None:
    refused: CardError | None = None
    try:
        command = CommandAPDU.parse(raw)
    except CardError as refusal:
        refused = refusal

    if refused is not None:
        assert refused.sw == 0x6700
    else:
        assert command.extended or command.to_bytes() == raw


def test_a_command_too_long_to_write_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="65536"):
        CommandAPDU(0, 0, 0, 0, bytes(65536)).to_bytes()
    with pytest.raises(ValueError, match="Ne is 1 to 65536, not 0"):
        CommandAPDU(0, 0, 0, 0, ne=0).to_bytes()


def test_an_answer_reads_back_and_needs_two_bytes() -> None:
    assert ResponseAPDU.parse(bytes.fromhex("01026A82")) == ResponseAPDU(
        b"\x01\x02", 0x6A82
    )
    assert ResponseAPDU(b"\x01", 0x9000).to_bytes() == b"\x01\x90\x00"
    with pytest.raises(ValueError, match="not 1"):
        ResponseAPDU.parse(b"\x90")


@pytest.mark.parametrize(
    ("sw", "words"),
    [
        (0x63C2, "verification failed, 2 tries left"),
        (0x6984, "reference data not usable"),
        (0x6283, "status word 6283"),
    ],
)
def test_status_words_are_put_into_words_known_or_not(sw: int, words: str) -> None:
    assert describe(sw) == words


def test_63cx_has_one_digit_for_the_tries() -> None:
    assert tries_left(3) == 0x63C3
    with pytest.raises(ValueError, match="not 16"):
        tries_left(16)
