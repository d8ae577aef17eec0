"""What a client must find, end to end: the acceptance list of the card's JPKI part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.card import VirtualCard

if TYPE_CHECKING:
    from .conftest import Talk

VECTORS = Path(__file__).parents[2] / "vectors"
AP = "00A4040C0AD392F000260100000001"
SELECT_AUTH_KEY = "00A4020C020017"
SIGN = "802A008001AA00"


def vector(name: str) -> list[tuple[str, str]]:
    lines = (VECTORS / name).read_text("ascii").splitlines()
    return [
        (command, sw)
        for line in lines
        if line and not line.startswith("#")
        for command, sw in [line.split()]
    ]


def test_opensc_probes_binds_and_signs(talk: Talk) -> None:
    exchange = vector("opensc-0.23-sign.txt")
    assert len(exchange) == 38

    assert [(command, talk.sw(command)) for command, _ in exchange] == exchange


def test_opensc_binds_in_every_state_of_the_pins(talk: Talk) -> None:
    """An empty VERIFY that answered anything but 63Cx would lose the whole token."""
    bind = ["00200098", "0020009B"]
    talk.sws(f"{AP}|002000980431323334|0020009B06414243313233")

    assert talk.sws("|".join(bind)) == ["63C3", "63C5"]

    talk.sws("|".join(["002000980430303030"] * 4))
    assert talk.sws("|".join(bind)) == ["63C0", "63C5"]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        pytest.param([AP], "9000", id="same application"),
        pytest.param(
            ["00A4040C07A0000001510000", AP], "6982", id="another application"
        ),
    ],
)
def test_verify_select_sign(talk: Talk, between: list[str], expected: str) -> None:
    talk.sws(f"{AP}|00A4020C020018|002000800431323334")

    talk.sws("|".join([*between, SELECT_AUTH_KEY]))

    assert talk.sw(SIGN) == expected


def test_disconnect_reconnect_sign(card: VirtualCard, talk: Talk) -> None:
    talk.sws(f"{AP}|00A4020C020018|002000800431323334")

    card.reset()

    assert talk.sws(f"{AP}|{SELECT_AUTH_KEY}|{SIGN}")[-1] == "9000"


def test_a_client_that_sends_everything_twice_burns_two_tries(talk: Talk) -> None:
    """jpki-rs does so; everything else it sends may be repeated without harm."""
    wrong = "002000980430303030"

    assert talk.sws(f"{AP}|{AP}|{wrong}|{wrong}") == ["9000", "9000", "63C2", "63C1"]


def test_growing_a_name_byte_by_byte_finds_the_applications(talk: Talk) -> None:
    """myna's find_ap discovers AIDs on a real card so."""
    found = [bytes((first,)) for first in range(256) if _selects(talk, bytes((first,)))]
    complete: list[bytes] = []
    while found:
        prefix = found.pop()
        longer = [prefix + bytes((b,)) for b in range(256)]
        matches = [name for name in longer if _selects(talk, name)]
        found += matches
        if not matches:
            complete.append(prefix)

    assert sorted(name.hex().upper() for name in complete) == [
        "A0000001510000",
        "D3921000310001010100",
        "D3921000310001010401",
        "D3921000310001010402",
        "D3921000310001010408",
        "D392F000260100000001",
    ]


def _selects(talk: Talk, name: bytes) -> bool:
    return talk.sw(f"00A4040C{len(name):02X}{name.hex()}") == "9000"
