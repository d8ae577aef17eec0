"""The towns of 架空県, prefecture 99: which districts they have, with which 郵便番号.

An address is right when town and district belong together and the 郵便番号 is that
of the district; none exists in Japan.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final, NamedTuple

from .digits import full_width
from .insurers import LocalInsurers, insurers_of_town
from .places import Place

PREFECTURE: Final = "架空県"


class District(NamedTuple):
    """A part of a town, with its own 郵便番号 (999-00nn)."""

    name: str
    post_number: str


class Town(NamedTuple):
    """A 市区町村 of 架空県."""

    name: str
    romaji: str
    code: str  # 全国地方公共団体コード, 99nnn.
    people: int  # Weight.
    districts: tuple[District, ...]
    health_insurance: tuple[str, str]  # 国保: 保険者番号 and name.
    welfare_office: tuple[str, str]  # 公費負担者番号 and name.


_KOKUHO_OF_COUNTY = ("990044", "見本郡広域国民健康保険")
_AID_OF_MIHON = ("12990016", "見本市福祉事務所")
_AID_OF_REIJI = ("12990024", "例示市福祉事務所")
_AID_OF_COUNTY = ("12990032", "架空県見本郡福祉事務所")


def _districts(first: int, *names: str) -> tuple[District, ...]:
    return tuple(
        District(name, f"999-{number:04d}") for number, name in enumerate(names, first)
    )


TOWNS: Final = (
    Town(
        "見本市",
        "Mihon-shi",
        "99201",
        46,
        _districts(
            20,
            "本町",
            "中央",
            "旭町",
            "緑丘",
            "港町",
            "北町",
            "東町",
            "桜台",
            "川端",
            "西原",
        ),
        ("990010", "見本市国民健康保険"),
        _AID_OF_MIHON,
    ),
    Town(
        "例示市",
        "Reiji-shi",
        "99202",
        30,
        _districts(
            30, "例示台", "中町", "春日", "若葉", "南町", "城下", "松原", "新田", "浜"
        ),
        ("990028", "例示市国民健康保険"),
        _AID_OF_REIJI,
    ),
    Town(
        "仮名市",
        "Kana-shi",
        "99203",
        14,
        _districts(40, "片町", "平塚", "仮名本町", "石橋", "上野原", "下野原"),
        ("990036", "仮名市国民健康保険"),
        _AID_OF_REIJI,
    ),
    Town(
        "見本郡架空町",
        "Kakuu-machi",
        "99301",
        6,
        _districts(50, "字山手", "字谷", "字大平", "字滝の上"),
        _KOKUHO_OF_COUNTY,
        _AID_OF_COUNTY,
    ),
    Town(
        "見本郡仮設村",
        "Kasetsu-mura",
        "99302",
        3,
        _districts(60, "字仮設", "字沢", "字峠"),
        _KOKUHO_OF_COUNTY,
        _AID_OF_COUNTY,
    ),
    Town(
        "見本郡幻島村",
        "Gentou-mura",
        "99303",
        1,
        _districts(70, "字東浦", "字西浦"),
        _KOKUHO_OF_COUNTY,
        _AID_OF_COUNTY,
    ),
)

_WEIGHTS = tuple(town.people for town in TOWNS)


def invented_place(chance: Random) -> Place:
    """An address somewhere in 架空県."""
    town = chance.choices(TOWNS, weights=_WEIGHTS)[0]
    district = chance.choice(town.districts)
    house = full_width(chance.randint(1, 20))
    block = full_width(chance.randint(1, 30))
    number = (
        f"{full_width(chance.randint(1, 400))}番地"
        if district.name.startswith("字")
        else f"{full_width(chance.randint(1, 9))}丁目{block}－{house}"
    )
    return Place(
        insurers=_insurers(town),
        post_number=district.post_number,
        address=f"{PREFECTURE}{town.name}{district.name}{number}",
        municipality_code=town.code,
        municipality_romaji=town.romaji,
    )


@cache
def _insurers(town: Town) -> LocalInsurers:
    return insurers_of_town(
        town.name,
        health_insurance=town.health_insurance,
        welfare_office=town.welfare_office,
    )
