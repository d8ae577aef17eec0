"""Elements, values and slips as a refusal names them: its reader is to mend them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .code_tables import table_values
from .layout import Element, elements

_SHOWN = 40  # Characters of a value that a refusal repeats.
_ABSENT = "要素がないか空"  # Which is the same: what is empty counts as absent.


def described(element: Element) -> str:
    """An element: its Japanese name with its form, its codes, or what belongs in it."""
    title, form = element.item.title, element.item.format
    if form is not None:
        values = "" if form.code_table is None else f": {_values(form.code_table)}"
        return f"{title}（{form.name}{values}）"
    inside = () if element.part is None else elements(element.part)
    first = next((one.item.title for one in inside if one.required), "")
    return f"{title}（中に{first}など）" if first else title


def shown(value: str) -> str:
    """A value in quotes, so that its outer spaces are seen; of a long one, how long."""
    if len(value) <= _SHOWN:
        return f"「{value}」"
    return f"「{value[:_SHOWN]}…」（{len(value)}文字）"


def absence(name: str, unknown: Iterable[str]) -> str:
    """What came in place of the element *name*: perhaps it is one of the *unknown*."""
    meant = most_alike(name, unknown)
    return f"{_ABSENT}（{meant} は名前の誤りではありませんか）" if meant else _ABSENT


def most_alike(name: str, names: Iterable[str]) -> str | None:
    """Which of *names* somebody may have meant, or misspelt, as *name*."""
    by_case = {one.lower(): one for one in names}
    found = get_close_matches(name.lower(), by_case, n=1)
    return by_case[found[0]] if found else None


def _values(table: str) -> str:
    return ", ".join(f"{code} {text}" for code, text in table_values(table).items())
