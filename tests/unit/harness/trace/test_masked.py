"""Hidden bytes are gone, and match anything in their place."""

from __future__ import annotations

import pytest

from harness.trace.masked import Masked


def test_a_hidden_byte_is_kept_nowhere() -> None:
    message = Masked.of(b"\x00\x20secret", range(2, 8))

    assert b"secret" not in message.content
    assert "secret" not in repr(message)
    assert str(message) == "0020************"


@pytest.mark.parametrize(
    ("pattern", "message", "same"),
    [
        pytest.param("0020", "0020", True, id="nothing-hidden"),
        pytest.param("0020", "0021", False, id="another-byte"),
        pytest.param("00** 20", "00FF20", True, id="any-byte-where-hidden"),
        pytest.param("00** 20", "00FF21", False, id="another-byte-beside-it"),
        pytest.param("00**", "00", False, id="too-short"),
        pytest.param("00**", "00FFFF", False, id="too-long"),
        pytest.param("2A", "2B", False, id="an-asterisk-hides-nothing"),
    ],
)
def test_hidden_bytes_match_any(pattern: str, message: str, same: bool) -> None:  # noqa: FBT001 - a column of the table.
    assert Masked.parse(pattern).matches(bytes.fromhex(message)) is same


def test_a_part_keeps_what_is_hidden_in_it() -> None:
    assert str(Masked.parse("00**02**")[1:3]) == "**02"


def test_places_outside_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="outside 2 bytes"):
        Masked.of(b"ab", [2])
