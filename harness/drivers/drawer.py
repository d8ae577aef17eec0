"""Taking a virtual card out of the drawer, with what may stand against it in words."""

from __future__ import annotations

from card_profiles.model import Persona
from emulator.counters import CountersDamaged
from emulator.image import ImageError
from emulator.personalize import Authorities
from emulator.store import CardDrawer, CardInUse, ForeignCard, StoredCard

from ..ports import BenchUnavailable


def take_card(drawer: CardDrawer, persona: Persona, pki: Authorities) -> StoredCard:
    """Take the persona's card, made the first time.

    Raises `BenchUnavailable` when another reader has it or its files are damaged.
    """
    try:
        return drawer.open(persona, pki)
    except (CardInUse, ForeignCard) as error:
        raise BenchUnavailable(str(error)) from error
    except (ImageError, CountersDamaged) as error:
        raise BenchUnavailable(
            f"{persona.name} のカードのファイルが壊れています（{error}）。"
            "そのカードのディレクトリーを削除すると、新しいカードが作られます。"
        ) from error
