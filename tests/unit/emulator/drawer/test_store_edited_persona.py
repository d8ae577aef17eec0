"""The drawer notices a persona that was edited after its card had been made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from card_profiles.loader import load
from emulator.drawer.store import OutdatedCard

from ..conftest import NOW

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities
    from ..edited_persona import Edited


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        pytest.param({"pin": "9999"}, "card.auth_pin", id="another PIN"),
        pytest.param({"issued": "-1y"}, "card.issued", id="another date of issue"),
        pytest.param({"address": "架空県試験市９"}, "person.address", id="moved"),
        pytest.param({"name": "架空　花子"}, "person.name", id="another name"),
        pytest.param({"more": "signs = false"}, "card.signs", id="a new line"),
        pytest.param(
            {"more": '[card.auth_certificate]\nexpires = "-1d"'},
            "card.auth_certificate.expires",
            id="an expired certificate",
        ),
    ],
)
def test_an_edited_persona_is_not_given_its_old_card(
    edited: Edited, changes: dict[str, str], line: str
) -> None:
    edited.write(**changes)

    with pytest.raises(OutdatedCard, match=rf"（{line}）が変更されました") as refused:
        edited.open()

    assert str(edited.path.parent / "cards" / "tester") in str(refused.value)


def test_every_edited_line_is_named(edited: Edited) -> None:
    edited.write(pin="9999", address="架空県試験市９")

    with pytest.raises(OutdatedCard, match=r"（card\.auth_pin、person\.address）"):
        edited.open()


@pytest.mark.parametrize("days", [1, 40, 400, -400])
def test_time_passing_is_no_edit(edited: Edited, days: int) -> None:
    edited.open(now=NOW + timedelta(days=days))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"insured": "false"}, id="the insurance"),
        pytest.param({"kana": "シケン　ハナヨ"}, id="the kana, which no card carries"),
        pytest.param({"more": "# a remark"}, id="a remark"),
    ],
)
def test_what_is_not_on_a_card_may_change(
    edited: Edited, changes: dict[str, str]
) -> None:
    edited.write(**changes)

    edited.open()


def test_undoing_the_edit_brings_the_card_back(edited: Edited) -> None:
    edited.write(pin="9999")
    with pytest.raises(OutdatedCard):
        edited.open()
    edited.write()

    edited.open()


def test_removing_the_directory_makes_a_card_that_fits(edited: Edited) -> None:
    edited.write(pin="9999")
    home = edited.path.parent / "cards" / "tester"
    for file in home.iterdir():
        file.unlink()

    edited.open()


def test_a_card_made_anew_fits_and_has_all_its_tries(
    edited: Edited, pki: StandInAuthorities
) -> None:
    with edited.drawer.open(load(edited.path, now=NOW), pki) as stored:
        stored.card.power_on()
        stored.card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
        assert stored.card.transmit(bytes.fromhex("002000980430303030")) == b"\x63\xc2"
    edited.write(pin="9999")
    persona = load(edited.path, now=NOW)

    edited.drawer.remake(persona, pki)

    with edited.drawer.open(persona, pki) as stored:
        stored.card.power_on()
        stored.card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
        assert stored.card.transmit(bytes.fromhex("00200098")) == b"\x63\xc3"
        assert stored.card.transmit(bytes.fromhex("002000980439393939")) == b"\x90\x00"


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(None, id="none, as in the drawers of earlier versions"),
        pytest.param(
            '{"schema": "mynabench.origin/99", "made_from": {"card.auth_pin": "0"}}',
            id="another schema",
        ),
        pytest.param("[]", id="a list"),
        pytest.param("{", id="cut short"),
    ],
)
def test_a_card_of_unknown_origin_is_given_out(
    edited: Edited, origin: str | None
) -> None:
    path = edited.path.parent / "cards" / "tester" / "origin.json"
    path.unlink()
    if origin is not None:
        path.write_text(origin, "utf-8")
    edited.write(pin="9999")

    edited.open()


def test_an_origin_tells_no_pin(edited: Edited) -> None:
    path = edited.path.parent / "cards" / "tester" / "origin.json"

    assert "card.auth_pin" in path.read_text("utf-8")
    assert "1234" not in path.read_text("utf-8")
