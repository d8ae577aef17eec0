"""The drawer notices parameters that are written on a card as it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from emulator.applets import visual
from emulator.behaviour import CardBehaviour
from emulator.drawer.store import CardDrawer, OutdatedCard
from emulator.issuing.key_cache import KeyCache
from emulator.issuing.key_generation import new_key
from emulator.issuing.making import MAKING_TIME
from emulator.issuing.personalize import personalize
from emulator.memory.filesystem import PINFile
from emulator.memory.image import CardImage

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities
    from ..edited_persona import Edited


@pytest.mark.parametrize("cached", ["with a key cache", "without"])
def test_a_new_card_is_made_with_the_parameters_given(
    tmp_path: Path,
    persona: Persona,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
    cached: str,
) -> None:
    cache = KeyCache(tmp_path / "keys") if cached == "with a key cache" else None
    drawer = CardDrawer(tmp_path / "cards", key_cache=cache, key_source=key_source)

    with drawer.open(
        persona, pki, behaviour=CardBehaviour(birthdate_tries=7)
    ) as stored:
        key = stored.image.application(visual.AID).find(visual.BIRTHDATE)

    assert isinstance(key, PINFile)
    assert key.limit == 7


def test_a_parameter_written_at_making_counts_as_an_edit(edited: Edited) -> None:
    with pytest.raises(OutdatedCard, match=r"behaviour\.number_a_tries"):
        edited.open(behaviour=CardBehaviour(number_a_tries=3))


def test_a_card_made_with_a_parameter_opens_where_none_is_asked_for(
    tmp_path: Path,
    persona: Persona,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> None:
    drawer = CardDrawer(tmp_path / "cards", key_source=key_source)
    drawer.open(persona, pki, behaviour=CardBehaviour(birthdate_tries=7)).close()

    with drawer.open(persona, pki) as stored:
        key = stored.image.application(visual.AID).find(visual.BIRTHDATE)

    assert isinstance(key, PINFile)
    assert key.limit == 7
    with pytest.raises(OutdatedCard, match=r"behaviour\.birthdate_tries"):
        drawer.open(persona, pki, behaviour=CardBehaviour(birthdate_tries=5))


def test_a_parameter_of_using_a_card_may_differ_each_time(edited: Edited) -> None:
    edited.open(behaviour=CardBehaviour(sw_blocked=0x6983))


_OTHER_VALUES: dict[str, Any] = {
    "selection_order": ("jpki",),
    "fci_extra": b"\x85\x01\x00",
    "contact_atr": "contact-da",
    "closed_files": (0x0009,),
    "ocsp_url": "http://127.0.0.1:8080/ocsp",
}


def _another(behaviour: CardBehaviour, name: str) -> CardBehaviour:
    value = getattr(behaviour, name)
    other = _OTHER_VALUES.get(name)
    if other is None:
        if isinstance(value, bool):
            other = not value
        elif name == "filler" or value == getattr(CardBehaviour(), name) == 65535:
            other = value - 1
        else:
            other = value + 1
    return replace(behaviour, **{name: other})


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return new_key()


@pytest.fixture(scope="module")
def default_card(
    persona: Persona, pki: StandInAuthorities, key: rsa.RSAPrivateKey
) -> CardImage:
    return personalize(persona, pki, key_source=lambda: key)


@pytest.mark.parametrize("name", [field.name for field in fields(CardBehaviour)])
def test_the_parameters_written_at_making_are_all_known(
    name: str,
    persona: Persona,
    pki: StandInAuthorities,
    key: rsa.RSAPrivateKey,
    default_card: CardImage,
) -> None:
    """A parameter counts as one exactly when another value makes another card."""
    other = _another(CardBehaviour(), name)

    card = personalize(persona, pki, key_source=lambda: key, behaviour=other)

    assert (card != default_card) == (name in MAKING_TIME)
