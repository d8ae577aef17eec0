"""What is wrong with a value that came from outside, said in Japanese."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

_EXPECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bool_type": "true か false",
        "bool_parsing": "true か false",
        "int_type": "整数",
        "int_parsing": "整数",
        "int_from_float": "整数",
        "float_type": "数",
        "string_type": "文字列",
        "time_type": "08:30:00 のような時刻",
        "time_parsing": "08:30:00 のような時刻",
        "date_type": "2024-04-01 のような日付",
        "date_parsing": "2024-04-01 のような日付",
        "date_from_datetime_parsing": "2024-04-01 のような日付",
        "date_from_datetime_inexact": "2024-04-01 のような日付",
        "datetime_type": "2024-04-01T09:00:00+09:00 のような日時",
        "timezone_aware": "時差（+09:00）の付いた日時",
        "tuple_type": "配列",
        "frozen_set_type": "配列",
        "dataclass_type": "表（table）",
    }
)
_LONGEST: Final = 60


def in_words(error: ValidationError, *, table: str = "表（table）") -> str:
    """Where the first fault of a document is, what was expected, and what came.

    *table* is what the document's language calls a thing of named values.
    """
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "全体"
    match first["type"]:
        case "greater_than_equal" | "less_than_equal" as kind:
            limit = first["ctx"]["ge" if kind == "greater_than_equal" else "le"]
            side = "以上" if kind == "greater_than_equal" else "以下"
            expected = f"{limit} {side}"
        case "enum" | "literal_error":
            expected = f"{_one_of(first['ctx']['expected'])} のどれか"
        case "missing":
            return f"{where} がありません。"
        case "dataclass_type":
            expected = table
        case "value_error":  # Ours, of a value that is well formed.
            expected = str(first["ctx"]["error"])
        case kind:
            expected = _EXPECTED.get(kind, first["msg"])
    return f"{where} は{expected}のはずですが {shown(first['input'])} です。"


def shown(value: object) -> str:
    """*value* as JSON writes it; of a long one, how it begins."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _one_of(expected: str) -> str:
    """Pydantic joins what it expects by commas and one "or"."""
    return expected.replace(" or ", ", ")
