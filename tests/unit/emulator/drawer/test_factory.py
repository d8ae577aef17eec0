"""Many cards in one go: told card by card, and taken up where it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from card_profiles.synth import generate
from emulator.drawer.factory import Progress, make_cards
from emulator.drawer.store import CardDrawer, CardInUse
from emulator.issuing.key_cache import KeyCache
from emulator.issuing.personalize import keys_needed

from ..conftest import NOW

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities


@pytest.fixture
def generated(
    monkeypatch: pytest.MonkeyPatch, key_source: Callable[[], rsa.RSAPrivateKey]
) -> list[None]:
    """One entry for each key that was generated."""
    made: list[None] = []

    def new_key() -> rsa.RSAPrivateKey:
        made.append(None)
        return key_source()

    monkeypatch.setattr("emulator.issuing.key_generation.new_key", new_key)
    return made


@pytest.fixture(scope="module")
def everybody() -> list[Persona]:
    return list(generate(4, seed=5, now=NOW))


def keys_of(personas: list[Persona]) -> int:
    return sum(keys_needed(persona.card) for persona in personas)


def test_everybody_gets_a_card_and_progress_is_told_after_each(
    everybody: list[Persona],
    pki: StandInAuthorities,
    tmp_path: Path,
    generated: list[None],
) -> None:
    drawer = CardDrawer(tmp_path / "cards")
    told: list[Progress] = []

    made = make_cards(iter(everybody), drawer, pki, on_progress=told.append)

    assert made == 4
    assert drawer.names() == tuple(persona.name for persona in everybody)
    assert [(step.done, step.total, step.made) for step in told] == [
        (1, 4, 1),
        (2, 4, 2),
        (3, 4, 3),
        (4, 4, 4),
    ]
    assert [step.persona for step in told] == [p.name for p in everybody]
    assert len(generated) == keys_of(everybody)
    for persona in everybody:
        with drawer.open(persona, pki) as stored:
            assert stored.image.persona == persona.name


def test_what_is_there_already_is_left_alone(
    everybody: list[Persona],
    pki: StandInAuthorities,
    tmp_path: Path,
    generated: list[None],
) -> None:
    drawer = CardDrawer(tmp_path / "cards")
    make_cards(everybody[:2], drawer, pki)
    card = tmp_path / "cards" / everybody[0].name / "card.json"
    before = card.read_bytes()
    told: list[Progress] = []

    made = make_cards(everybody, drawer, pki, on_progress=told.append)

    assert made == 2
    assert [step.made for step in told] == [0, 0, 1, 2]
    assert card.read_bytes() == before
    assert len(generated) == keys_of(everybody)


def test_kept_keys_are_not_generated_again(
    everybody: list[Persona],
    pki: StandInAuthorities,
    tmp_path: Path,
    generated: list[None],
) -> None:
    cache = KeyCache(tmp_path / "keys")
    for place in ("one", "two"):
        make_cards(everybody, CardDrawer(tmp_path / place, key_cache=cache), pki)

    assert len(generated) == keys_of(everybody)


def test_an_interrupted_run_is_taken_up_where_it_ended(
    everybody: list[Persona],
    pki: StandInAuthorities,
    tmp_path: Path,
    generated: list[None],
) -> None:
    drawer = CardDrawer(tmp_path / "cards")

    def interrupt(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_cards(everybody, drawer, pki, on_progress=interrupt)

    assert len(drawer.names()) == 2
    assert make_cards(everybody, drawer, pki) == 2


def test_a_card_to_make_that_somebody_holds_is_an_error(
    everybody: list[Persona],
    pki: StandInAuthorities,
    tmp_path: Path,
    generated: list[None],
) -> None:
    drawer = CardDrawer(tmp_path / "cards")

    with (
        drawer.held(everybody[1].name),
        pytest.raises(CardInUse, match=everybody[1].name),
    ):
        make_cards(everybody, drawer, pki)

    assert drawer.names() == (everybody[0].name,)


def test_nobody_needs_no_card(pki: StandInAuthorities, tmp_path: Path) -> None:
    assert make_cards([], CardDrawer(tmp_path / "cards"), pki) == 0


def test_one_persona_twice_is_one_card(
    everybody: list[Persona],
    pki: StandInAuthorities,
    tmp_path: Path,
    generated: list[None],
) -> None:
    twice = [everybody[0], replace(everybody[0])]

    assert make_cards(twice, CardDrawer(tmp_path / "cards"), pki) == 1
