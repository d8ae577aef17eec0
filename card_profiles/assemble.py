"""From a persona's TOML table to the persona: person, card, certificates, outcome."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from . import derive, numbers
from .dates import DateError, age, born, start_of
from .insurance import read_coverage, read_dispensing
from .model import (
    ADDRESS_LIMIT,
    CardPlan,
    CertificatePlan,
    Expectation,
    Person,
    Persona,
    Sex,
)
from .reading import Table

GAP: Final = "\u3000"

_KANA = re.compile(r"[ァ-ヶー]+")
_ROMAJI = re.compile(r"[A-Za-z][A-Za-z -]{0,63}")
_PIN = re.compile(r"[0-9]{4}")
_PASSWORD = re.compile(r"[0-9A-Z]{6,16}")
_REASON = re.compile(r"[a-z][a-z_]*")


def assemble(table: Table, *, name: str, on: date) -> Persona:
    """Build the persona *name* as it stands on the day *on*."""
    story = table.text("story")
    story_en = table.text("story_en")
    person = _read_person(table.table("person"), on=on)
    card = _read_card(table.table("card"), name=name, person=person)
    coverages = tuple(
        read_coverage(row, holder=person.name) for row in table.tables("coverages")
    )
    dispensings = tuple(map(read_dispensing, table.tables("dispensings")))
    insurance_use = table.yes("insurance_use_registered", default=True)
    expect = _read_expectation(table.table("expect"))
    table.finish()
    return Persona(
        name=name,
        story=story,
        story_en=story_en,
        person=person,
        card=card,
        coverages=coverages,
        insurance_use_registered=insurance_use,
        dispensings=dispensings,
        expect=expect,
    )


def _read_person(table: Table, *, on: date) -> Person:
    family, given = _two_parts(table, "name")
    family_kana, given_kana = _two_parts(table, "kana")
    if not (_KANA.fullmatch(family_kana) and _KANA.fullmatch(given_kana)):
        raise table.error("kana", "全角カタカナ(例: ホケン　ハナコ)")
    person = Person(
        family_name=family,
        given_name=given,
        family_name_kana=family_kana,
        given_name_kana=given_kana,
        birthdate=_read_birthdate(table, on=on),
        sex=table.choice("sex", Sex),
        post_number=table.number("post_number", numbers.require_reserved_post_number),
        address=_read_address(table),
        municipality_code=table.number(
            "municipality_code", numbers.require_reserved_municipality_code
        ),
        municipality_romaji=table.shaped(
            "municipality_romaji", "ローマ字(例: Mihon-shi)", _matches(_ROMAJI)
        ),
        individual_number=table.number(
            "individual_number", numbers.require_reserved_individual_number
        ),
    )
    table.finish()
    return person


def _two_parts(table: Table, key: str) -> tuple[str, str]:
    family, gap, given = table.text(key).partition(GAP)
    if not (family and gap and given) or GAP in given:
        raise table.error(key, "姓と名を全角スペース1つで区切ったもの")
    return family, given


def _read_address(table: Table) -> str:
    address = table.text("address")
    if len(address) > ADDRESS_LIMIT:
        raise table.error("address", f"{ADDRESS_LIMIT}文字以内の住所")
    return address


def _read_birthdate(table: Table, *, on: date) -> date:
    if table.has("birthdate"):
        birthdate = table.day("birthdate")
    else:
        years = table.integer("age", low=0, high=120)
        birthday = table.text("birthday")
        try:
            birthdate = born(age=years, birthday=birthday, on=on)
        except DateError as error:
            raise table.error("birthday", str(error)) from error
    if birthdate > on:
        raise table.error("birthdate", f"{on} 以前の日")
    return birthdate


def _read_card(table: Table, *, name: str, person: Person) -> CardPlan:
    issued_on = _issue_day(table, person)
    expiry = derive.card_expiry(person.birthdate, issued_on)
    signs = table.yes(
        "signs", default=age(person.birthdate, on=issued_on) >= derive.SIGNING_AGE
    )
    auth = _read_certificate(table, "auth", name=name, person=person, card=issued_on)
    card = CardPlan(
        auth_pin=table.shaped("auth_pin", "数字4桁", _matches(_PIN)),
        sign_password=table.shaped(
            "sign_password", "英大文字と数字で6から16文字", _matches(_PASSWORD)
        ),
        serial=derive.card_serial(name),
        security_code=derive.security_code(name),
        issued_on=issued_on,
        expires_on=table.day("expires", expiry),
        auth_certificate=auth,
        sign_certificate=(
            _read_certificate(table, "sign", name=name, person=person, card=issued_on)
            if signs
            else None
        ),
        auth_tries_left=table.integer("auth_tries_left", low=0, high=3, default=3),
        sign_tries_left=table.integer("sign_tries_left", low=0, high=5, default=5),
    )
    table.finish()
    return card


def _read_certificate(
    card_table: Table, kind: str, *, name: str, person: Person, card: date
) -> CertificatePlan:
    table = card_table.table(f"{kind}_certificate")
    revoked_on = table.optional_day("revoked")
    issued_on = _issue_day(table, person, default=card)
    plan = derive.certificate_plan(
        name,
        kind,
        birthdate=person.birthdate,
        issued_on=issued_on,
        expires_on=table.optional_day("expires"),
        revoked_at=None if revoked_on is None else start_of(revoked_on),
    )
    if plan.expires_at <= plan.issued_at:
        raise table.error("expires", f"発行日 {issued_on} より後の日")
    table.finish()
    return plan


def _issue_day(table: Table, person: Person, default: date | None = None) -> date:
    issued_on = table.day("issued", default)
    if issued_on < person.birthdate:
        raise table.error("issued", f"生年月日 {person.birthdate} より後の日")
    return issued_on


def _read_expectation(table: Table) -> Expectation:
    outcome = table.code("outcome", ("registered", "refused"))
    expectation = Expectation(
        outcome=outcome,
        reason=(
            table.shaped("reason", "pin_blocked のような理由コード", _matches(_REASON))
            if outcome == "refused"
            else None
        ),
        validity=(
            table.code("validity", ("1", "2", "3", "4", "5", "6"))
            if outcome == "registered"
            else None
        ),
    )
    table.finish()
    return expectation


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None
