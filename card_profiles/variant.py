"""The same person with another card: as a phone, in a contact reader, without PINs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from .assemble_card import ATR_NAMES, TYPED_WITHOUT_PIN, interface_of
from .model import CardForm, CardInterface, CardPlan, CertificateForm, Persona
from .reading import PersonaError

KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "form": tuple(CardForm),
        "interface": tuple(CardInterface),
        "atr": ATR_NAMES,
        "certificates": tuple(CertificateForm),
    }
)
"""What a variant may change, and to which values; the keys are those of [card]."""

_PART, _VALUE = ".", "-"


class VariantError(PersonaError):
    """Nobody, or not this person, can have such a card."""


def parse_variant(text: str) -> dict[str, str]:
    """Read `form=android,atr=contact-da`.

    Raises `VariantError` listing what there is.
    """
    changes: dict[str, str] = {}
    for part in text.split(","):
        key, _, value = (piece.strip() for piece in part.partition("="))
        if key not in KEYS:
            raise VariantError(
                f"「{key}」は変えられません。書けるもの: "
                f"{'、'.join(f'{name}=値' for name in KEYS)}（「,」で並べます）。"
            )
        if value not in KEYS[key]:
            raise VariantError(
                f"{key} は「{value}」ではなく、次のどれかにしてください: "
                f"{'、'.join(KEYS[key])}"
            )
        if key in changes:
            raise VariantError(f"「{key}」が2回書かれています。")
        changes[key] = value
    return changes


def variant_name(name: str, changes: Mapping[str, str]) -> str:
    """Return the name of that person's card: `hanako.form-android`.

    It is the persona's name with the changes behind it, in the order of `KEYS`.
    """
    parts = [f"{key}{_VALUE}{changes[key]}" for key in KEYS if key in changes]
    return _PART.join([name, *parts])


def split_variant(name: str) -> tuple[str, dict[str, str]]:
    """Take a name of `variant_name` apart; any other has no changes."""
    changes: dict[str, str] = {}
    while True:
        rest, _, part = name.rpartition(_PART)
        key, _, value = part.partition(_VALUE)
        if not rest or value not in KEYS.get(key, ()):
            return name, changes
        name = rest
        changes = {key: value} | changes


def varied(persona: Persona, changes: Mapping[str, str]) -> Persona:
    """Return *persona* with such a card, under a name of its own.

    Certificates keep their serial numbers, so that the server knows the holder.
    Raises `VariantError` where a card without PINs would need some, and for an
    answer to reset that belongs to the other interface.
    """
    form = CardForm(changes.get("form", persona.card.form))
    if persona.card.form is CardForm.FACE_ONLY and form is not CardForm.FACE_ONLY:
        raise VariantError(
            f"{persona.name} のカードには暗証番号がないので、form={form} にできません。"
            "暗証番号のある人（hanako など）を指定してください。"
        )
    interface, atr = _reset(persona.card, changes)
    card = replace(
        persona.card,
        form=form,
        interface=interface,
        atr=atr,
        certificates=CertificateForm(
            changes.get("certificates", persona.card.certificates)
        ),
    )
    lines = dict(persona.card_lines) | {
        f"card.{key}": json.dumps(value) for key, value in changes.items()
    }
    return replace(
        persona,
        name=variant_name(persona.name, changes),
        card=_without_pins(card) if form is CardForm.FACE_ONLY else card,
        card_lines=tuple(sorted(lines.items())),
    )


def _reset(card: CardPlan, changes: Mapping[str, str]) -> tuple[CardInterface, str]:
    """Give interface and answer to reset; an answer alone tells its interface."""
    atr = changes.get("atr", card.atr)
    usual = interface_of(atr) if "atr" in changes else card.interface
    interface = CardInterface(changes.get("interface", usual))
    if atr and interface_of(atr) is not interface:
        raise VariantError(
            f"atr={atr} は interface={interface_of(atr)} のカードのものです。"
            f"interface={interface} と一緒には書けません。"
        )
    return interface, atr


def _without_pins(card: CardPlan) -> CardPlan:
    """Return the card as one for face recognition is made: no PIN, no 署名用."""
    return replace(
        card,
        auth_pin=TYPED_WITHOUT_PIN,
        support_pin=TYPED_WITHOUT_PIN,
        juki_pin=TYPED_WITHOUT_PIN,
        common_pin=TYPED_WITHOUT_PIN,
        sign_password="",
        sign_certificate=None,
        auth_tries_left=0,
        sign_tries_left=0,
        support_tries_left=0,
        juki_tries_left=0,
        common_tries_left=0,
    )
