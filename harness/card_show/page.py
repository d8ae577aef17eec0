"""A card as one HTML page, with the pictures that are on it; it loads nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from card_profiles.model import Persona
from emulator.memory.image import CardImage

from .contents import (
    ApplicationFacts,
    AskedCard,
    ObjectFacts,
    applications_of,
    objects_of,
)
from .face import Face, face_of
from .life import life_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """Everything that is told of a card."""

    persona: str
    story: str
    atr: str
    form: str
    interface: str
    expires_on: date
    face: Face
    applications: tuple[ApplicationFacts, ...]
    objects: tuple[ObjectFacts, ...]
    in_reader: bool
    life: tuple[str, ...] = ()


def shown_card(
    persona: Persona,
    image: CardImage,
    card: AskedCard,
    *,
    atr: bytes,
    now: datetime | None = None,
    in_reader: bool = False,
) -> ShownCard:
    """Lay a persona's card open. No try is spent; afterwards it has no power.

    *in_reader* is whether a reader has the card now, so that its tries may change;
    *now* is when it is looked at, for how long it still lives.
    """
    return ShownCard(
        persona=persona.name,
        story=persona.story,
        atr=atr.hex(" ").upper(),
        form=image.form.value,
        interface=image.interface.value,
        expires_on=persona.card.expires_on,
        face=face_of(image),
        applications=applications_of(image, card),
        objects=objects_of(image),
        in_reader=in_reader,
        life=() if now is None else life_of(image, now=now),
    )


def page_of(card: ShownCard) -> str:
    """Return the page, one file that opens offline."""
    templates = Environment(
        loader=PackageLoader("harness.card_show", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("card.html.j2").render(card=card)
