"""JSON text in: strict and bounded, each name once, nothing that is no JSON."""

from __future__ import annotations

import codecs
import json
import sys
from typing import NoReturn

from .errors import MessageError
from .xml_text import DEEPEST

_SHOWN = 40  # Characters of a name that an error repeats.


def parse_json(data: bytes, *, any_text: bool = False) -> object:
    """The value that *data* (UTF-8) writes. Raises `MessageError` with no path.

    With *any_text* a text may hold half a surrogate pair: for a caller that checks
    every text, and says where it stands.
    """
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise MessageError(
            "", expected="UTF-8のJSON", came=f"{error.start}バイト目がUTF-8でない"
        ) from error
    if not text.strip():
        raise MessageError("", expected="JSON", came="空")
    try:
        value: object = _JSON.decode(text)
    except MessageError:
        raise
    except json.JSONDecodeError as error:
        raise MessageError(
            "",
            expected="JSON",
            came=f"{error.lineno}行{error.colno}文字目で読めなくなる（{error.msg}）",
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # A number of thousands of digits.
        raise MessageError(
            "",
            expected=f"{sys.get_int_max_str_digits()}桁以内の数",
            came="それより長い数",
        ) from error
    if text.count("{") + text.count("[") > DEEPEST:
        _check_depth(value)
    if not any_text and "\\u" in text and not is_written_in_utf_8(value):
        raise MessageError(
            "", expected="UTF-8で書ける文字", came="サロゲートペアの片方（\\ud800など）"
        )
    return value


def is_written_in_utf_8(value: object) -> bool:
    """Whether every text in *value* can be written: no half of a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice[:_SHOWN].encode(errors="backslashreplace").decode()
        raise MessageError("", expected="1個だけの名前", came=f"同じ名前が2個: {shown}")
    return found


def _no_constant(name: str) -> NoReturn:
    raise MessageError("", expected="JSON", came=name)


_JSON = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _check_depth(value: object) -> None:
    level, depth = [value], 0
    while level := [
        inner
        for one in level
        if isinstance(one, (dict, list))
        for inner in (one.values() if isinstance(one, dict) else one)
    ]:
        depth += 1
        if depth > DEEPEST:
            raise _too_deep()


def _too_deep() -> MessageError:
    return MessageError(
        "", expected=f"{DEEPEST}段以内の入れ子", came="それより深い入れ子"
    )
