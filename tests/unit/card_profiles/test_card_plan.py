"""What a persona's file may say of the card, and what follows when it says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from card_profiles.dates import today
from card_profiles.loader import PersonaError, load
from card_profiles.model import (
    CardForm,
    CardInterface,
    CardPlan,
    CertificateForm,
    Persona,
)

from .persona_file import PINS, read


def card_of(card: str, now: datetime, *, birthdate: str = "1980-02-17") -> CardPlan:
    return read(card, now, birthdate=birthdate).card


def test_a_card_that_says_nothing_is_an_ordinary_one(now: datetime) -> None:
    card = card_of(PINS, now)

    assert (card.support_pin, card.juki_pin, card.common_pin) == ("1234",) * 3
    assert (card.auth_tries_left, card.sign_tries_left) == (3, 5)
    assert (card.support_tries_left, card.juki_tries_left) == (3, 3)
    assert card.common_tries_left == 3
    assert card.number_a_tries_left is None
    assert card.number_b_tries_left is None
    assert card.birthdate_key_tries_left is None
    assert card.form is CardForm.PLASTIC
    assert card.interface is CardInterface.CONTACTLESS
    assert card.atr == ""
    assert card.certificates is CertificateForm.STANDARD


def test_a_plan_made_without_other_pins_takes_the_first_one(hanako: Persona) -> None:
    plan = replace(
        hanako.card, auth_pin="9876", support_pin="", juki_pin="", common_pin="5"
    )

    assert (plan.support_pin, plan.juki_pin, plan.common_pin) == ("9876", "9876", "5")
    assert replace(plan, common_pin="").common_pin == "9876"


def test_a_card_may_say_it_all(now: datetime) -> None:
    card = card_of(
        PINS
        + """
        support_pin = "2222"
        support_tries_left = 2
        juki_pin = "3333"
        juki_tries_left = 1
        common_pin = "4444"
        common_tries_left = 0
        number_a_tries_left = 9
        number_b_tries_left = 8
        birthdate_key_tries_left = 0
        form = "android"
        interface = "contact"
        atr = "contact-e0"
        certificates = "test-card"
        """,
        now,
    )

    assert (card.support_pin, card.support_tries_left) == ("2222", 2)
    assert (card.juki_pin, card.juki_tries_left) == ("3333", 1)
    assert (card.common_pin, card.common_tries_left) == ("4444", 0)
    assert (card.number_a_tries_left, card.number_b_tries_left) == (9, 8)
    assert card.birthdate_key_tries_left == 0
    assert (card.form, card.interface) == (CardForm.ANDROID, CardInterface.CONTACT)
    assert card.atr == "contact-e0"
    assert card.certificates is CertificateForm.TEST_CARD


def test_the_interface_is_that_of_the_atr(now: datetime) -> None:
    assert card_of(PINS + 'atr = "contact-da"', now).interface is CardInterface.CONTACT
    assert card_of(PINS, now).interface is CardInterface.CONTACTLESS


def test_a_misspelt_key_is_told_what_else_may_be_written(now: datetime) -> None:
    """Also of the keys that no default is asked for."""
    with pytest.raises(PersonaError) as caught:
        card_of(PINS + "number_a_tries = 3", now)

    assert "number_a_tries_left の書き誤りですか" in str(caught.value)
    assert "ここに書けるもの: atr, " in str(caught.value)


def test_a_card_for_face_recognition_has_no_pin_and_no_tries(now: datetime) -> None:
    card = card_of('form = "face-only"', now)

    assert card.sign_certificate is None
    assert card.sign_password == ""
    assert card.auth_pin == "0000"  # What somebody may type, in vain.
    assert {
        card.auth_tries_left,
        card.sign_tries_left,
        card.support_tries_left,
        card.juki_tries_left,
        card.common_tries_left,
    } == {0}
    assert card.number_b_tries_left is None  # The face is still opened by it.


def test_a_child_needs_no_password(now: datetime) -> None:
    child = card_of('auth_pin = "1234"', now, birthdate="2015-05-05")
    adult_without = card_of('auth_pin = "1234"\nsigns = false', now)

    assert (child.sign_certificate, child.sign_password) == (None, "")
    assert (adult_without.sign_certificate, adult_without.sign_password) == (None, "")


@pytest.mark.parametrize(
    ("birthdate", "certificates"),
    [
        pytest.param("2010-01-10", 2, id="fifteenth-birthday"),
        pytest.param("2010-01-11", 1, id="the-day-before"),
    ],
)
def test_the_signing_certificate_begins_at_fifteen(
    now: datetime, birthdate: str, certificates: int
) -> None:
    card = card_of(PINS, now, birthdate=birthdate)

    assert (card.sign_certificate is not None) == (certificates == 2)


@pytest.mark.parametrize(
    ("card", "key", "said"),
    [
        pytest.param(
            PINS + 'support_pin = "12"', "card.support_pin", "4桁", id="support-pin"
        ),
        pytest.param(PINS + 'juki_pin = ""', "card.juki_pin", "4桁", id="empty-pin"),
        pytest.param(
            PINS + "juki_tries_left = 4", "card.juki_tries_left", "3まで", id="tries"
        ),
        pytest.param(
            PINS + "number_b_tries_left = 16",
            "card.number_b_tries_left",
            "15まで",
            id="number-tries",
        ),
        pytest.param(PINS + 'form = "paper"', "card.form", "face-only", id="form"),
        pytest.param(
            PINS + 'interface = "usb"', "card.interface", "contactless", id="interface"
        ),
        pytest.param(
            PINS + 'interface = "contact"\natr = "contactless-41"',
            "card.atr",
            "contact-e0, contact-da, contact-c5。",
            id="atr-of-the-other-interface",
        ),
        pytest.param(PINS + 'atr = "3B 00"', "card.atr", "contact-e0", id="atr"),
        pytest.param(
            PINS + 'atr = "nope"', "card.atr", "contactless-4b-106k", id="atr-name"
        ),
        pytest.param(
            PINS + 'certificates = "x"', "card.certificates", "test-card", id="form"
        ),
        pytest.param(PINS + "atr = 5", "card.atr", "contact-e0", id="atr-number"),
        pytest.param(
            'form = "face-only"\nauth_pin = "1234"',
            "card.auth_pin",
            "顔認証マイナンバーカード",
            id="pin-of-a-card-without",
        ),
        pytest.param(
            'form = "face-only"\nsupport_pin = "1234"',
            "card.support_pin",
            "顔認証マイナンバーカード",
            id="other-pin-of-a-card-without",
        ),
        pytest.param(
            'form = "face-only"\nauth_tries_left = 1',
            "card.auth_tries_left",
            "0まで",
            id="tries-without-pin",
        ),
        pytest.param(
            PINS + 'expires = "2026-02-17"\n[card.auth_certificate]\n'
            'expires = "2026-02-18"',
            "card.auth_certificate.expires",
            "2026-02-17",
            id="certificate-after-the-card",
        ),
    ],
)
def test_what_a_card_cannot_have_is_refused(
    now: datetime, card: str, key: str, said: str
) -> None:
    with pytest.raises(PersonaError) as refusal:
        read(card, now)

    assert f"somebody.toml: {key}:" in str(refusal.value)
    assert said in str(refusal.value)


def test_a_password_that_a_card_needs_is_missed_by_its_name(now: datetime) -> None:
    with pytest.raises(PersonaError) as refusal:
        read('auth_pin = "1234"', now)

    assert "somebody.toml: card.sign_password がありません。" in str(refusal.value)
    assert "英大文字" in str(refusal.value)


def test_a_certificate_never_outlives_its_card(now: datetime) -> None:
    card = card_of(
        PINS + 'expires = "2035-02-17"\n[card.auth_certificate]\nissued = "2032-03-01"',
        now,
    )

    assert card.sign_certificate is not None
    assert today(card.sign_certificate.expires_at) == date(2029, 2, 17)
    assert today(card.auth_certificate.expires_at) == date(2035, 2, 17)


def test_the_ready_card_without_pins_expects_to_be_refused(now: datetime) -> None:
    shizu = load("shizu", now=now)

    assert shizu.card.form is CardForm.FACE_ONLY
    assert (shizu.expect.outcome, shizu.expect.reason) == ("refused", "pin_blocked")
