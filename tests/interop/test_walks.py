"""scriptor walks over every application of the card, one answer after another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import CheckGolden, Shelf
    from .desk import Desk

pytestmark = pytest.mark.system

WALKS = {path.stem: path for path in (Path(__file__).parent / "walks").glob("*.txt")}

_FILLER = re.compile(r"\{(\d+) bytes\}")
_SECRET = re.compile(r"\{([a-z-]+)\}")


def _script(walk: str, secrets: dict[str, bytes]) -> str:
    """Fill in the secrets, each behind its length, and bytes that mean nothing."""
    text = "".join(
        line
        for line in WALKS[walk].read_text("utf-8").splitlines(keepends=True)
        if not line.startswith("#")
    )
    text = _FILLER.sub(lambda found: bytes(range(int(found[1]))).hex(" "), text)
    return _SECRET.sub(
        lambda found: f"{len(secrets[found[1]]):02X} {secrets[found[1]].hex(' ')}",
        text,
    )


def _walk(desk: Desk, shelf: Shelf, walk: str) -> list[str]:
    """Walk, and give the status words that scriptor printed."""
    script = _script(walk, dict(shelf.values(desk.stored).secrets))
    said = desk("scriptor", "-r", desk.pcscd.reader, said=script)
    assert "KO" not in said
    printed = re.findall(r"([0-9A-F]{2})\s+([0-9A-F]{2})\s*: ", said)
    assert len(printed) == script.count("\n") - script.count("reset")
    return ["".join(pair) for pair in printed]


@pytest.mark.parametrize("walk", sorted(WALKS))
def test_scriptor_is_answered_as_reviewed(
    throw_away_desk: Desk, shelf: Shelf, walk: str, check_golden: CheckGolden
) -> None:
    seen = _walk(throw_away_desk, shelf, walk)

    answered = [e.response[-2:].hex().upper() for e in throw_away_desk.card.exchanges]
    assert seen == answered
    check_golden(throw_away_desk, f"walk-{walk}")


def test_every_application_is_walked_over(shelf: Shelf) -> None:
    from .card_values import APPLICATIONS

    with shelf.take("taro", drawer="looked-at") as stored:
        aids = {application.aid for application in stored.image.applications}

    assert aids == set(APPLICATIONS.values())
    assert {"mf", "finding", *APPLICATIONS} == set(WALKS)
