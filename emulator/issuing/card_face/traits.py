"""What a drawn face looks like, decided by who the persona is and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from card_profiles.dates import age
from card_profiles.derive import digest
from card_profiles.model import Persona, Sex

_T = TypeVar("_T")

GROWN_UP: Final = 18
_GREYING: Final = 45
_OLD: Final = 65


class Hair(StrEnum):
    """How the hair is worn."""

    CROPPED = "cropped"
    PARTED = "parted"
    SWEPT = "swept"
    FRINGE = "fringe"
    THIN = "thin"
    BALD = "bald"
    BOB = "bob"
    LONG = "long"
    BUN = "bun"
    CURLS = "curls"
    BUNCHES = "bunches"


class Glasses(StrEnum):
    """What stands before the eyes."""

    NONE = "none"
    ROUND = "round"
    SQUARE = "square"


class Collar(StrEnum):
    """What the clothes look like at the neck."""

    ROUND = "round"
    SHIRT = "shirt"
    JACKET = "jacket"
    WRAPPED = "wrapped"


class FacialHair(StrEnum):
    """What grows in the face."""

    NONE = "none"
    MOUSTACHE = "moustache"
    BEARD = "beard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """A face in words and numbers; greys run from 0 (black) to 255 (white)."""

    years: int
    hair: Hair
    hair_grey: int
    skin_grey: int
    clothes_grey: int
    collar: Collar
    glasses: Glasses
    facial_hair: FacialHair
    cheek: int  # Half the width of the face at the cheeks, in pixels.
    jaw: int  # The same at the jaw.
    chin: int  # How far the chin lies below its usual place.
    eye_gap: int  # From the middle to one eye.
    eye_size: int
    brow_tilt: int
    nose: int  # Length.
    mouth: int  # Half its width.
    smile: int
    mole: int | None  # Side of the face: -1 or 1.

    @property
    def is_child(self) -> bool:
        """Whether the face has a child's proportions."""
        return self.years < 13

    @property
    def is_old(self) -> bool:
        """Whether the face has lines."""
        return self.years >= _OLD


class _Dice:
    """Picks that follow from a number alone, the same on every machine."""

    def __init__(self, seed: int) -> None:
        self._left = seed

    def pick(self, options: Sequence[_T]) -> _T:
        self._left, place = divmod(self._left, len(options))
        return options[place]


def traits_of(persona: Persona) -> Traits:
    """Decide how *persona* looks on the day the card is issued."""
    dice = _Dice(digest("face", persona.name))
    years = age(persona.person.birthdate, on=persona.card.issued_on)
    # Each pick is made whatever its outcome is used for, so that a face keeps its
    # features when only its age changes.
    sex = persona.person.sex
    if sex is Sex.UNSPECIFIED:
        sex = dice.pick((Sex.MALE, Sex.FEMALE))
    hair = dice.pick(_hair_styles(sex, years))
    glasses = dice.pick(_glasses(years))
    facial_hair = dice.pick(
        (FacialHair.NONE,) * 6 + (FacialHair.MOUSTACHE, FacialHair.BEARD)
    )
    if sex is not Sex.MALE or years < GROWN_UP + 7:
        facial_hair = FacialHair.NONE
    narrow = 3 if sex is Sex.FEMALE else 0
    child = years < 13
    return Traits(
        years=years,
        hair=hair,
        hair_grey=_hair_grey(years, dice.pick((28, 36, 48, 62))),
        skin_grey=dice.pick((222, 228, 234, 238)),
        clothes_grey=dice.pick((70, 96, 120, 150, 176)),
        collar=dice.pick(_collars(years)),
        glasses=glasses,
        facial_hair=facial_hair,
        cheek=dice.pick((47, 49, 51, 53)) - narrow + (2 if child else 0),
        jaw=dice.pick((30, 33, 36, 38)) - narrow + (4 if child else 0),
        chin=dice.pick((-4, -1, 2, 4)) - (2 if child else 0),
        eye_gap=dice.pick((20, 21, 22)) + (1 if child else 0),
        eye_size=dice.pick((4, 5)) + (1 if child else 0),
        brow_tilt=dice.pick((-2, 0, 1, 2)),
        nose=dice.pick((12, 15, 17)) - (6 if child else 0),
        mouth=dice.pick((11, 13, 15)),
        smile=dice.pick((1, 2, 4)),
        mole=dice.pick((None, None, None, None, -1, 1)),
    )


def _hair_styles(sex: Sex, years: int) -> tuple[Hair, ...]:
    if sex is Sex.FEMALE:
        if years < 13:
            return (Hair.BOB, Hair.BUNCHES, Hair.BUNCHES, Hair.LONG)
        if years >= _OLD:
            return (Hair.CURLS, Hair.BUN, Hair.BOB, Hair.CURLS)
        return (Hair.BOB, Hair.LONG, Hair.BUN, Hair.LONG, Hair.CURLS)
    if years < 13:
        return (Hair.FRINGE, Hair.CROPPED, Hair.FRINGE)
    if years >= _OLD:
        return (Hair.THIN, Hair.BALD, Hair.SWEPT, Hair.CROPPED)
    return (Hair.CROPPED, Hair.PARTED, Hair.SWEPT, Hair.FRINGE)


def _glasses(years: int) -> tuple[Glasses, ...]:
    if years < 6:
        return (Glasses.NONE,)
    plain = (Glasses.NONE,) * (3 if years < _GREYING else 1)
    return (*plain, Glasses.ROUND, Glasses.SQUARE)


def _collars(years: int) -> tuple[Collar, ...]:
    if years < 13:
        return (Collar.ROUND, Collar.ROUND, Collar.SHIRT)
    if years >= _OLD:
        return (Collar.SHIRT, Collar.WRAPPED, Collar.ROUND)
    return (Collar.SHIRT, Collar.JACKET, Collar.ROUND, Collar.JACKET)


def _hair_grey(years: int, young: int) -> int:
    """Let hair whiten from 45 to 85."""
    whitened = min(max(years - _GREYING, 0), 40)
    return young + (206 - young) * whitened // 40
