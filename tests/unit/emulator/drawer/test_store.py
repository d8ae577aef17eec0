"""The drawer: one card a persona, always the same, in one reader, never a try back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from emulator.card import VirtualCard
from emulator.drawer import store
from emulator.drawer.store import CardDrawer, CardInUse, ForeignCard
from emulator.memory.counters import FileCounters
from emulator.memory.image import CardImage, ImageError

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities

AP = bytes.fromhex("00A4040C0AD392F000260100000001")
WRONG = bytes.fromhex("002000980430303030")
ASK = bytes.fromhex("00200098")
ROOT = Path(store.__file__).parent.parent

SPENDER = """
import sys
from pathlib import Path
from emulator.card import VirtualCard
from emulator.memory.counters import FileCounters
from emulator.memory.image import CardImage

home = Path(sys.argv[1])
image = CardImage.from_json((home / "card.json").read_bytes())
card = VirtualCard(image, counters=FileCounters(home / "counters"))
card.power_on()
card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
for line in sys.stdin.buffer:
    sw = card.transmit(bytes.fromhex(line.decode()))[-2:]
    sys.stdout.write(sw.hex() + "\\n")
    sys.stdout.flush()
"""


@pytest.fixture
def drawer(tmp_path: Path, key_source: Callable[[], rsa.RSAPrivateKey]) -> CardDrawer:
    return CardDrawer(tmp_path / "cards", key_source=key_source)


def tree(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def test_a_card_is_made_once_and_then_the_same(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities, tmp_path: Path
) -> None:
    with drawer.open(persona, pki) as first:
        image = first.image

    def none_left() -> rsa.RSAPrivateKey:
        raise AssertionError("a key was taken for a card that is there")

    again = CardDrawer(tmp_path / "cards", key_source=none_left)
    with again.open(persona, pki) as second:
        assert second.image == image


def test_using_a_card_changes_nothing_but_its_counters(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities, tmp_path: Path
) -> None:
    drawer.open(persona, pki).close()
    home = tmp_path / "cards" / persona.name
    before = tree(home)

    with drawer.open(persona, pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        stored.card.transmit(bytes.fromhex("002000980431323334"))
    assert tree(home) == before
    assert before.keys() == {"card.json", "origin.json"}

    with drawer.open(persona, pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        stored.card.transmit(WRONG)
    after = tree(home)
    assert after.keys() == {"card.json", "counters", "origin.json"}
    assert all(after[name] == before[name] for name in before)


def test_spent_tries_are_there_next_time_and_the_town_office_resets_them(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities
) -> None:
    for expected in ("63C2", "63C1", "63C0", "6984"):
        with drawer.open(persona, pki) as stored:
            stored.card.power_on()
            stored.card.transmit(AP)
            assert stored.card.transmit(WRONG).hex().upper() == expected

    with drawer.open(persona, pki) as stored:
        stored.reset_tries()
    with drawer.open(persona, pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        assert stored.card.transmit(ASK) == b"\x63\xc3"


def test_a_persona_may_hold_a_locked_card(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities
) -> None:
    plan = replace(persona.card, auth_tries_left=0, sign_tries_left=2)

    with drawer.open(replace(persona, card=plan), pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        assert stored.card.transmit(ASK) == b"\x63\xc0"
        assert stored.card.transmit(bytes.fromhex("0020009B")) == b"\x63\xc2"


def test_a_card_is_in_one_reader_only(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities
) -> None:
    with (
        drawer.open(persona, pki),
        pytest.raises(CardInUse, match=f"tester.*プロセス {os.getpid()}"),
    ):
        drawer.open(persona, pki)

    drawer.open(persona, pki).close()


def test_two_personas_are_two_cards(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities
) -> None:
    other = replace(persona, name="other-0001")

    with drawer.open(persona, pki) as one, drawer.open(other, pki) as two:
        for stored in (one, two):
            stored.card.power_on()
            stored.card.transmit(AP)
        one.card.transmit(WRONG)
        assert one.card.transmit(ASK) == b"\x63\xc2"
        assert two.card.transmit(ASK) == b"\x63\xc3"


def test_closing_takes_the_power_and_may_happen_twice(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities
) -> None:
    stored = drawer.open(persona, pki)
    stored.card.power_on()

    stored.close()
    stored.close()

    assert not stored.card.powered


def test_a_card_of_other_authorities_is_not_handed_out(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities
) -> None:
    drawer.open(persona, pki).close()
    others = replace(pki, auth=type(pki.auth)("auth"))

    with pytest.raises(ForeignCard, match="別の認証局") as refused:
        drawer.open(persona, others)

    drawer.open(persona, pki).close()  # The refusal kept no lock,
    assert refused.traceback  # though its frames are still alive here.


@pytest.mark.parametrize("name", ["", "../evil", "a/b", ".locks", "a\\b", "花子"])
def test_a_name_that_is_no_directory_is_refused(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities, name: str
) -> None:
    with pytest.raises(ValueError, match="makes a directory"):
        drawer.open(replace(persona, name=name), pki)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"schema": "mynabench.card/0"}', id="another schema"),
        pytest.param(b'{"schema": "mynabench.card/1"}', id="nothing in it"),
    ],
)
def test_a_damaged_card_is_named(
    drawer: CardDrawer,
    persona: Persona,
    pki: StandInAuthorities,
    tmp_path: Path,
    raw: bytes,
) -> None:
    drawer.open(persona, pki).close()
    (tmp_path / "cards" / persona.name / "card.json").write_bytes(raw)

    with pytest.raises(ImageError, match="card document"):
        drawer.open(persona, pki)


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_keys_and_pins_are_for_the_owner_alone(
    drawer: CardDrawer, persona: Persona, pki: StandInAuthorities, tmp_path: Path
) -> None:
    drawer.open(persona, pki).close()

    path = tmp_path / "cards" / persona.name / "card.json"
    assert path.stat().st_mode & 0o077 == 0


@pytest.fixture
def spender(tmp_path: Path, image: CardImage) -> Iterator[subprocess.Popen[bytes]]:
    (tmp_path / "card.json").write_bytes(image.to_json())
    process = subprocess.Popen(
        [sys.executable, "-c", SPENDER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    yield process
    process.kill()
    process.communicate(timeout=60)


def test_an_answered_wrong_pin_stays_spent_after_a_kill(
    spender: subprocess.Popen[bytes], tmp_path: Path, image: CardImage
) -> None:
    assert spender.stdin is not None
    assert spender.stdout is not None

    for expected in (b"63c2\n", b"63c1\n"):
        spender.stdin.write(WRONG.hex().encode() + b"\n")
        spender.stdin.flush()
        assert spender.stdout.readline() == expected
    spender.kill()
    spender.wait(timeout=60)

    card = VirtualCard(image, counters=FileCounters(tmp_path / "counters"))
    card.power_on()
    card.transmit(AP)
    assert card.transmit(ASK) == b"\x63\xc1"


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("command", ["wrong", "right"])
@pytest.mark.parametrize("step", range(3))
def test_a_kill_between_command_and_answer_gives_no_try_back(
    image: CardImage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    command: str,
) -> None:
    """Kill before the write, after the write, and after the write is on disk."""
    counters = FileCounters(tmp_path / "counters")
    card = VirtualCard(image, counters=counters)
    card.power_on()
    card.transmit(AP)
    card.transmit(WRONG)
    append, fsync = FileCounters._append, os.fsync

    def kill(*_: object) -> None:
        raise Killed

    def kill_after(self: FileCounters, record: dict[str, object]) -> None:
        append(self, record)
        raise Killed

    if step == 0:
        monkeypatch.setattr(FileCounters, "_append", kill)
    elif step == 1:
        monkeypatch.setattr(os, "fsync", kill)
    else:
        monkeypatch.setattr(FileCounters, "_append", kill_after)
    pin = WRONG if command == "wrong" else bytes.fromhex("002000980431323334")
    with pytest.raises(Killed):
        card.transmit(pin)
    monkeypatch.setattr(os, "fsync", fsync)

    left = FileCounters(tmp_path / "counters").tries_left("d392f000260100000001/0018")
    written = 1 if command == "wrong" else 3
    assert left == (2 if step == 0 else written)
