"""How the card writes a person's sex: ISO/IEC 5218 as an ASCII digit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from card_profiles.model import Sex

SEX_CODES: Mapping[Sex, bytes] = MappingProxyType(
    {Sex.MALE: b"1", Sex.FEMALE: b"2", Sex.UNSPECIFIED: b"9"}
)
"""In both 券面 applications [M]; that 9 stands for 性別不詳 is our reading [D]."""
