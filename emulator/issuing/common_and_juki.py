"""共通カードAP and 住基AP of a persona."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from card_profiles.model import CardForm, CardPlan, Persona

from ..applets import common, juki
from ..memory.filesystem import Application
from ..memory.keys import private_bytes
from .authorities import CardData
from .jpki import secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


def common_application(
    persona: Persona,
    *,
    issuer: CardData,
    key_source: Callable[[], RSAPrivateKey],
) -> Application:
    """Make 共通カードAP: the card's number and one new key.

    The public half of the key is on no file of the card; `keys.public_half` gives it
    to whoever made the card.
    """
    plan, person = persona.card, persona.person
    pin, tries = secret(_pin(plan, plan.common_pin), tries_left=plan.common_tries_left)
    return common.application(
        card_number=f"{plan.serial}{person.municipality_code}{plan.expires_on:%Y%m%d}",
        authentication_key=private_bytes(key_source()),
        pin=pin,
        tries_left=tries,
        key_reference=issuer.root_key_id,
    )


def juki_application(persona: Persona, *, issuer: CardData) -> Application:
    """Make 住基AP: its PIN and the key reference; it has no key of its own."""
    plan = persona.card
    pin, tries = secret(_pin(plan, plan.juki_pin), tries_left=plan.juki_tries_left)
    return juki.application(pin=pin, tries_left=tries, key_reference=issuer.root_key_id)


def _pin(plan: CardPlan, pin: str) -> str:
    """Give the PIN, or nothing for a card on which none was ever set [D]."""
    return "" if plan.form is CardForm.FACE_ONLY else pin
