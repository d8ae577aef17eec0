"""A whole message of any kind, every element filled, made from the description."""

from __future__ import annotations

from oqs_stub.messages import Message
from oqs_stub.messages.code_tables import table_values
from oqs_stub.messages.formats import (
    BASE64,
    BRANCH,
    COUNT,
    DATE,
    HALF_KANA,
    INSURER,
    MOMENT,
    MONTH,
    RATIO,
    YEN,
    Format,
)
from oqs_stub.messages.items import Part
from oqs_stub.messages.layout import elements
from oqs_stub.messages.record import CONFIRMATION_KEY, NEWER_CONSENTS

_VALUES = {
    BASE64: "QUJD",
    BRANCH: "01",
    COUNT: "2",
    DATE: "20260410",
    HALF_KANA: "ﾀｶｻｷ ｻｸﾗ",
    INSURER: " 1990019",
    MOMENT: "20260410103000",
    MONTH: "202604",
    RATIO: "030",
    YEN: "10000",
}
NAME = "髙﨑　𠮷子"
"""Two characters that CP932 has, and one that it lacks."""


def sample(message: type[Message]) -> Message:
    return message.model_validate(_block(message))


def _block(part: type[Part]) -> dict[str, object]:
    found: dict[str, object] = {}
    for element in elements(part):
        if element.name.startswith((*NEWER_CONSENTS, CONFIRMATION_KEY)):
            continue  # What only a drift writes.
        value: object
        if element.part is not None:
            value = _block(element.part)
        else:
            assert element.item.format is not None
            value = _value(element.item.format)
        found[element.name] = (value, value) if element.repeated else value
    return found


def _value(form: Format) -> str:
    if form.code_table is not None:
        return next(iter(table_values(form.code_table)))
    tries = (_VALUES.get(form, NAME), NAME, *("1" * n for n in range(1, 21)))
    return next(value for value in tries if form.accepts(value))
