"""Which PIN a masked command means, and where to get it from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from card_profiles.card_numbers import birthdate_key, number_a, number_b
from card_profiles.model import Persona

from ..card.jpki import AUTH_PIN, JPKI_AID
from ..trace.card_names import (
    CARD_FACE_AID,
    COMMON_AID,
    INPUT_SUPPORT_AID,
    RESIDENT_AID,
)
from ..trace.card_place import CardPlace


class Secret(StrEnum):
    """A PIN or key that the card compares, as a user calls it."""

    AUTH_PIN = "利用者証明用の暗証番号"
    SIGN_PASSWORD = "署名用パスワード"  # noqa: S105 - its name, not a password.
    SUPPORT_PIN = "入力補助用の暗証番号"
    JUKI_PIN = "住民基本台帳用の暗証番号"
    COMMON_PIN = "共通カードAPの暗証番号"
    NUMBER_A = "照合番号A"
    NUMBER_B = "照合番号B"
    BIRTHDATE = "生年月日"


_MEANT: Final[Mapping[tuple[bytes, int], Secret]] = {
    (JPKI_AID, AUTH_PIN): Secret.AUTH_PIN,
    (JPKI_AID, 0x001B): Secret.SIGN_PASSWORD,
    (CARD_FACE_AID, 0x0011): Secret.BIRTHDATE,
    (CARD_FACE_AID, 0x0012): Secret.NUMBER_B,
    (CARD_FACE_AID, 0x0013): Secret.NUMBER_A,
    (INPUT_SUPPORT_AID, 0x0011): Secret.SUPPORT_PIN,
    (INPUT_SUPPORT_AID, 0x0014): Secret.NUMBER_A,
    (INPUT_SUPPORT_AID, 0x0015): Secret.NUMBER_B,
    (RESIDENT_AID, 0x001C): Secret.JUKI_PIN,
    (COMMON_AID, 0x001C): Secret.COMMON_PIN,
}

_FORMATS: Final[Mapping[Secret, tuple[str, str]]] = {
    Secret.AUTH_PIN: ("[0-9]{4}", "半角数字4桁"),
    Secret.SIGN_PASSWORD: ("[A-Z0-9]{6,16}", "半角の英大文字と数字で6〜16文字"),
}

SecretSource = Callable[[Secret], str | None]
"""Gives a secret, or None where it is not known."""


def secret_meant(command: bytes, *, at: CardPlace) -> Secret | None:
    """Return which secret a VERIFY or change presents; *at* is where it stands."""
    if len(command) < 4 or at.application is None:
        return None
    file = command[3] & 0x1F or at.file
    return None if file is None else _MEANT.get((at.application, file))


def secrets_of(persona: Persona) -> SecretSource:
    """Return what the holder of a persona's card knows; "" counts as not known."""
    plan, person = persona.card, persona.person
    known = {
        Secret.AUTH_PIN: plan.auth_pin,
        Secret.SIGN_PASSWORD: plan.sign_password,
        Secret.SUPPORT_PIN: plan.support_pin,
        Secret.JUKI_PIN: plan.juki_pin,
        Secret.COMMON_PIN: plan.common_pin,
        Secret.NUMBER_A: number_a(person),
        Secret.NUMBER_B: number_b(person, plan),
        Secret.BIRTHDATE: birthdate_key(person),
    }
    return lambda secret: known[secret] or None


def format_error(secret: Secret, value: str) -> str | None:
    """Tell what is wrong with a typed secret; None if its form is right.

    A value of the wrong form would cost a try on a real card for nothing.
    """
    pattern, words = _FORMATS.get(secret, (".+", ""))
    if re.fullmatch(pattern, value):
        return None
    return f"{secret}は{words}です（入力されたものは{len(value)}文字）。"


def wrong_value(right: str) -> str:
    """Return something of the same form that is not the secret."""
    last = "1" if right[-1] == "0" else "0"
    return right[:-1] + last
