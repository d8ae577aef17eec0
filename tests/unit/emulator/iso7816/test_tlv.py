"""TLV objects and ATRs: written as the card writes them, read as clients read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.iso7816 import tlv
from emulator.iso7816.atr import ATRS, DEFAULT_ATR, check_byte


@pytest.mark.parametrize(
    ("size", "head"),
    [
        pytest.param(0x65, "FF2065", id="short form"),
        pytest.param(0x7F, "FF207F", id="127 is the last short one"),
        pytest.param(0x80, "FF20820080", id="128 takes 82, never 81"),
        pytest.param(0x14B, "FF2082014B", id="two bytes"),
    ],
)
def test_the_card_writes_one_length_byte_or_the_82_form(size: int, head: str) -> None:
    assert tlv.encode_jicsap(0xFF20, bytes(size)).hex().upper().startswith(head)


def test_ber_writes_the_81_form() -> None:
    assert tlv.encode(0x04, bytes(0x80)).startswith(b"\x04\x81\x80")


@settings(deadline=None)
@given(
    objects=st.lists(
        st.tuples(
            st.sampled_from([0x04, 0x5F37, 0xDF21, 0x7F21]), st.binary(max_size=300)
        ),
        max_size=4,
    ),
    filler=st.integers(0, 20),
)
def test_objects_read_back_and_filler_ends_them(
    objects: list[tuple[int, bytes]], filler: int
) -> None:
    raw = b"".join(tlv.encode(tag, value) for tag, value in objects)

    assert list(tlv.decode(raw + b"\xff" * filler)) == objects


@pytest.mark.parametrize("raw", ["0402AA", "04", "5F", "DF", "048201", "0480", "5F81"])
def test_an_object_cut_short_is_an_error(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(tlv.decode(bytes.fromhex(raw)))


@pytest.mark.parametrize("name", ATRS)
def test_every_atr_ends_with_its_check_byte(name: str) -> None:
    assert ATRS[name][-1] == check_byte(ATRS[name])


def test_the_default_atr_is_the_contactless_card_clients_know() -> None:
    assert DEFAULT_ATR.hex().upper() == "3B888001000041E0B381A1003B"
    assert len(ATRS) == 9
