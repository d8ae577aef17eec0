"""A card in the form in which the `vicc` program drives one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import emulator
from card_profiles.model import Persona
from emulator.card import VirtualCard
from emulator.drawer.store import CARD, COUNTERS, CardDrawer, CardInUse
from emulator.link_lost import CardMuteError, CardTorn, LinkLost
from emulator.memory.counters import FileCounters, MemoryCounters
from emulator.memory.image import CardImage
from emulator.reader.vicc import (
    VICC_CLASS,
    VICC_MODULE,
    VICC_TYPE,
    ViccCard,
    main,
    offer,
)

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_AUTH_PIN = bytes.fromhex("00A4020C020018")
EMPTY_VERIFY = bytes.fromhex("00200080")

VICC = f"""\
import sys
from {VICC_MODULE} import {VICC_CLASS}

card = {VICC_CLASS}()
card.powerUp()
card.execute(bytes.fromhex("{SELECT_JPKI.hex()}"))
card.execute(bytes.fromhex("{SELECT_AUTH_PIN.hex()}"))
wrong = bytes.fromhex("0020008004") + b"9999"
print(__name__, sys.argv[1:], card.getATR().hex(), card.execute(wrong).hex())
"""
"""What the real program does with its card, in short."""


class BrokenCard:
    """Says or raises the same to every command."""

    atr = b"\x3b\x00"

    def __init__(self, outcome: bytes | Exception) -> None:
        self._outcome = outcome
        self.events: list[str] = []

    def power_on(self) -> None:
        self.events.append("power_on")

    def power_off(self) -> None:
        self.events.append("power_off")

    def reset(self) -> None:
        self.events.append("reset")

    def transmit(self, command: bytes) -> bytes:
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome


@pytest.fixture
def hosted(image: CardImage) -> ViccCard:
    return ViccCard(VirtualCard(image, counters=MemoryCounters()))


@pytest.fixture(autouse=True)
def _left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    yield
    sys.modules.pop(VICC_MODULE, None)


@pytest.fixture
def drawer(tmp_path: Path, image: CardImage, persona: Persona) -> Path:
    """A drawer with one card in it; gives the card's directory."""
    home = tmp_path / "cards" / persona.name
    home.mkdir(parents=True)
    (home / CARD).write_bytes(image.to_json())
    return home


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where Python finds what `vicc` needs, empty as it is."""
    site = tmp_path / "site"
    for name in ("virtualsmartcard", "Crypto"):
        (site / name).mkdir(parents=True)
        (site / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(site))
    return site


def test_it_tells_the_atr_without_power(hosted: ViccCard, image: CardImage) -> None:
    assert hosted.getATR() == image.atr


def test_it_answers_commands_with_data_and_status_word(hosted: ViccCard) -> None:
    hosted.powerUp()

    assert hosted.execute(SELECT_JPKI) == b"\x90\x00"
    assert hosted.execute(bytes.fromhex("00A4020C020006")) == b"\x90\x00"
    assert hosted.execute(bytes.fromhex("00B0000020"))[:15] == b"JPKIAPICCTOKEN2"


@pytest.mark.parametrize(
    ("called", "reached"),
    [("powerUp", "power_on"), ("powerDown", "power_off"), ("reset", "reset")],
)
def test_power_events_reach_the_card(called: str, reached: str) -> None:
    card = BrokenCard(b"")

    getattr(ViccCard(card), called)()

    assert card.events == [reached]


@pytest.mark.parametrize("lost", [CardTorn("pulled"), CardMuteError("silent")])
def test_vicc_ends_when_the_reader_loses_the_card(lost: LinkLost) -> None:
    with pytest.raises(SystemExit, match=str(lost)):
        ViccCard(BrokenCard(lost)).execute(SELECT_JPKI)


def test_a_bug_of_ours_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        ViccCard(BrokenCard(KeyError("bug"))).execute(SELECT_JPKI)


@pytest.mark.parametrize("answer", [b"", b"\x90", bytes(0x10000)])
def test_an_answer_that_would_hang_vpcd_is_never_given(answer: bytes) -> None:
    with pytest.raises(ValueError, match="2 to 65535"):
        ViccCard(BrokenCard(answer)).execute(SELECT_JPKI)


def test_vicc_finds_the_card_under_the_name_it_looks_for(image: CardImage) -> None:
    offer(VirtualCard(image, counters=MemoryCounters()))

    # As Debian's vicc 0.8 has it for its card type "handler_test".
    found: Any = __import__("virtualsmartcard.cards.HandlerTest", fromlist=["*"])
    assert found.HandlerTestOS().getATR() == image.atr
    assert VICC_TYPE == "handler_test"


def test_vicc_carries_a_card_of_a_drawer_and_its_tries_stay_spent(
    drawer: Path, packages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vicc = tmp_path / "vicc"
    vicc.write_text(VICC, "utf-8")

    main([str(drawer), "--port", "1"], program=str(vicc))

    image = CardImage.from_json((drawer / CARD).read_bytes())
    options = ["--port", "1", "--type", VICC_TYPE]
    told = capsys.readouterr().out
    assert told == f"__main__ {options} {image.atr.hex()} 63c2\n"
    later = VirtualCard(image, counters=FileCounters(drawer / COUNTERS))
    later.power_on()
    later.transmit(SELECT_JPKI)
    later.transmit(SELECT_AUTH_PIN)
    assert later.transmit(EMPTY_VERIFY) == b"\x63\xc2"


def test_the_card_is_in_one_reader_at_a_time(
    drawer: Path, packages: Path, tmp_path: Path
) -> None:
    vicc = tmp_path / "vicc"
    vicc.write_text("print('not reached')\n", "utf-8")

    with CardDrawer(drawer.parent).held(drawer.name), pytest.raises(CardInUse):
        main([str(drawer)], program=str(vicc))

    main([str(drawer)], program=str(vicc))  # Given back at the end.
    with CardDrawer(drawer.parent).held(drawer.name):
        pass


@pytest.mark.parametrize("arguments", [[], ["--port", "1"]])
def test_it_says_how_it_is_used(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="使い方"):
        main(arguments)


def test_it_says_where_no_card_is(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="mynabench card make"):
        main([str(tmp_path)])


def test_it_says_that_vicc_is_not_installed(
    drawer: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="vsmartcard-vpicc"):
        main([str(drawer)])


@pytest.mark.parametrize(
    ("name", "told"),
    [("virtualsmartcard", "PYTHONPATH"), ("Crypto", "pycryptodome")],
)
def test_it_says_what_vicc_would_miss(
    drawer: Path,
    packages: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    told: str,
) -> None:
    (packages / name / "__init__.py").unlink()
    (packages / name).rmdir()
    monkeypatch.setattr(sys, "path", [str(packages)])

    with pytest.raises(SystemExit, match=told):
        main([str(drawer)], program="vicc")


def test_nothing_of_the_virtualsmartcard_project_is_imported() -> None:
    for path in sorted(Path(emulator.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", ())]
            named = [*names, getattr(node, "module", None) or ""]
            assert not any(name.startswith("virtualsmartcard") for name in named), path
