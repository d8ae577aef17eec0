"""Data objects are taken apart exactly, and what is not whole is refused."""

from __future__ import annotations

import pytest

from harness.card.objects import ObjectError, object_size, parse_objects, parts


def test_objects_follow_one_another_to_the_end() -> None:
    found = parse_objects(bytes.fromhex("8601AA DF2202BBCC 91820001DD"))

    assert [(item.tag, item.value.hex()) for item in found] == [
        (0x86, "aa"),
        (0xDF22, "bbcc"),
        (0x91, "dd"),
    ]
    assert found[1].encoded.hex() == "df2202bbcc"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("8602AA", id="value cut short"),
        pytest.param("DF", id="tag cut short"),
        pytest.param("86", id="no length"),
        pytest.param("868200", id="length cut short"),
        pytest.param("8680AA", id="indefinite length"),
        pytest.param("868300000100", id="length of four bytes"),
    ],
)
def test_what_is_not_whole_is_refused(data: str) -> None:
    with pytest.raises(ObjectError):
        parse_objects(bytes.fromhex(data))


@pytest.mark.parametrize("header", ["FF20659999", "FF20820065", "FF20816599"])
def test_the_size_of_an_object_is_in_its_header(header: str) -> None:
    size = object_size(bytes.fromhex(header), expected=0xFF20, file_id=2)

    assert size == 0x65 + 2 + {"65": 1, "82": 3, "81": 2}[header[4:6]]


def test_another_object_is_refused_with_its_tag() -> None:
    with pytest.raises(ObjectError, match="expected object FF20 in file 0002, got FF"):
        object_size(b"\xff" * 5, expected=0xFF20, file_id=2)
    with pytest.raises(ObjectError, match="expected objects DF31, got 86"):
        parts(b"\x86\x01\xaa", (0xDF31,))
