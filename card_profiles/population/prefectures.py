"""Addresses in all 47 prefectures: real municipalities, and towns in none of them.

Only the address is of there. Insurers stay those of 架空県, whose numbers belong to
nobody, and the 郵便番号 keeps the reserved form.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

from ..municipalities import Municipality, Prefecture, prefectures
from .shares import Draw
from .towns import District, Place, full_width

INVENTED_TOWNS: Final = (
    District("架空町", "999-0080"),
    District("架空台", "999-0081"),
    District("架空が丘", "999-0082"),
    District("架空本町", "999-0083"),
    District("架空新田", "999-0084"),
)
"""Parts of a town that no municipality of Japan has."""


def moved(where: Place, chance: Random) -> Place:
    """The same household with an address somewhere in Japan; its insurers stay."""
    prefecture = _prefectures().one(chance)
    municipality = _municipalities(prefecture).one(chance)
    town = chance.choice(INVENTED_TOWNS)
    number = (
        f"{full_width(chance.randint(1, 9))}丁目"
        f"{full_width(chance.randint(1, 30))}－{full_width(chance.randint(1, 20))}"
    )
    return where._replace(
        post_number=town.post_number,
        address=f"{prefecture.name}{municipality.name}{town.name}{number}",
        municipality_code=municipality.code,
        municipality_romaji=municipality.romaji,
    )


@cache
def _prefectures() -> Draw[Prefecture]:
    return Draw.of({one: one.people for one in prefectures()})


@cache
def _municipalities(prefecture: Prefecture) -> Draw[Municipality]:
    return Draw.of({one: one.people for one in prefecture.municipalities})
