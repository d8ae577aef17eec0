"""A card put back to what it was: whole, on disk, and never another one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from emulator.drawer import rewriting
from emulator.drawer.snapshot import SnapshotError, restore_snapshot, save_snapshot
from emulator.drawer.store import CardDrawer, CardInUse, ForeignCard
from emulator.memory.counters import write_durably

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities

AP = bytes.fromhex("00A4040C0AD392F000260100000001")
WRONG = bytes.fromhex("002000980430303030")
RIGHT = bytes.fromhex("002000980431323334")
CHANGE = bytes.fromhex("002401980439393939")
NEW = bytes.fromhex("002000980439393939")
ASK = bytes.fromhex("00200098")


@pytest.fixture
def drawer(tmp_path: Path, key_source: Callable[[], rsa.RSAPrivateKey]) -> CardDrawer:
    return CardDrawer(tmp_path / "cards", key_source=key_source)


class Owner:
    """Who uses one card and keeps snapshots of it."""

    def __init__(
        self, drawer: CardDrawer, persona: Persona, pki: StandInAuthorities, path: Path
    ) -> None:
        self.drawer = drawer
        self.persona = persona
        self.pki = pki
        self.path = path

    def use(self, *commands: bytes) -> list[str]:
        with self.drawer.open(self.persona, self.pki) as stored:
            stored.card.power_on()
            stored.card.transmit(AP)
            return [stored.card.transmit(command).hex() for command in commands]

    def save(self) -> None:
        save_snapshot(self.drawer, self.persona, self.pki, self.path)

    def restore(self) -> None:
        restore_snapshot(self.drawer, self.persona, self.pki, self.path)


@pytest.fixture
def owner(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities, tmp_path: Path
) -> Owner:
    return Owner(drawer, persona, pki, tmp_path / "kept" / "tester.snapshot")


def test_tries_and_pins_come_back(owner: Owner) -> None:
    assert owner.use(WRONG) == ["63c2"]
    owner.save()
    assert owner.use(RIGHT, CHANGE, NEW, WRONG, WRONG) == [
        *["9000"] * 3,
        *["63c2", "63c1"],
    ]

    owner.restore()

    assert owner.use(ASK, NEW, RIGHT) == ["63c2", "63c1", "9000"]


def test_a_card_without_a_spent_try_comes_back_without_one(owner: Owner) -> None:
    owner.use()
    owner.save()
    owner.use(WRONG)

    owner.restore()

    assert owner.use(ASK) == ["63c3"]


def test_keys_and_certificates_come_back(owner: Owner, drawer: CardDrawer) -> None:
    with drawer.open(owner.persona, owner.pki) as stored:
        image = stored.image
    owner.save()
    drawer.remake(owner.persona, owner.pki)

    owner.restore()

    with drawer.open(owner.persona, owner.pki) as stored:
        assert stored.image == image


def test_a_card_that_was_lost_comes_back(owner: Owner, tmp_path: Path) -> None:
    owner.use(WRONG)
    owner.save()
    for file in (tmp_path / "cards" / "tester").iterdir():
        file.unlink()

    owner.restore()

    assert owner.use(ASK) == ["63c2"]


def test_an_edited_persona_is_noticed_after_restoring_too(
    owner: Owner, tmp_path: Path
) -> None:
    owner.use()
    owner.save()
    origin = tmp_path / "cards" / "tester" / "origin.json"
    before = origin.read_bytes()
    origin.unlink()

    owner.restore()

    assert origin.read_bytes() == before


def test_a_snapshot_replaces_an_older_one(owner: Owner) -> None:
    owner.use()
    owner.save()
    owner.use(WRONG)
    owner.save()

    owner.restore()

    assert owner.use(ASK) == ["63c2"]


@pytest.mark.parametrize("action", ["save", "restore"])
def test_a_card_in_a_reader_is_left_alone(owner: Owner, action: str) -> None:
    owner.use()
    owner.save()

    with (
        owner.drawer.open(owner.persona, owner.pki),
        pytest.raises(CardInUse, match="tester"),
    ):
        getattr(owner, action)()

    getattr(owner, action)()


def test_a_card_that_does_not_exist_has_no_snapshot(owner: Owner) -> None:
    with pytest.raises(SnapshotError, match="まだありません"):
        owner.save()

    assert not owner.path.exists()


def test_another_personas_snapshot_is_refused(owner: Owner) -> None:
    owner.use(WRONG)
    owner.save()
    owner.persona = replace(owner.persona, name="other")
    owner.use()

    with pytest.raises(SnapshotError, match=r"tester のカード.*other のカードには"):
        owner.restore()

    assert owner.use(ASK) == ["63c3"]


def test_a_renamed_snapshot_is_refused_by_its_card(owner: Owner) -> None:
    owner.use()
    owner.save()
    document = json.loads(owner.path.read_bytes())
    document["persona"] = "other"
    owner.path.write_text(json.dumps(document), "utf-8")
    owner.persona = replace(owner.persona, name="other")

    with pytest.raises(SnapshotError, match="tester のカードで"):
        owner.restore()


def test_a_snapshot_of_other_authorities_is_refused(owner: Owner) -> None:
    owner.use(WRONG)
    owner.save()
    mine = owner.pki
    owner.pki = replace(mine, auth=type(mine.auth)("auth"))

    with pytest.raises(ForeignCard, match="別の認証局"):
        owner.restore()

    owner.pki = mine
    assert owner.use(ASK) == ["63c2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "読めません", id="no file"),
        pytest.param(b"", "ではありません", id="empty"),
        pytest.param(b"[]", "ではありません", id="a list"),
        pytest.param(
            b'{"schema": "mynabench.snapshot/9", "persona": "tester", "files":'
            b' {"card.json": "", "origin.json": null, "counters": null}}',
            "mynabench.snapshot/9",
            id="another schema",
        ),
        pytest.param(
            b'{"schema": "mynabench.snapshot/1", "persona": "tester", "files":'
            b' {"card.json": "{}", "origin.json": null, "counters": null}}',
            "壊れています",
            id="no card in it",
        ),
    ],
)
def test_what_is_no_snapshot_changes_nothing(
    owner: Owner, content: bytes | None, words: str
) -> None:
    owner.use(WRONG)
    if content is not None:
        owner.path.parent.mkdir()
        owner.path.write_bytes(content)

    with pytest.raises(SnapshotError, match=words):
        owner.restore()

    assert owner.use(ASK) == ["63c2"]


def test_damaged_counters_give_no_try_back(owner: Owner) -> None:
    owner.use(WRONG)
    owner.save()
    document = json.loads(owner.path.read_bytes())
    counters = document["files"]["counters"]
    document["files"]["counters"] = counters.replace('"tries": 2', '"tries": 3')
    owner.path.write_text(json.dumps(document), "utf-8")

    with pytest.raises(SnapshotError, match="checksum"):
        owner.restore()


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_a_snapshot_is_for_its_owner_alone(owner: Owner) -> None:
    owner.use()
    owner.save()

    assert owner.path.stat().st_mode & 0o077 == 0


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("writes", range(4))
def test_a_kill_while_restoring_leaves_the_old_card_or_the_new(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """The first write is the note of what is to come: from then on it will come."""
    owner.use(WRONG)
    owner.save()
    owner.use(RIGHT, CHANGE, WRONG, WRONG)
    left = writes

    def write(path: Path, content: bytes) -> None:
        nonlocal left
        if not left:
            raise Killed
        left -= 1
        durably(path, content)

    durably = write_durably
    monkeypatch.setattr(rewriting, "write_durably", write)
    with pytest.raises(Killed):
        owner.restore()
    monkeypatch.undo()

    found = owner.use(ASK, NEW if writes == 0 else RIGHT)

    assert found == (["63c1", "9000"] if writes == 0 else ["63c2", "9000"])
