"""Every 資格 of a person as JSON, for what the form of one 資格 has no field for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from card_profiles.model import Coverage

from ..messages.json_text import is_written_in_utf_8
from ..stub import Stub
from ..validation_words import in_words
from .act import Act
from .form import Entry, Form, person_of

LABELS: Mapping[str, str] = MappingProxyType({"coverages": "すべての資格（JSON）"})

_COVERAGES = TypeAdapter(tuple[Coverage, ...])
_LONGEST = 100_000  # Characters.


def as_text(coverages: Sequence[Coverage]) -> str:
    """What stands in the field at first: what the person has."""
    document = _COVERAGES.dump_python(tuple(coverages), mode="json")
    return json.dumps(document, ensure_ascii=False, indent=1)


def _replace(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    coverages = _read(entry, entry.long_text("coverages", most=_LONGEST))
    entry.finish()
    stub.changes.replace_coverages(person_of(form), coverages)


def _read(entry: Entry, text: str) -> tuple[Coverage, ...]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{error.lineno}行{error.colno}文字目"
        entry.refuse("coverages", f"JSONとして読めません（{where}）。")
        return ()
    except (RecursionError, ValueError):
        entry.refuse("coverages", "JSONとして読めません（深すぎるか、大きすぎます）。")
        return ()
    if not is_written_in_utf_8(document):
        entry.refuse("coverages", "UTF-8で書けない文字があります。")
        return ()
    try:
        return _COVERAGES.validate_python(document)
    except ValidationError as error:
        entry.refuse("coverages", in_words(error, table="オブジェクト"))
        return ()


ACTS: Mapping[str, Act] = MappingProxyType(
    {"replace-coverages": Act(_replace, "資格を置き換えました。")}
)
