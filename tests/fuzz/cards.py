"""The cards that are fuzzed: every form and several behaviours, kept for a replay."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from card_profiles.loader import load
from card_profiles.model import CardForm, CardInterface, Persona
from card_profiles.pki import PKI
from emulator.applets.support import AID as SUPPORT_AID
from emulator.applets.support import SESSION_KEY
from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.issuing.key_generation import new_key
from emulator.issuing.personalize import keys_needed, personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import PINFile
from emulator.memory.image import CardImage
from emulator.memory.keys import public_half

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
HOLDER = "hanako"
SESSION_SEED = bytes(range(32))

_ODD = CardBehaviour(
    contact_atr_at_mf=False,
    cvc_behind_header_list=True,
    empty_verify_tells_success=True,
    failed_select_keeps_file=False,
    number_b_opens_secure_messaging=True,
    reselect_ends_secure_messaging=False,
    selection_order=("support", "jpki", "isd"),
    short_read_is_6282=True,
    visual_has_0014_0015=True,
)
_NARROW = CardBehaviour(
    closed_files=(),
    first_command_fails=True,
    has_lower_cvc=False,
    longest_data=255,
    longest_pin=4,
    select_answers_fci=False,
    sw_blocked=0x6983,
    sw_end_of_file=0x6282,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One kind of card: the plan's fields that differ, and how it behaves."""

    name: str
    plan: Mapping[str, object] = field(default_factory=dict)
    behaviour: CardBehaviour = field(default_factory=CardBehaviour)


VARIANTS = (
    Variant(name="plastic"),
    Variant(name="contact", plan={"interface": CardInterface.CONTACT}),
    Variant(name="odd", behaviour=_ODD),
    Variant(name="narrow", behaviour=_NARROW),
    Variant(name="child", plan={"sign_certificate": None, "sign_tries_left": 0}),
    *(
        Variant(name=form.value, plan={"form": form})
        for form in CardForm
        if form is not CardForm.PLASTIC
    ),
)


class RepeatableRandom:
    """Random bytes for a card that are the same in every run."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - to be repeatable.

    def __call__(self, count: int) -> bytes:
        return self._random.randbytes(count)


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzedCard:
    """A personalised card of which any number can be taken."""

    name: str
    image: CardImage
    behaviour: CardBehaviour
    delivery: bytes
    """A session key, encrypted for this card; empty where it takes none."""

    def new(self, *, seed: int = 0) -> tuple[VirtualCard, MemoryCounters]:
        """Take one as it left the factory, without power."""
        counters = MemoryCounters()
        card = VirtualCard(
            self.image,
            counters=counters,
            behaviour=self.behaviour,
            random_bytes=RepeatableRandom(seed),
        )
        return card, counters

    def pins(self) -> list[tuple[bytes, PINFile]]:
        """Everything somebody can present, with the application it is in."""
        return [
            (application.aid, file)
            for application in self.image.applications
            for file in application.files
            if isinstance(file, PINFile)
        ]


def make_cards(directory: Path) -> None:
    """Make one card of each variant, once; they share a few keys, for speed."""
    directory.mkdir(parents=True, exist_ok=True)
    pki = PKI.open(directory / "pki", now=NOW)
    holder = load(HOLDER, now=NOW)
    keys = _in_turn([new_key() for _ in range(keys_needed(holder.card))])
    for variant in VARIANTS:
        image = personalize(
            _holder_of(holder, variant),
            pki,
            key_source=lambda: next(keys),
            behaviour=variant.behaviour,
        )
        (directory / f"{variant.name}.json").write_bytes(image.to_json())
        (directory / f"{variant.name}.delivery").write_bytes(_delivery_to(image))


def load_cards(directory: Path) -> tuple[FuzzedCard, ...]:
    """Read the cards that `make_cards` left there."""
    return tuple(
        FuzzedCard(
            name=variant.name,
            image=CardImage.from_json(
                (directory / f"{variant.name}.json").read_bytes()
            ),
            behaviour=variant.behaviour,
            delivery=(directory / f"{variant.name}.delivery").read_bytes(),
        )
        for variant in VARIANTS
    )


def _holder_of(holder: Persona, variant: Variant) -> Persona:
    return replace(holder, card=replace(holder.card, **variant.plan))


def _in_turn(keys: list[RSAPrivateKey]) -> Iterator[RSAPrivateKey]:
    while True:
        yield from keys


def _delivery_to(image: CardImage) -> bytes:
    """Encrypt a session key as a terminal does."""
    try:
        application = image.application(SUPPORT_AID)
    except KeyError:
        return b""
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    plain = b"\xa0\x22\x80\x20" + SESSION_SEED
    return public_half(application, SESSION_KEY).encrypt(plain, oaep)
