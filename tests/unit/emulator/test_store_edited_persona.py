"""The drawer notices a persona that was edited after its card had been made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.loader import load
from card_profiles.model import Persona
from emulator.applets import visual
from emulator.behaviour import DEFAULT, CardBehaviour
from emulator.filesystem import PINFile
from emulator.image import CardImage
from emulator.key_cache import KeyCache
from emulator.key_generation import new_key
from emulator.making import MAKING_TIME
from emulator.personalize import personalize
from emulator.store import CardDrawer, OutdatedCard

from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import StandInAuthorities

PERSONA = """
story = "試験用の人。"
story_en = "A person for tests."
insurance_use_registered = {insured}

[person]
name = "{name}"
kana = "{kana}"
age = 46
birthday = "02-17"
sex = "female"
post_number = "999-0001"
address = "{address}"
municipality_code = "99001"
municipality_romaji = "Shiken-shi"
individual_number = "999999900019"

[card]
issued = "{issued}"
auth_pin = "{pin}"
sign_password = "ABC123"
{more}

[expect]
outcome = "registered"
validity = "1"
"""

AS_IT_WAS = {
    "insured": "true",
    "name": "試験　花子",
    "kana": "シケン　ハナコ",
    "address": "架空県試験市１－２－３",
    "issued": "-2y",
    "pin": "1234",
    "more": "",
}


class Edited:
    """One persona's file in an editor, and the drawer with its card."""

    def __init__(
        self, directory: Path, drawer: CardDrawer, pki: StandInAuthorities
    ) -> None:
        self.path = directory / "tester.toml"
        self.drawer = drawer
        self.pki = pki

    def write(self, **changes: str) -> None:
        self.path.write_text(PERSONA.format(**AS_IT_WAS | changes), "utf-8")

    def open(self, *, now: datetime = NOW, behaviour: CardBehaviour = DEFAULT) -> None:
        persona = load(self.path, now=now)
        self.drawer.open(persona, self.pki, behaviour=behaviour).close()


@pytest.fixture
def edited(
    tmp_path: Path,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> Edited:
    drawer = CardDrawer(tmp_path / "cards", key_source=key_source)
    edited = Edited(tmp_path, drawer, pki)
    edited.write()
    edited.open()
    return edited


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


@pytest.mark.parametrize("cached", ["with a key cache", "without"])
def test_a_new_card_is_made_with_the_parameters_given(
    tmp_path: Path,
    persona: Persona,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
    cached: str,
) -> None:
    cache = KeyCache(tmp_path / "keys") if cached == "with a key cache" else None
    drawer = CardDrawer(tmp_path / "cards", key_cache=cache, key_source=key_source)

    with drawer.open(
        persona, pki, behaviour=CardBehaviour(birthdate_tries=7)
    ) as stored:
        key = stored.image.application(visual.AID).find(visual.BIRTHDATE)

    assert isinstance(key, PINFile)
    assert key.limit == 7


def test_a_parameter_written_at_making_counts_as_an_edit(edited: Edited) -> None:
    with pytest.raises(OutdatedCard, match=r"behaviour\.number_a_tries"):
        edited.open(behaviour=CardBehaviour(number_a_tries=3))


def test_a_card_made_with_a_parameter_opens_where_none_is_asked_for(
    tmp_path: Path,
    persona: Persona,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> None:
    drawer = CardDrawer(tmp_path / "cards", key_source=key_source)
    drawer.open(persona, pki, behaviour=CardBehaviour(birthdate_tries=7)).close()

    with drawer.open(persona, pki) as stored:
        key = stored.image.application(visual.AID).find(visual.BIRTHDATE)

    assert isinstance(key, PINFile)
    assert key.limit == 7
    with pytest.raises(OutdatedCard, match=r"behaviour\.birthdate_tries"):
        drawer.open(persona, pki, behaviour=CardBehaviour(birthdate_tries=5))


def test_a_parameter_of_using_a_card_may_differ_each_time(edited: Edited) -> None:
    edited.open(behaviour=CardBehaviour(sw_blocked=0x6983))


_OTHER_VALUES: dict[str, Any] = {
    "selection_order": ("jpki",),
    "fci_extra": b"\x85\x01\x00",
    "contact_atr": "contact-da",
    "closed_files": (0x0009,),
}


def _another(behaviour: CardBehaviour, name: str) -> CardBehaviour:
    value = getattr(behaviour, name)
    other = _OTHER_VALUES.get(name)
    if other is None:
        if isinstance(value, bool):
            other = not value
        elif name == "filler" or value == getattr(CardBehaviour(), name) == 65535:
            other = value - 1
        else:
            other = value + 1
    return replace(behaviour, **{name: other})


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return new_key()


@pytest.fixture(scope="module")
def default_card(
    persona: Persona, pki: StandInAuthorities, key: rsa.RSAPrivateKey
) -> CardImage:
    return personalize(persona, pki, key_source=lambda: key)


@pytest.mark.parametrize("name", [field.name for field in fields(CardBehaviour)])
def test_the_parameters_written_at_making_are_all_known(
    name: str,
    persona: Persona,
    pki: StandInAuthorities,
    key: rsa.RSAPrivateKey,
    default_card: CardImage,
) -> None:
    """A parameter counts as one exactly when another value makes another card."""
    other = _another(CardBehaviour(), name)

    card = personalize(persona, pki, key_source=lambda: key, behaviour=other)

    assert (card != default_card) == (name in MAKING_TIME)
