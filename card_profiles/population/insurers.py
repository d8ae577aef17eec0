"""The insurers of 架空県, and the 記号 each of them writes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from ..derive import digest
from .towns import Town, full_width

LATE_ELDERLY: Final = ("39990015", "架空県後期高齢者医療広域連合")

_EMPLOYEES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "kyokai": (("01990019", "全国健康保険協会架空支部"),),
    "kumiai": (
        ("06990014", "架空機器健康保険組合"),
        ("06990022", "見本電装健康保険組合"),
    ),
    "kyosai": (
        ("31990013", "架空国家公務員共済組合"),
        ("32990012", "架空県職員共済組合"),
        ("33990011", "架空県警察共済組合"),
        ("34990010", "公立学校共済組合架空支部"),
    ),
}
RESIDENTS: Final = "kokuho"
"""国民健康保険: by town, and for everybody of the home alike."""


class Insurer(NamedTuple):
    """An insurer, with the 記号 of one certificate."""

    kind: str
    number: str
    name: str
    symbol: str


def insurer(kind: str, *, town: Town, seed: int, chance: Random) -> Insurer:
    """An insurer of that kind; the 記号 tells one seed's people from another's."""
    digits = seed_number(seed, digits=6)
    if kind == RESIDENTS:
        return Insurer(kind, *town.health_insurance, f"{town.name[:2]}{digits}")
    number, name = chance.choice(_EMPLOYEES[kind])
    symbol = {
        "kyokai": f"99{digits}",
        "kumiai": f"{full_width(int('9' + digits[:3]))}－{full_width(int(digits[3:]))}",
        "kyosai": f"公{digits}",
    }[kind]
    return Insurer(kind, number, name, symbol)


@lru_cache(maxsize=16)
def seed_number(seed: int, *, digits: int) -> str:
    """That many digits, the same for the same seed."""
    value: int = digest("seed", str(seed)) % 10**digits
    return f"{value:0{digits}d}"
