"""What parsers of TOML, JSON and XML say in English, said in Japanese.

As in `machine_words`, what is not known here is left as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONDecodeError
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from .machine_words import in_japanese

_TOML: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Invalid statement", "「キー = 値」でも [表] でもありません"),
        (
            r"Expected newline or end of document after a statement",
            "値のあとに余分なものがあります",
        ),
        (
            r"Expected '=' after a key in a key/value pair",
            "キーのあとに = がありません",
        ),
        (
            r"Expected '\]' at the end of a table declaration",
            "[表] が ] で閉じていません",
        ),
        (
            r"Expected '\]\]' at the end of an array declaration",
            "[[表]] が ]] で閉じていません",
        ),
        (r"Expected (?P<what>.+)", "{what} がありません"),
        (r"Cannot declare \((?P<what>.+?),?\) twice", "表 {what} が2回あります"),
        (r"Cannot overwrite a value", "同じキーが2回あります"),
        (r"Duplicate inline table key (?P<what>.+)", "キー {what} が2回あります"),
        (
            r"Cannot (?:mutate immutable|redefine) namespace .+",
            "すでに書き終えた表に書き足しています",
        ),
        (r"Invalid initial character for a key part", "キーに使えない文字です"),
        (r"Invalid value", "値として読めません（文字列は引用符で囲みます）"),
        (r"Invalid date or datetime", "日時として読めません"),
        (r"Unclosed array", "配列が ] で閉じていません"),
        (r"Unclosed inline table", "表が }} で閉じていません"),
        (r"Unterminated string", "文字列が閉じていません"),
        (
            r"Unescaped '\\' in a string",
            r"文字列の中の \ は \\ と書くか、全体を ' ' で囲みます",
        ),
        (r"Invalid hex value", r"\u のあとが16進数ではありません"),
        (
            r"Escaped character is not a Unicode scalar value",
            r"\u のあとが文字の番号ではありません",
        ),
        (r"(?:Found invalid|Illegal) character (?P<what>.+)", "{what} は使えません"),
    )
)
_PLACE = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)"
    r"|end of document)\)",
    re.DOTALL,
)

_JSON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Expecting value": "値がありません",
        "Expecting property name": '" で囲んだ名前がありません',
        "Expecting ',' delimiter": "区切りの , がありません",
        "Expecting ':' delimiter": "名前のあとに : がありません",
        "Extra data": "終わりのあとに余分なものがあります",
        "Unterminated string": '文字列が " で閉じていません',
        "Invalid control character": "文字列の中に制御文字があります",
        "Invalid \\": r"文字列の中の \ の使い方が違います",
        "Illegal trailing comma": "最後の値のあとに , があります",
    }
)

_XML: Final[Mapping[str, str]] = MappingProxyType(
    {
        expat.errors.XML_ERROR_NO_ELEMENTS: "終わりまで書かれていません",
        expat.errors.XML_ERROR_SYNTAX: "XMLの書き方ではありません",
        expat.errors.XML_ERROR_INVALID_TOKEN: "ここに書けない文字です（< や & など）",
        expat.errors.XML_ERROR_UNCLOSED_TOKEN: "タグが > で閉じていません",
        expat.errors.XML_ERROR_PARTIAL_CHAR: "文字の途中で切れています",
        expat.errors.XML_ERROR_TAG_MISMATCH: "開始タグと終了タグの名前が違います",
        expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "同じ属性が2回あります",
        expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: (
            "最後の終了タグのあとに余分なものがあります"
        ),
        expat.errors.XML_ERROR_UNDEFINED_ENTITY: "定義のない実体参照（&名前;）です",
        expat.errors.XML_ERROR_BAD_CHAR_REF: "文字参照（&#番号;）の番号が使えません",
        expat.errors.XML_ERROR_MISPLACED_XML_PI: (
            "XML宣言（<?xml …?>）はファイルの先頭にだけ書けます"
        ),
        expat.errors.XML_ERROR_UNKNOWN_ENCODING: "知らない文字コードです",
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: "CDATA が ]]> で閉じていません",
        expat.errors.XML_ERROR_UNBOUND_PREFIX: "宣言のない名前空間です",
        expat.errors.XML_ERROR_XML_DECL: "XML宣言の書き方が違います",
        expat.errors.XML_ERROR_TEXT_DECL: "XML宣言の書き方が違います",
    }
)


def toml_reason(error: ValueError) -> str:
    """Where and why a text is no TOML: "3行目の8文字目: 文字列が閉じていません"."""
    found = _PLACE.fullmatch(str(error))
    if found is None:
        return str(error)
    where = (
        f"{found['line']}行目の{found['column']}文字目"
        if found["line"]
        else "ファイルの終わり"
    )
    return f"{where}: {_toml_words(found['what'])}"


def json_reason(error: ValueError | RecursionError) -> str:
    """Where and why a text is no JSON: "1行目の5文字目: 値がありません"."""
    if isinstance(error, UnicodeDecodeError):
        return in_japanese(str(error))
    if isinstance(error, RecursionError):
        return "入れ子が深すぎます"
    if not isinstance(error, JSONDecodeError):
        return "数字が長すぎます"  # The only other thing that the module refuses.
    words = next(
        (words for said, words in _JSON.items() if error.msg.startswith(said)),
        "JSONの書き方ではありません",
    )
    return f"{error.lineno}行目の{error.colno}文字目: {words}"


def xml_reason(code: int) -> str:
    """What expat found wrong, by its error code."""
    said = expat.ErrorString(code) or f"expat {code}"
    return _XML.get(said, said)


def _toml_words(said: str) -> str:
    for pattern, words in _TOML:
        found = pattern.fullmatch(said)
        if found is not None:
            return words.format(**found.groupdict())
    return said
