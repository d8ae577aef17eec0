"""Keys kept by persona: the second card of a persona has the keys of the first."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from emulator.drawer.store import CardDrawer
from emulator.issuing.key_cache import KeyCache
from emulator.issuing.key_generation import KeyGenerator
from emulator.issuing.making import new_keys_for
from emulator.issuing.personalize import keys_needed

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities


class Counting:
    """A source of keys that says how many were asked of it."""

    def __init__(self, keys: Callable[[], rsa.RSAPrivateKey]) -> None:
        self._keys = keys
        self.asked = 0

    def __call__(self) -> rsa.RSAPrivateKey:
        self.asked += 1
        return self._keys()


@pytest.fixture
def source(key_source: Callable[[], rsa.RSAPrivateKey]) -> Counting:
    return Counting(key_source)


@pytest.fixture
def cache(tmp_path: Path) -> KeyCache:
    return KeyCache(tmp_path / "keys")


def test_the_second_time_nothing_is_generated(cache: KeyCache) -> None:
    with (
        KeyGenerator() as generator,
        cache.keys_of("hanako", source=generator) as keys,
    ):
        generator.expect(3)
        first = [keys().private_numbers() for _ in range(3)]

    def none_left() -> rsa.RSAPrivateKey:
        raise AssertionError("a kept key was generated")

    with cache.keys_of("hanako", source=none_left) as keys:
        assert [keys().private_numbers() for _ in range(3)] == first
    assert cache.kept("hanako") == 3


def test_more_than_was_kept_is_generated_and_kept_too(
    cache: KeyCache, source: Counting
) -> None:
    for wanted, asked in ((2, 2), (5, 5), (1, 5)):
        with cache.keys_of("hanako", source=source) as keys:
            for _ in range(wanted):
                keys()
        assert source.asked == asked

    assert cache.kept("hanako") == 5


def test_personas_have_their_own_keys(cache: KeyCache, source: Counting) -> None:
    for name in ("hanako", "taro"):
        with cache.keys_of(name, source=source) as keys:
            keys()

    assert source.asked == 2


def test_keys_of_a_card_that_failed_are_not_kept(
    cache: KeyCache, source: Counting
) -> None:
    def fail() -> None:
        with cache.keys_of("hanako", source=source) as keys:
            keys()
            raise RuntimeError("no card came of it")

    with pytest.raises(RuntimeError, match="no card"):
        fail()

    assert cache.kept("hanako") == 0


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[:-20], id="cut short"),
        pytest.param(lambda raw: b"", id="empty"),
        pytest.param(lambda raw: b"[]", id="a list"),
        pytest.param(
            lambda raw: raw.replace(b"mynabench.keys/1", b"mynabench.keys/2"),
            id="another schema",
        ),
        pytest.param(lambda raw: raw.replace(b'"3', b'"4', 1), id="another byte"),
    ],
)
def test_a_damaged_file_counts_as_none(
    cache: KeyCache,
    source: Counting,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
) -> None:
    with cache.keys_of("hanako", source=source) as keys:
        keys()
    path = tmp_path / "keys" / "hanako.json"
    raw = path.read_bytes()
    assert damage(raw) != raw
    path.write_bytes(damage(raw))

    with (
        caplog.at_level(logging.WARNING),
        cache.keys_of("hanako", source=source) as keys,
    ):
        keys()

    assert source.asked == 2
    assert "made anew" in caplog.text
    assert cache.kept("hanako") == 1


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_keys_are_for_their_owner_alone(
    cache: KeyCache, source: Counting, tmp_path: Path
) -> None:
    with cache.keys_of("hanako", source=source) as keys:
        keys()

    assert (tmp_path / "keys" / "hanako.json").stat().st_mode & 0o077 == 0


def test_a_drawer_with_a_cache_makes_the_same_keys_again(
    cache: KeyCache,
    source: Counting,
    persona: Persona,
    pki: StandInAuthorities,
    tmp_path: Path,
) -> None:
    images = []
    for place in ("one", "two"):
        drawer = CardDrawer(tmp_path / place, key_cache=cache, key_source=source)
        with drawer.open(persona, pki) as stored:
            images.append(stored.image)

    assert source.asked == keys_needed(persona.card)
    assert images[0] == images[1]


def test_only_what_is_not_kept_is_generated_ahead(
    cache: KeyCache, source: Counting, persona: Persona
) -> None:
    needed = keys_needed(persona.card)
    assert new_keys_for(persona, None) == needed
    assert new_keys_for(persona, cache) == needed
    with cache.keys_of(persona.name, source=source) as keys:
        keys()
        keys()

    assert new_keys_for(persona, cache) == needed - 2
    assert new_keys_for(replace(persona, name="other"), cache) == needed


def test_no_more_is_generated_ahead_than_a_card_takes(
    persona: Persona,
    pki: StandInAuthorities,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: Counting,
) -> None:
    monkeypatch.setattr("emulator.issuing.key_generation.new_key", source)

    CardDrawer(tmp_path / "cards").open(persona, pki).close()

    assert source.asked == keys_needed(persona.card)
