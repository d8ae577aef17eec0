"""Numbers as addresses and 記号 write them."""

from __future__ import annotations


def full_width(number: int) -> str:
    """The digits of *number* in full width."""
    return str(number).translate(_FULL_WIDTH)


_FULL_WIDTH = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}
