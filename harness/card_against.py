"""The card that a command speaks to: a persona's, or the named one in a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .card_conditions import CardConditions, ConditionsInForce
from .card_shelf import CardShelf
from .ports import BenchUnavailable
from .recording.card_secrets import Secret, SecretSource, secrets_of
from .recording.check import LiveCard, ask_once
from .recording.live_card import GuardedLiveCard, VirtualLiveCard


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAtHand:
    """A live card, what its holder knows, and whether that holder is invented."""

    card: LiveCard
    secrets: SecretSource
    fictitious: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualChoice:
    """A persona's own virtual card, as it is kept in a directory."""

    persona: str
    state_dir: Path
    now: datetime
    conditions: CardConditions


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderChoice:
    """The card of that certificate in that PC/SC reader.

    *pin_of* is the persona whose card it is; without one, *ask* asks a person.
    """

    reader: str
    certificate_serial: int
    pin_of: str | None
    now: datetime
    ask: Callable[[Secret], str]


@contextmanager
def card_at_hand(choice: VirtualChoice | ReaderChoice) -> Iterator[CardAtHand]:
    """Take out the virtual card, or connect to the named one in a reader.

    Raises `BenchUnavailable`. A card in a reader counts as a real person's.
    """
    if isinstance(choice, VirtualChoice):
        shelf = CardShelf(choice.state_dir, now=choice.now)
        persona = shelf.persona(choice.persona)
        in_force = ConditionsInForce(choice.conditions)
        with shelf.take(persona, conditions=in_force) as stored:
            card = VirtualLiveCard(in_force.around(stored.card))
            yield CardAtHand(card=card, secrets=secrets_of(persona), fictitious=True)
        return
    with GuardedLiveCard(
        choice.reader, certificate_serial=choice.certificate_serial
    ) as guarded:
        yield CardAtHand(
            card=guarded, secrets=_secrets(choice, guarded), fictitious=False
        )


def _secrets(choice: ReaderChoice, card: GuardedLiveCard) -> SecretSource:
    """Ask a person, or take a persona's secrets if it is surely that one's card."""
    if choice.pin_of is None:
        return ask_once(choice.ask)
    from .people import People

    persona = People(now=choice.now).get(choice.pin_of)
    if choice.certificate_serial != persona.card.auth_certificate.serial_number:
        raise BenchUnavailable(
            f"{choice.pin_of} のカードの証明書のシリアル番号は "
            f"{persona.card.auth_certificate.serial_number} です。"
            "別のカードに、この人の暗証番号は送りません。"
        )
    card.require_test_card()
    return secrets_of(persona)
