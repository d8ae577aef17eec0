"""What a process was doing when it was killed: using, renewing, restoring a card."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from card_profiles.loader import load
from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.drawer.renewal import renew_certificates
from emulator.drawer.snapshot import restore_snapshot, save_snapshot
from emulator.drawer.store import CardDrawer
from emulator.issuing.key_generation import new_key
from emulator.memory.counters import FileCounters
from emulator.memory.image import CardImage

from ..cards import HOLDER, NOW

CARD = "card.json"
COUNTERS = "counters"
SNAPSHOT = "snapshot.json"
RENEWED_AT = NOW + timedelta(days=4 * 365)

Answer = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A directory with a state of its own: CAs, the holder's card, snapshots."""

    directory: Path

    def pki(self) -> PKI:
        return PKI.open(self.directory / "pki", now=NOW)

    def drawer(self) -> CardDrawer:
        return CardDrawer(self.directory / "cards")

    def holder(self) -> Persona:
        return load(HOLDER, now=NOW)


@dataclass(slots=True)
class Workshop:
    """What every job needs and none should make anew: an image, a few keys."""

    keys: list[RSAPrivateKey] = field(default_factory=list)
    images: dict[Path, CardImage] = field(default_factory=dict)

    def image(self, path: Path) -> CardImage:
        if path not in self.images:
            self.images[path] = CardImage.from_json(path.read_bytes())
        return self.images[path]

    def key_source(self) -> Callable[[], RSAPrivateKey]:
        while len(self.keys) < 8:
            self.keys.append(new_key())
        keys: Iterator[RSAPrivateKey] = iter(self.keys)
        return lambda: next(keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work; only what happens in *dangerous* may be its last."""

    directory: Path
    options: Mapping[str, object]
    workshop: Workshop
    answer: Answer
    dangerous: AbstractContextManager[None]

    @property
    def place(self) -> Place:
        return Place(self.directory)


def use(job: Job) -> None:
    """Open a card and answer commands, each answer leaving before the next comes."""
    image = job.workshop.image(Path(str(job.options["image"])))
    commands = [
        bytes.fromhex(text) for text in json.loads(str(job.options["commands"]))
    ]
    with job.dangerous:
        card = VirtualCard(image, counters=FileCounters(job.directory / COUNTERS))
        card.power_on()
        for command in commands:
            job.answer(card.transmit(command))


def fill(job: Job) -> None:
    """Fill the tries, as the municipal office does."""
    image = job.workshop.image(Path(str(job.options["image"])))
    card = VirtualCard(image, counters=FileCounters(job.directory / COUNTERS))
    with job.dangerous:
        card.reset_tries()
        job.answer(b"filled")


def make(job: Job) -> None:
    """Make a card, use it, and spend a try."""
    pki, holder = job.place.pki(), job.place.holder()
    drawer = CardDrawer(job.directory / "cards", key_source=job.workshop.key_source())
    commands = [
        bytes.fromhex(text) for text in json.loads(str(job.options["commands"]))
    ]
    with job.dangerous:
        drawer.make(holder, pki)
        job.answer(b"made")
        with drawer.open(holder, pki) as stored:
            stored.card.power_on()
            for command in commands:
                job.answer(stored.card.transmit(command))


def remake(job: Job) -> None:
    """Make a card anew in place of the old one."""
    pki, holder = job.place.pki(), job.place.holder()
    drawer = CardDrawer(job.directory / "cards", key_source=job.workshop.key_source())
    with job.dangerous:
        drawer.remake(holder, pki)
        job.answer(b"made")


def renew(job: Job) -> None:
    """Renew both certificates."""
    pki, holder = job.place.pki(), job.place.holder()
    keys = job.workshop.key_source()
    with job.dangerous:
        renew_certificates(
            job.place.drawer(), holder, pki, now=RENEWED_AT, key_source=keys
        )
        job.answer(b"renewed")


def save(job: Job) -> None:
    """Write a snapshot over an older one."""
    pki, holder = job.place.pki(), job.place.holder()
    with job.dangerous:
        save_snapshot(job.place.drawer(), holder, pki, job.directory / SNAPSHOT)
        job.answer(b"saved")


def restore(job: Job) -> None:
    """Put a card back to a snapshot."""
    pki, holder = job.place.pki(), job.place.holder()
    with job.dangerous:
        restore_snapshot(job.place.drawer(), holder, pki, job.directory / SNAPSHOT)
        job.answer(b"restored")


JOBS: Mapping[str, Callable[[Job], None]] = {
    job.__name__: job for job in (use, fill, make, remake, renew, save, restore)
}
