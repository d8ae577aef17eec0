"""Renewing, restoring, making anew: the old card or the new one, never a mixture."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from emulator.applets import jpki
from emulator.drawer.snapshot import restore_snapshot, save_snapshot
from emulator.drawer.store import CardDrawer
from emulator.issuing.card_age import auth_certificate, sign_certificate
from emulator.issuing.key_generation import new_key
from emulator.memory.image import CardImage
from emulator.memory.keys import public_half

from .jobs import CARD, COUNTERS, SNAPSHOT, Place
from .killing import Scene, Victim, in_json

SELECT = "00A4040C0AD392F000260100000001"
RIGHT, WRONG, NEW = "002000980431323334", "002000980430303030", "002000980434333231"
CHANGE, ASK = "0024019804 34333231", "00200098"


@dataclass(frozen=True, slots=True)
class State:
    """What somebody meets who takes the card out."""

    image: CardImage
    tries: int
    pin: str


def state_of(directory: Path) -> State:
    """Take the card out as the next process does; it must be a whole card."""
    place = Place(directory)
    with place.drawer().open(place.holder(), place.pki()) as stored:
        stored.card.power_on()
        ask(stored.card.transmit, SELECT)
        tries = ask(stored.card.transmit, ASK)[1] & 0x0F
        works = [
            pin for pin in (RIGHT, NEW) if ask(stored.card.transmit, pin)[0] == 0x90
        ]
        assert len(works) == 1, works
        if tries < 3:  # What has been looked at is left as it was.
            ask(stored.card.transmit, WRONG)
        return State(stored.image, tries, works[0])


def ask(transmit: Callable[[bytes], bytes], command: str) -> bytes:
    return transmit(bytes.fromhex(command))


def require_whole(state: State, directory: Path) -> None:
    """Each key belongs to its certificate, which is issued and in force."""
    application = state.image.application(jpki.AID)
    pki = Place(directory).pki()
    for fid, authority, certificate in (
        (jpki.AUTH_KEY, pki.auth, auth_certificate(state.image)),
        (jpki.SIGN_KEY, pki.sign, sign_certificate(state.image)),
    ):
        assert certificate is not None
        public = certificate.public_key()
        assert isinstance(public, RSAPublicKey)
        key = public_half(application, fid)
        assert key.public_numbers() == public.public_numbers(), "key and certificate"
        assert certificate.serial_number not in authority.revoked(), "revoked"


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card with a snapshot from before it was used: one try spent, another PIN."""
    directory = tmp_path_factory.mktemp("used")
    place = Place(directory)
    keys = [new_key() for _ in range(6)]
    drawer = CardDrawer(directory / "cards", key_source=lambda: keys.pop())
    pki, holder = place.pki(), place.holder()
    drawer.make(holder, pki)
    save_snapshot(drawer, holder, pki, directory / SNAPSHOT)
    with drawer.open(holder, pki) as stored:
        stored.card.power_on()
        for command in (SELECT, RIGHT, CHANGE, WRONG):
            ask(stored.card.transmit, command)
    return directory


def scene(victim: Victim, prepared: Path, work: Path, job: str) -> Scene:
    return Scene(victim, prepared, work, job, safe="pki")


def test_a_killed_renewal_leaves_the_old_card_or_the_new_one(
    victim: Victim, used: Path, quick_path: Path
) -> None:
    before = state_of(used)
    old = auth_certificate(before.image), sign_certificate(before.image)
    seen = set()

    for death, disk in scene(victim, used, quick_path, "renew").each(every=5):
        now = state_of(disk)
        require_whole(now, disk)
        new = auth_certificate(now.image), sign_certificate(now.image)
        assert (now.tries, now.pin) == (before.tries, before.pin)
        changed = [one != other for one, other in zip(old, new, strict=True)]
        assert len(set(changed)) == 1, f"a mixture after step {death.step}"
        assert all(changed) or not death.answers, "a renewal that was told is lost"
        seen.add(all(changed))
        if all(changed):
            require_revoked(disk, before)
    assert seen == {False, True}


def require_revoked(directory: Path, before: State) -> None:
    pki = Place(directory).pki()
    for authority, certificate in (
        (pki.auth, auth_certificate(before.image)),
        (pki.sign, sign_certificate(before.image)),
    ):
        assert certificate is not None
        assert certificate.serial_number in authority.revoked()


def test_a_killed_restoring_leaves_the_card_as_it_was_or_restored(
    victim: Victim, used: Path, quick_path: Path
) -> None:
    before, after = (2, NEW), (3, RIGHT)
    seen = set()

    for death, disk in scene(victim, used, quick_path, "restore").each(every=2):
        now = state_of(disk)
        require_whole(now, disk)
        found = (now.tries, now.pin)
        assert found in (before, after), death
        assert found == after or not death.answers, "what was restored is lost"
        seen.add(found)
    assert seen == {before, after}


def test_a_killed_making_anew_leaves_one_card_or_the_other(
    victim: Victim, used: Path, quick_path: Path
) -> None:
    before = state_of(used)
    seen = set()

    for death, disk in scene(victim, used, quick_path, "remake").each(every=6):
        now = state_of(disk)
        same = now.image == before.image
        assert (now.tries, now.pin) == ((2, NEW) if same else (3, RIGHT)), death
        assert not (same and death.answers), "the card that was made is lost"
        seen.add(same)
    assert seen == {False, True}


def test_a_killed_snapshot_is_the_old_one_or_the_new_one(
    victim: Victim, used: Path, quick_path: Path
) -> None:
    seen = set()

    for death, disk in scene(victim, used, quick_path, "save").each(every=2):
        place = Place(disk)
        restore_snapshot(place.drawer(), place.holder(), place.pki(), disk / SNAPSHOT)
        now = state_of(disk)
        assert (now.tries, now.pin) in ((2, NEW), (3, RIGHT)), death
        assert now.pin == NEW or not death.answers, "the snapshot that was told is lost"
        seen.add(now.pin)
    assert seen == {NEW, RIGHT}


def test_a_killed_making_leaves_no_card_or_a_whole_one_with_its_tries(
    victim: Victim, used: Path, quick_path: Path
) -> None:
    """A card that vanished with its directory would be made anew, with all tries."""
    prepared = quick_path / "prepared"
    shutil.copytree(used / "pki", prepared / "pki")
    work = quick_path / "work"
    work.mkdir()
    making = scene(victim, prepared, work, "make")
    making.options = {"commands": in_json([SELECT, WRONG])}

    for death, disk in making.each(every=5):
        place = Place(disk)
        home = disk / "cards" / place.holder().name
        if not (home / CARD).exists():
            assert not death.answers, "the card that was made is lost"
            continue
        now = state_of(disk)
        require_whole(now, disk)
        spent = len(death.answers) == 3
        assert now.tries <= (2 if spent else 3), death
        assert spent <= (home / COUNTERS).exists()
