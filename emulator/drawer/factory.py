"""Making many cards at once: one after the other, with all cores making their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from card_profiles.model import Persona

from ..behaviour import DEFAULT, CardBehaviour
from ..issuing.authorities import Authorities
from ..issuing.key_generation import KeyGenerator
from ..issuing.making import new_keys_for
from .store import CardDrawer


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where making cards stands, after each card."""

    done: int
    total: int
    made: int
    """How many of those done were made now; the others were there already."""
    persona: str


def ignore(progress: Progress) -> None:
    """Take no notice of progress."""


def make_cards(
    personas: Iterable[Persona],
    drawer: CardDrawer,
    pki: Authorities,
    *,
    behaviour: CardBehaviour = DEFAULT,
    on_progress: Callable[[Progress], None] = ignore,
) -> int:
    """Put a card of each of *personas* into *drawer*; return how many were made now.

    Cards that are there already are left alone, so that an interrupted run is
    taken up where it ended. Keys come from the drawer's cache first. Raises
    `CardInUse` when one of the cards to make is in a reader.
    """
    everybody = list(personas)
    absent = set(map(_name, everybody)).difference(drawer.names())
    made = 0
    with KeyGenerator() as keys:
        keys.expect(
            sum(
                new_keys_for(persona, drawer.key_cache)
                for persona in everybody
                if persona.name in absent
            )
        )
        for done, persona in enumerate(everybody, 1):
            if persona.name in absent:
                made += drawer.make(persona, pki, behaviour=behaviour, key_source=keys)
            on_progress(
                Progress(
                    done=done, total=len(everybody), made=made, persona=persona.name
                )
            )
    return made


def _name(persona: Persona) -> str:
    return persona.name
