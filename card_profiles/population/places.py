"""Where a household lives, and who insures those who live there."""

from __future__ import annotations

from typing import NamedTuple

from .insurers import LocalInsurers


class Place(NamedTuple):
    """Where a household lives."""

    insurers: LocalInsurers
    post_number: str
    address: str
    municipality_code: str
    municipality_romaji: str
