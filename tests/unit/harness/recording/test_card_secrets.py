"""Which secret a hidden value stands for, and what a person may type for it."""

from __future__ import annotations

import pytest

from card_profiles.model import Persona
from harness.card.jpki import JPKI_AID
from harness.recording.card_secrets import (
    Secret,
    format_error,
    secret_meant,
    secrets_of,
    wrong_value,
)
from harness.trace.card_names import (
    CARD_FACE_AID,
    COMMON_AID,
    INPUT_SUPPORT_AID,
    RESIDENT_AID,
)
from harness.trace.card_place import CardPlace


@pytest.mark.parametrize(
    ("p2", "at", "secret"),
    [
        (0x80, CardPlace(JPKI_AID, 0x18), Secret.AUTH_PIN),
        (0x9B, CardPlace(JPKI_AID, 0x18), Secret.SIGN_PASSWORD),
        (0x91, CardPlace(CARD_FACE_AID), Secret.BIRTHDATE),
        (0x92, CardPlace(CARD_FACE_AID), Secret.NUMBER_B),
        (0x93, CardPlace(CARD_FACE_AID), Secret.NUMBER_A),
        (0x91, CardPlace(INPUT_SUPPORT_AID), Secret.SUPPORT_PIN),
        (0x94, CardPlace(INPUT_SUPPORT_AID), Secret.NUMBER_A),
        (0x95, CardPlace(INPUT_SUPPORT_AID), Secret.NUMBER_B),
        (0x9C, CardPlace(RESIDENT_AID), Secret.JUKI_PIN),
        (0x9C, CardPlace(COMMON_AID), Secret.COMMON_PIN),
        (0x80, CardPlace(JPKI_AID), None),
        (0x80, CardPlace(), None),
        (0x92, CardPlace(JPKI_AID), None),
    ],
)
def test_a_secret_is_known_by_where_it_is_presented(
    p2: int, at: CardPlace, secret: Secret | None
) -> None:
    assert secret_meant(bytes((0, 0x20, 0, p2, 1, 0)), at=at) is secret


def test_every_secret_of_a_persona_opens_what_it_should(hanako: Persona) -> None:
    source = secrets_of(hanako)

    assert source(Secret.AUTH_PIN) == hanako.card.auth_pin
    assert source(Secret.NUMBER_A) == hanako.person.individual_number
    assert len(source(Secret.NUMBER_B) or "") == 14
    assert len(source(Secret.BIRTHDATE) or "") == 6
    assert all(source(secret) for secret in Secret)


@pytest.mark.parametrize(
    ("secret", "typed", "fits"),
    [
        (Secret.AUTH_PIN, "1234", True),
        (Secret.AUTH_PIN, "12345", False),
        (Secret.AUTH_PIN, "１２３４", False),
        (Secret.SIGN_PASSWORD, "ABC123", True),
        (Secret.SIGN_PASSWORD, "abc123", False),
        (Secret.SIGN_PASSWORD, "ABC12", False),
    ],
)
def test_a_value_of_the_wrong_form_never_reaches_a_card(
    secret: Secret,
    typed: str,
    fits: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    assert (format_error(secret, typed) is None) is fits


@pytest.mark.parametrize("right", ["1234", "1230", "ABC123", "ABCDEF"])
def test_a_wrong_value_is_wrong_and_of_the_same_form(right: str) -> None:
    wrong = wrong_value(right)

    assert wrong != right
    assert len(wrong) == len(right)
