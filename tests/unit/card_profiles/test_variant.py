"""The same person with another card, named so that both are kept."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles.loader import PersonaError, load
from card_profiles.model import CardForm, CardInterface
from card_profiles.variant import parse_variant, split_variant, variant_name, varied


def test_a_variant_changes_the_card_and_its_name_alone(now: datetime) -> None:
    hanako = load("hanako", now=now)

    other = varied(
        hanako, parse_variant("atr=contact-da,form=android,interface=contact")
    )

    assert other.name == "hanako.form-android.interface-contact.atr-contact-da"
    assert (other.card.form, other.card.interface, other.card.atr) == (
        CardForm.ANDROID,
        CardInterface.CONTACT,
        "contact-da",
    )
    assert other.person == hanako.person
    assert other.card.auth_certificate == hanako.card.auth_certificate
    assert dict(other.card_lines)["card.form"] == '"android"'


@pytest.mark.parametrize(
    ("text", "interface"),
    [
        pytest.param("atr=contact-c5", CardInterface.CONTACT, id="contact"),
        pytest.param("atr=contactless-05", CardInterface.CONTACTLESS, id="contactless"),
        pytest.param("atr=synthesized-d1", CardInterface.CONTACTLESS, id="synthesized"),
    ],
)
def test_the_interface_is_that_of_the_atr(
    now: datetime, text: str, interface: CardInterface
) -> None:
    """A warm reset goes by the interface, so a contact ATR alone must choose it."""
    assert varied(load("hanako", now=now), parse_variant(text)).card.interface is (
        interface
    )


def test_an_atr_of_the_other_interface_is_refused(now: datetime) -> None:
    changes = parse_variant("interface=contact,atr=contactless-41")

    with pytest.raises(
        PersonaError, match="atr=contactless-41 は interface=contactless"
    ):
        varied(load("hanako", now=now), changes)


def test_the_name_of_a_variant_can_be_taken_apart() -> None:
    changes = parse_variant("form=face-only,atr=contactless-4b-d1")

    assert split_variant(variant_name("dir/me.toml", changes)) == (
        "dir/me.toml",
        changes,
    )


@pytest.mark.parametrize("name", ["hanako", "me.toml", "synth-0-0001", "a.form-paper"])
def test_other_names_are_no_variants(name: str) -> None:
    assert split_variant(name) == (name, {})


def test_a_card_for_face_recognition_loses_its_pins(now: datetime) -> None:
    card = varied(load("hanako", now=now), {"form": "face-only"}).card

    assert (card.auth_tries_left, card.sign_tries_left, card.sign_password) == (
        0,
        0,
        "",
    )
    assert card.sign_certificate is None


def test_a_card_without_pins_cannot_become_one_with(now: datetime) -> None:
    with pytest.raises(PersonaError, match="shizu のカードには暗証番号がない"):
        varied(load("shizu", now=now), {"form": "android"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "shape=x", "form=値、interface=値、atr=値、certificates=値", id="key"
        ),
        pytest.param("form=paper", "plastic、face-only、android、iphone", id="form"),
        pytest.param("interface=usb", "contactless、contact", id="interface"),
        pytest.param("atr=nope", "contact-e0、contact-da", id="atr"),
        pytest.param("form", "plastic、face-only", id="no-value"),
        pytest.param("form=android,form=iphone", "2回", id="twice"),
        pytest.param("", "form=値", id="nothing"),
    ],
)
def test_a_slip_is_answered_with_what_there_is(text: str, said: str) -> None:
    with pytest.raises(PersonaError, match=said):
        parse_variant(text)
