"""Under which conditions a virtual card is met: its faults, its speed, its choices."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from emulator.behaviour import DEFAULT, BehaviourError, CardBehaviour, load_behaviour
from emulator.faults import (
    TIME_LIMIT,
    ArmedFault,
    Donor,
    Fault,
    FaultError,
    FaultEvent,
    FaultyCard,
    Where,
    changed,
    named_kinds,
    parse_faults,
)
from emulator.memory.image import CardImage
from emulator.reader.vpcd import PluggableCard
from emulator.timing import INSTANT, TimedCard, TimingError, TimingModel, find_timing

from .conditions_error import ConditionsError as ConditionsError

_OF_THE_PATIENCE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTexts:
    """Conditions as they are written in a shell, a bench file or a scenario."""

    faults: tuple[str, ...] = ()
    timing: str = ""
    behaviour: str = ""
    seed: int | None = None

    def read(self, *, beside: Path | None = None) -> CardConditions:
        """Read them all; files are looked for *beside*, by default right here.

        Raises `ConditionsError`.
        """
        base = beside or Path()
        try:
            return CardConditions(
                faults=tuple(one for text in self.faults for one in parse_faults(text)),
                timing=find_timing(self.timing, beside=base) if self.timing else None,
                behaviour=(
                    load_behaviour(base / self.behaviour) if self.behaviour else None
                ),
                seed=self.seed,
                texts=self,
            )
        except FaultError as error:
            raise ConditionsError("fault", str(error)) from error
        except TimingError as error:
            raise ConditionsError("timing", str(error)) from error
        except BehaviourError as error:
            raise ConditionsError("behaviour", str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CardConditions:
    """Conditions that were read; None is what nobody said anything about."""

    faults: tuple[Fault, ...] = ()
    timing: TimingModel | None = None
    behaviour: CardBehaviour | None = None
    seed: int | None = None
    """Of the faults and of the jitter; by default that of the bench."""
    texts: ConditionTexts = field(default=ConditionTexts(), compare=False, repr=False)

    @property
    def usual(self) -> bool:
        """Whether nothing at all was said."""
        return self == CardConditions()

    def then(self, other: CardConditions) -> CardConditions:
        """Add the faults of *other*, and let what else it says count."""
        return replace(
            self,
            faults=self.faults + other.faults,
            timing=self.timing if other.timing is None else other.timing,
            behaviour=self.behaviour if other.behaviour is None else other.behaviour,
            seed=self.seed if other.seed is None else other.seed,
        )


def ignore(event: FaultEvent) -> None:
    """Take no notice of a fault."""


def fault_names(text: str) -> frozenset[str]:
    """Return the names by which the journal tells of the faults that *text* names.

    Raises `ValueError`, in Japanese.
    """
    return named_kinds(text)


class ConditionsInForce:
    """Conditions while cards come and go: faults keep count over all of them."""

    def __init__(
        self,
        conditions: CardConditions | None = None,
        *,
        seed: int = 0,
        record: Callable[[FaultEvent], None] = ignore,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        """Begin; *seed* counts where the conditions name none.

        *record* hears of each fault as it happens, possibly from another thread.
        *time_limit* is how many seconds the reader waits for an answer: conditions
        stay below it, so that a card that is slow or mute on purpose is not taken
        for one that hangs.
        """
        self._given = conditions or CardConditions()
        self._seed = seed if self._given.seed is None else self._given.seed
        self._record = record
        self._time_limit = min(TIME_LIMIT, time_limit * _OF_THE_PATIENCE)
        self._timing = self._given.timing or INSTANT
        self._armed: list[ArmedFault] = []
        self._content: list[Fault] = []
        self._count = 0
        self.version = 0
        """Goes up with every change, so that a holder knows of it."""
        for fault in self._given.faults:
            self._arm(fault)

    @property
    def behaviour(self) -> CardBehaviour:
        """What the card answers where nothing is published."""
        return self._given.behaviour or DEFAULT

    def arm(self, text: str) -> None:
        """Arm the fault of that text. Raises `FaultError`."""
        for fault in parse_faults(text):
            self._arm(fault)
        self.version += 1

    def clear(self) -> None:
        """Take every fault away."""
        self._armed.clear()
        self._content.clear()
        self.version += 1

    def pace(self, name: str) -> None:
        """Make cards as fast as the timing of that name. Raises `TimingError`."""
        self._timing = find_timing(name)
        self.version += 1

    def altered(self, donor: Donor) -> Callable[[CardImage], CardImage] | None:
        """Return what changes a card's content, or None where nothing does.

        *donor* gives another person's card. What is returned raises `FaultError`
        for a card that cannot have the fault.
        """
        if not self._content:
            return None
        faults = tuple(self._content)

        def alter(image: CardImage) -> CardImage:
            for fault in faults:
                image, what = changed(image, fault, seed=str(self._seed), donor=donor)
                self._record(
                    FaultEvent(
                        fault=fault.text, kind=fault.kind.name, what=what, apdu=0
                    )
                )
            return image

        return alter

    def around(
        self,
        card: PluggableCard,
        *,
        once: Sequence[Fault] = (),
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> PluggableCard:
        """Put the conditions around *card*: itself, where there are none.

        The faults of *once* are for this card alone; *sleep* lets time pass.
        """
        seed = str(self._seed)
        if self._timing.rules:
            card = TimedCard(
                card,
                self._timing,
                seed=seed,
                time_limit=self._time_limit,
                sleep=sleep,
                clock=clock,
            )
        own = [ArmedFault(f, seed=seed, record=self._record) for f in once]
        faults = [f for f in (*own, *self._armed) if not f.over]
        if faults:
            card = FaultyCard(
                card, faults, time_limit=self._time_limit, sleep=sleep, clock=clock
            )
        return card

    def _arm(self, fault: Fault) -> None:
        if fault.kind.where is Where.CONTENT:
            self._content.append(fault)
            return
        self._count += 1
        self._armed.append(
            ArmedFault(fault, seed=f"{self._seed}/{self._count}", record=self._record)
        )
