"""From the [card] table of a persona to the card: PINs, tries, certificates, form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from . import derive
from .dates import age, start_of, today
from .model import (
    CardForm,
    CardInterface,
    CardPlan,
    CertificateForm,
    CertificatePlan,
    Person,
)
from .reading import Table

TYPED_WITHOUT_PIN: Final = "0000"
"""What somebody might type for a card without PINs; it is refused like any other."""

AUTH_TRIES: Final = 3
SIGN_TRIES: Final = 5
FOUR_DIGIT_TRIES: Final = 3
MOST_TRIES: Final = 15
"""A retry counter that VERIFY can tell: one hexadecimal digit of 63Cx."""

_PIN = re.compile(r"[0-9]{4}")
_PASSWORD = re.compile(r"[0-9A-Z]{6,16}")

ATR_NAMES: Final = (
    "contact-e0",
    "contact-da",
    "contact-c5",
    "synthesized-d1",
    "synthesized-b3",
    "contactless-41",
    "contactless-05",
    "contactless-4b-d1",
    "contactless-4b-106k",
)
"""Names of the answers to reset that a card may give; the emulator has the bytes."""
_CONTACT: Final = "contact-"


def interface_of(atr: str) -> CardInterface:
    """Tell on which interface a card gives that answer; without one, contactless.

    What some contactless readers synthesize is a contactless card's, too.
    """
    contact = atr.startswith(_CONTACT)
    return CardInterface.CONTACT if contact else CardInterface.CONTACTLESS


def atrs_of(interface: CardInterface) -> tuple[str, ...]:
    """Give the names of the answers to reset of that interface."""
    return tuple(atr for atr in ATR_NAMES if interface_of(atr) is interface)


def read_card(table: Table, *, name: str, person: Person) -> CardPlan:
    """Read how the card of *person* is personalised; *name* is the persona's."""
    form = table.choice("form", CardForm, CardForm.PLASTIC)
    without_pins = form is CardForm.FACE_ONLY
    issued_on = _issue_day(table, person)
    expiry = derive.card_expiry(person.birthdate, issued_on)
    expires_on = table.day("expires", expiry)
    signs = table.yes(
        "signs",
        default=not without_pins
        and age(person.birthdate, on=issued_on) >= derive.SIGNING_AGE,
    )
    if without_pins:
        _refuse_pins(table)
    auth_pin = _pin(table, "auth_pin", TYPED_WITHOUT_PIN if without_pins else None)
    certificate = partial(
        _read_certificate,
        table,
        name=name,
        person=person,
        card_life=(issued_on, expires_on),
    )
    tries = _Tries(table, without_pins=without_pins)
    interface, atr = _reset(table)
    card = CardPlan(
        auth_pin=auth_pin,
        sign_password=_password(table, signs=signs),
        serial=derive.card_serial(name),
        security_code=derive.security_code(name),
        issued_on=issued_on,
        expires_on=expires_on,
        auth_certificate=certificate("auth"),
        sign_certificate=certificate("sign") if signs else None,
        auth_tries_left=tries.left("auth_tries_left", AUTH_TRIES),
        sign_tries_left=tries.left("sign_tries_left", SIGN_TRIES),
        support_pin=_pin(table, "support_pin", auth_pin),
        support_tries_left=tries.left("support_tries_left", FOUR_DIGIT_TRIES),
        juki_pin=_pin(table, "juki_pin", auth_pin),
        juki_tries_left=tries.left("juki_tries_left", FOUR_DIGIT_TRIES),
        common_pin=_pin(table, "common_pin", auth_pin),
        common_tries_left=tries.left("common_tries_left", FOUR_DIGIT_TRIES),
        number_a_tries_left=_optional_tries(table, "number_a_tries_left"),
        number_b_tries_left=_optional_tries(table, "number_b_tries_left"),
        birthdate_key_tries_left=_optional_tries(table, "birthdate_key_tries_left"),
        form=form,
        interface=interface,
        atr=atr,
        certificates=table.choice(
            "certificates", CertificateForm, CertificateForm.STANDARD
        ),
    )
    table.finish()
    return card


class _Tries:
    """Reads retry counters: full unless told otherwise, empty without PINs."""

    def __init__(self, table: Table, *, without_pins: bool) -> None:
        self._table = table
        self._without_pins = without_pins

    def left(self, key: str, limit: int) -> int:
        high = 0 if self._without_pins else limit
        return self._table.integer(key, low=0, high=high, default=high)


def _reset(table: Table) -> tuple[CardInterface, str]:
    """Read interface and answer to reset; each alone tells enough of the other."""
    atr = table.code("atr", ATR_NAMES) if table.has("atr") else ""
    interface = table.choice("interface", CardInterface, interface_of(atr))
    return interface, table.code("atr", atrs_of(interface)) if atr else ""


def _refuse_pins(table: Table) -> None:
    """Refuse PINs of a card that has none: whoever wrote one expects it to work."""
    for key in ("auth_pin", "support_pin", "juki_pin", "common_pin"):
        if table.has(key):
            raise table.error(
                key, "顔認証マイナンバーカード（form = face-only）には書きません"
            )


def _optional_tries(table: Table, key: str) -> int | None:
    return table.integer(key, low=0, high=MOST_TRIES) if table.has(key) else None


def _pin(table: Table, key: str, default: str | None) -> str:
    if default is not None and not table.has(key):
        return default
    return table.shaped(key, "数字4桁", _matches(_PIN))


def _password(table: Table, *, signs: bool) -> str:
    """Return the 署名用パスワード; only who has no such certificate needs none."""
    if not signs and not table.has("sign_password"):
        return ""
    return table.shaped(
        "sign_password", "英大文字と数字で6から16文字", _matches(_PASSWORD)
    )


def _read_certificate(
    card_table: Table,
    kind: str,
    *,
    name: str,
    person: Person,
    card_life: tuple[date, date],
) -> CertificatePlan:
    card_issued_on, card_expires_on = card_life
    table = card_table.table(f"{kind}_certificate")
    revoked_on = table.optional_day("revoked")
    issued_on = _issue_day(table, person, default=card_issued_on)
    plan = derive.certificate_plan(
        name,
        kind,
        birthdate=person.birthdate,
        issued_on=issued_on,
        card_expires_on=card_expires_on,
        expires_on=table.optional_day("expires"),
        revoked_at=None if revoked_on is None else start_of(revoked_on),
    )
    if plan.expires_at <= plan.issued_at:
        raise table.error("expires", f"発行日 {issued_on} より後の日")
    if today(plan.expires_at) > card_expires_on:
        raise table.error("expires", f"カードの有効期限 {card_expires_on} 以前の日")
    table.finish()
    return plan


def _issue_day(table: Table, person: Person, default: date | None = None) -> date:
    issued_on = table.day("issued", default)
    if issued_on < person.birthdate:
        raise table.error("issued", f"生年月日 {person.birthdate} より後の日")
    return issued_on


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None
