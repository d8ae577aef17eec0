"""Making the card of one persona: its keys on all cores, and from the cache if kept.

What writes a card is loaded when one is made: most have been made before.
"""

from __future__ import annotations

from dataclasses import fields

from card_profiles.model import Persona

from ..behaviour import DEFAULT, CardBehaviour
from ..memory.image import CardImage
from .authorities import Authorities
from .key_cache import KeyCache
from .key_generation import KeyGenerator, KeySource

BEHAVIOUR_LINE = "behaviour."
"""Before the name of each parameter in `lines_of`."""
MAKING_TIME = (
    "contact_atr",
    "certificate_file_size",
    "filler",
    "ocsp_url",
    "auth_certificate_has_eku",
    "closed_files",
    "number_a_tries",
    "number_b_tries",
    "birthdate_tries",
    "visual_has_0014_0015",
    "text_file_size",
    "number_b_opens_secure_messaging",
)
"""Parameters of `CardBehaviour` that are written to the card when it is made."""


def make_image(
    persona: Persona,
    pki: Authorities,
    *,
    behaviour: CardBehaviour = DEFAULT,
    key_cache: KeyCache | None = None,
    key_source: KeySource | None = None,
) -> CardImage:
    """Make the card of *persona*.

    Keys come from *key_cache* and then from *key_source*; without one they are
    generated here, on all cores.
    """
    if key_source is not None:
        return _made(persona, pki, behaviour, key_cache, key_source)
    with KeyGenerator() as generator:
        generator.expect(new_keys_for(persona, key_cache))
        return _made(persona, pki, behaviour, key_cache, generator)


def new_keys_for(persona: Persona, key_cache: KeyCache | None) -> int:
    """Tell how many keys must be generated for the card of *persona*."""
    from .personalize import keys_needed

    kept = 0 if key_cache is None else key_cache.kept(persona.name)
    return max(0, keys_needed(persona.card) - kept)


def lines_of(persona: Persona, behaviour: CardBehaviour) -> dict[str, str]:
    """Return what the card is made from, as names and texts; no date depends on now.

    Of the behaviour only what differs from the default card counts, so that a
    parameter added later makes no older card look changed.
    """
    lines = dict(persona.card_lines)
    for field in fields(behaviour):
        value = getattr(behaviour, field.name)
        if field.name in MAKING_TIME and value != getattr(DEFAULT, field.name):
            lines[BEHAVIOUR_LINE + field.name] = repr(value)
    return lines


def _made(
    persona: Persona,
    pki: Authorities,
    behaviour: CardBehaviour,
    key_cache: KeyCache | None,
    key_source: KeySource,
) -> CardImage:
    from .personalize import personalize

    if key_cache is None:
        return personalize(persona, pki, key_source=key_source, behaviour=behaviour)
    with key_cache.keys_of(persona.name, source=key_source) as cached:
        return personalize(persona, pki, key_source=cached, behaviour=behaviour)
