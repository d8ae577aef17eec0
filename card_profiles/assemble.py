"""From a persona's TOML table to the persona: person, card, certificates, outcome."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from . import numbers
from .assemble_card import read_card
from .dates import DateError, born
from .insurance import read_coverage, read_dispensing
from .model import (
    ADDRESS_LIMIT,
    Expectation,
    Person,
    Persona,
    Sex,
)
from .read_history import read_checkup, read_treatment
from .reading import Table

GAP: Final = "\u3000"

_FOREIGN = re.compile(r"[Ａ-Ｚ．－]+")
_KANA = re.compile(r"[ァ-ヶー]+")
_ROMAJI = re.compile(r"[A-Za-z][A-Za-z -]{0,63}")
_REASON = re.compile(r"[a-z][a-z_]*")


def assemble(table: Table, *, name: str, on: date) -> Persona:
    """Build the persona *name* as it stands on the day *on*."""
    story = table.text("story")
    story_en = table.text("story_en")
    person = _read_person(table.table("person"), on=on)
    card = read_card(table.table("card"), name=name, person=person)
    coverages = tuple(
        read_coverage(row, holder=person.name, birthdate=person.birthdate, on=on)
        for row in table.tables("coverages")
    )
    dispensings = tuple(map(read_dispensing, table.tables("dispensings")))
    checkups = tuple(map(read_checkup, table.tables("checkups")))
    treatments = tuple(map(read_treatment, table.tables("treatments")))
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
        checkups=checkups,
        treatments=treatments,
    )


def _read_person(table: Table, *, on: date) -> Person:
    family, given = _name(table, "name", _FOREIGN)
    family_kana, given_kana = _name(table, "kana", _KANA if GAP in given else None)
    if not all(map(_KANA.fullmatch, (family_kana, *given_kana.split(GAP)))):
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
        alias=table.optional_text("alias"),
        substitutes=_read_substitutes(table),
    )
    table.finish()
    return person


def _name(table: Table, key: str, several: re.Pattern[str] | None) -> tuple[str, str]:
    """Return family and given name; the latter in several words if *several* fits."""
    family, _, given = table.text(key).partition(GAP)
    words = given.split(GAP)
    if not (family and all(words)):
        raise table.error(key, "姓と名を全角スペース1つで区切ったもの")
    if len(words) > 1 and not (
        several is not None and all(map(several.fullmatch, (family, *words)))
    ):
        raise table.error(
            key,
            "姓と名を全角スペース1つで区切ったもの"
            "(全角ローマ字の氏名は、名をさらに区切れます)",
        )
    return family, given


def _read_substitutes(table: Table) -> tuple[tuple[str, str], ...]:
    pairs = table.texts("substitutes")
    if not all(len(pair) == 2 for pair in pairs):
        raise table.error("substitutes", '元の文字と代替文字の組の配列(例: ["邊辺"])')
    return tuple((pair[0], pair[1]) for pair in pairs)


def _read_address(table: Table) -> str:
    address = table.text("address")
    if len(address) > ADDRESS_LIMIT:
        raise table.error("address", f"{ADDRESS_LIMIT}文字以内の住所")
    return address


def _read_birthdate(table: Table, *, on: date) -> date:
    if table.has("birthdate"):
        birthdate = table.day("birthdate")
    elif not (table.has("age") or table.has("birthday")):
        raise table.error("birthdate", "日付(またはこれの代わりに age と birthday)")
    else:
        years = table.integer("age", low=0, high=120)
        birthday = table.text("birthday")
        try:
            birthdate = born(age=years, birthday=birthday, on=on)
        except DateError as error:
            raise table.refused("birthday", error) from error
    if birthdate > on:
        raise table.error("birthdate", f"{on} 以前の日")
    return birthdate


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
