"""The invented insurers of each place, and the 記号 each of them writes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from ..derive import digest
from ..numbers import RESERVED_PREFECTURE, check_digit
from .digits import full_width

RESIDENTS: Final = "kokuho"
"""国民健康保険: by place, and for everybody of the home alike."""

_Known = tuple[str, str]
"""保険者番号 or 公費負担者番号, and name."""

_SOCIETIES: Final = (
    ("06990014", "架空機器健康保険組合"),
    ("06990022", "見本電装健康保険組合"),
)
_STATE_OFFICIALS: Final = ("31990013", "架空国家公務員共済組合")


class LocalInsurers(NamedTuple):
    """Who insures those who live in one place."""

    place: str
    health_insurance: _Known  # 国保
    welfare_office: _Known
    late_elderly: _Known
    employees: Mapping[str, tuple[_Known, ...]]


class Insurer(NamedTuple):
    """An insurer, with the 記号 of one certificate."""

    kind: str
    number: str
    name: str
    symbol: str


def insurers_of_town(
    name: str, *, health_insurance: _Known, welfare_office: _Known
) -> LocalInsurers:
    """The insurers of a town of 架空県: two of its own, the others the prefecture's."""
    return LocalInsurers(
        place=name,
        health_insurance=health_insurance,
        welfare_office=welfare_office,
        late_elderly=("39990015", "架空県後期高齢者医療広域連合"),
        employees={
            "kyokai": (("01990019", "全国健康保険協会架空支部"),),
            "kumiai": _SOCIETIES,
            "kyosai": (
                _STATE_OFFICIALS,
                ("32990012", "架空県職員共済組合"),
                ("33990011", "架空県警察共済組合"),
                ("34990010", "公立学校共済組合架空支部"),
            ),
        },
    )


def insurers_of_prefecture(code: str, name: str) -> LocalInsurers:
    """Insurers for those who live in a real prefecture, invented as all are.

    By their numbers they belong to prefecture 99, as its insurers `nn0` where *code*
    is `nn`; so their numbers say whose people they insure, and are nobody's.
    """

    def known(law: str, insurer: str) -> _Known:
        body = f"{law}{RESERVED_PREFECTURE}{code}0"
        return body + check_digit(body), insurer

    return LocalInsurers(
        place=name,
        health_insurance=known("", f"架空{name}国民健康保険"),
        welfare_office=known("12", f"架空{name}福祉事務所"),
        late_elderly=known("39", f"架空{name}後期高齢者医療広域連合"),
        employees={
            "kyokai": (known("01", f"全国健康保険協会架空{name}支部"),),
            "kumiai": _SOCIETIES,
            "kyosai": (
                _STATE_OFFICIALS,
                known("32", f"架空{name}職員共済組合"),
                known("33", f"架空{name}警察共済組合"),
                known("34", f"公立学校共済組合架空{name}支部"),
            ),
        },
    )


def insurer(kind: str, *, local: LocalInsurers, seed: int, chance: Random) -> Insurer:
    """An insurer of that kind; the 記号 tells one seed's people from another's."""
    digits = seed_number(seed, digits=6)
    if kind == RESIDENTS:
        return Insurer(kind, *local.health_insurance, f"{local.place[:2]}{digits}")
    number, name = chance.choice(local.employees[kind])
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
