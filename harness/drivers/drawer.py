"""Taking a virtual card out of the drawer, with what may stand against it in words."""

from __future__ import annotations

from collections.abc import Callable

from card_profiles.loader import PersonaError
from card_profiles.model import Persona
from card_profiles.pki import PKIError
from emulator.drawer.store import (
    CardDrawer,
    CardInUse,
    ForeignCard,
    OutdatedCard,
    StoredCard,
)
from emulator.faults import FaultError
from emulator.issuing.authorities import Authorities
from emulator.memory.counters import CountersDamaged
from emulator.memory.image import CardImage, ImageError

from ..card_conditions import ConditionsInForce
from ..ports import BenchUnavailable, ImpossibleFault


def take_card(
    drawer: CardDrawer,
    persona: Persona,
    pki: Authorities,
    *,
    conditions: ConditionsInForce | None = None,
    people: Callable[[str], Persona] | None = None,
) -> StoredCard:
    """Take the persona's card, made the first time; its content as *conditions* say.

    *people* finds the others whose certificates may be on it. Raises
    `BenchUnavailable` when another reader has the card or its files are damaged, and
    `ImpossibleFault`.
    """
    in_force = conditions or ConditionsInForce()

    def card_of(name: str) -> CardImage:
        if people is None:
            raise FaultError(f"「{name}」のカードはここにはありません。")
        with take_card(drawer, people(name), pki) as other:
            return other.image

    try:
        return drawer.open(
            persona,
            pki,
            behaviour=in_force.behaviour,
            altered=in_force.altered(card_of),
        )
    except (FaultError, PersonaError) as error:
        raise ImpossibleFault(str(error)) from error
    except (CardInUse, ForeignCard, OutdatedCard, PKIError) as error:
        raise BenchUnavailable(str(error)) from error
    except (ImageError, CountersDamaged) as error:
        raise BenchUnavailable(
            f"{persona.name} のカードのファイルが壊れています（{error}）。"
            "そのカードのディレクトリーを削除すると、新しいカードが作られます。"
        ) from error
