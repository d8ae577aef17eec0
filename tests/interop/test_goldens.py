"""The goldens on disk: not one of them lets another status word pass."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .card_values import SECRET_FILES, CardValues
from .golden import AnyOf, Golden, GoldenError, Pair, differences, read_golden
from .golden_file import GoldenFile
from .golden_write import write_golden
from .tapped_card import Exchange

if TYPE_CHECKING:
    from emulator.drawer.store import StoredCard

    from .conftest import Shelf

GOLDENS = Path(__file__).parent / "goldens"
NAMES = sorted(path.stem for path in GOLDENS.glob("*.txt"))

ATR = bytes.fromhex("3B00")

# Should it not be refused, at least no golden is touched.
PYTEST = (sys.executable, "-m", "pytest", "--collect-only")


@pytest.fixture(params=["hanako", "taro"])
def stored(shelf: Shelf, request: pytest.FixtureRequest) -> Iterator[StoredCard]:
    with shelf.take(request.param, drawer="goldens") as stored:
        yield stored


def _pairs(golden: Golden) -> Iterator[Pair]:
    for part in golden.parts:
        yield from part.pairs if isinstance(part, AnyOf) else (part,)


@pytest.mark.parametrize("name", NAMES)
def test_no_golden_lets_another_status_word_pass(shelf: Shelf, name: str) -> None:
    golden, exchanges = _example(shelf, name)
    assert differences(golden, golden.atr.example, exchanges) == []

    for number, exchange in enumerate(exchanges):
        data, sw = exchange.response[:-2], int.from_bytes(exchange.response[-2:], "big")
        for other in (sw ^ 1, 0x6F00, 0x9000 if sw != 0x9000 else 0x6A82):
            changed = Exchange(exchange.command, data + other.to_bytes(2, "big"))
            mutant = [*exchanges[:number], changed, *exchanges[number + 1 :]]
            assert differences(golden, golden.atr.example, mutant), exchange


def _example(shelf: Shelf, name: str) -> tuple[Golden, list[Exchange]]:
    """Read a golden for the card it was made with; give exchanges that fit it."""
    errors = []
    for persona in ("hanako", "taro"):
        with shelf.take(persona, drawer="goldens") as stored:
            file = GoldenFile(GOLDENS / f"{name}.txt", shelf.values(stored))
        try:
            golden = file.read()
        except GoldenError as error:
            errors.append(error)
            continue
        return golden, [
            Exchange(pair.command.example, pair.response.example)
            for pair in _pairs(golden)
        ]
    raise AssertionError(errors)


def test_no_golden_tells_a_pin() -> None:
    told = re.compile(r"A>> (0020|0024|8032).*(04 31323334|06 414243313233)")

    for name in NAMES:
        assert not told.search((GOLDENS / f"{name}.txt").read_text("utf-8")), name


def test_what_is_written_can_be_read_and_hides_what_differs(
    stored: StoredCard, shelf: Shelf
) -> None:
    values = shelf.values(stored)
    spoken = [*_conversation(values)]

    text = write_golden(
        "a title", {"opensc": "1"}, atr=ATR, exchanges=spoken, values=values, others={}
    )

    golden = read_golden(text, values, str)
    assert differences(golden, ATR, spoken) == []
    assert "# recorded with opensc 1" in text
    for hidden in ("{auth-pin}", "{file jpki/000A 0+4}", "{signature 256}"):
        assert hidden in text
    assert values.secrets["auth-pin"].hex() not in text


def _conversation(values: CardValues) -> Iterator[Exchange]:
    application = bytes.fromhex("D392F000260100000001")
    yield Exchange(bytes.fromhex("00A4040C0A") + application, b"\x90\x00")
    yield Exchange(bytes.fromhex("00A4020C020018"), b"\x90\x00")
    pin = values.secrets["auth-pin"]
    yield Exchange(bytes.fromhex("0020008004") + pin, b"\x90\x00")
    yield Exchange(bytes.fromhex("00A4020C02000A"), b"\x90\x00")
    read = values.file("jpki", 0x000A)[:4]
    yield Exchange(bytes.fromhex("00B0000004"), read + b"\x90\x00")
    yield Exchange(bytes.fromhex("00A4020C020017"), b"\x90\x00")
    info = bytes.fromhex("3031300D060960864801650304020105000420") + bytes(32)
    command = bytes.fromhex("802A008033") + info + b"\x00"
    yield Exchange(command, os.urandom(256) + b"\x90\x00")
    yield Exchange(bytes.fromhex("008400000A"), os.urandom(10) + b"\x90\x00")


def test_every_secret_file_names_a_secret(stored: StoredCard, shelf: Shelf) -> None:
    assert set(SECRET_FILES.values()) == set(shelf.values(stored).secrets)


def test_goldens_are_never_renewed_in_ci() -> None:
    done = subprocess.run(
        [*PYTEST, str(Path(__file__).parent), "--renew-goldens"],
        env=os.environ | {"CI": "true", "PYTEST_ADDOPTS": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "goldens are renewed by hand" in done.stderr
