"""The tables of timings: the ready ones beside this file, and a user's own in TOML."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from card_profiles.machine_words import file_reason
from card_profiles.syntax_words import toml_reason

from ..commands.names import CommandPattern, UnknownCommandName
from .model import INSTANT, TimingModel, TimingRule

_LONGEST_MS = 60_000.0
_ANSWERS = ("any", "ok", "refused")
_RULE_KEYS = frozenset(
    {"command", "answer", "least_ms", "most_ms", "per_byte_ms", "source"}
)

TITLES: Mapping[str, str] = MappingProxyType(
    {"instant": INSTANT.title, "typical": "実物並み", "worst": "最も遅い"}
)
"""The ready timings and their Japanese names; either may be written."""


class TimingError(ValueError):
    """A timing is not known or its table is wrong; the message, in Japanese, says
    what was expected."""


def find_timing(name: str, *, beside: Path | None = None) -> TimingModel:
    """Return a ready timing by its name, or read the user's own table.

    A file's path is relative to the directory *beside*, by default the current one.
    Raises `TimingError`.
    """
    wanted = unicodedata.normalize("NFKC", name).strip()
    for ready, title in TITLES.items():
        if wanted in (ready, title):
            return INSTANT if ready == INSTANT.name else _ready(ready)
    if not wanted.endswith(".toml"):
        known = "、".join(f"{ready}（{title}）" for ready, title in TITLES.items())
        raise TimingError(
            f"「{name}」という速さはありません。使えるもの: {known}、"
            "自分の表（.tomlファイルのパス）"
        )
    path = (beside or Path()) / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TimingError(
            f"速さの表 {path} を読めません。{file_reason(error, path)}。"
        ) from error
    return read_timing(text, name=path.stem, where=str(path))


def read_timing(text: str, *, name: str, where: str) -> TimingModel:
    """Read a table; *where* it stands is for messages. Raises `TimingError`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TimingError(
            f"{where}: TOMLとして読めません。{toml_reason(error)}。"
        ) from error
    rules = document.get("rule")
    if not isinstance(rules, list) or not rules:
        raise TimingError(f"{where}: [[rule]] の表が1つ以上必要です。")
    unknown = set(document) - {"title", "source", "rule"}
    if unknown:
        raise TimingError(f"{where}: {'、'.join(sorted(unknown))} は知らない項目です。")
    return TimingModel(
        name=name,
        title=str(document.get("title", name)),
        source=str(document.get("source", "")),
        rules=tuple(
            _rule(rule, where=f"{where} の {number}番目の [[rule]]")
            for number, rule in enumerate(rules, 1)
        ),
    )


# TOML has no better type; what is taken from it is checked here.
def _rule(document: Mapping[str, Any], *, where: str) -> TimingRule:
    unknown = set(document) - _RULE_KEYS
    if unknown:
        raise TimingError(
            f"{where}: {'、'.join(sorted(unknown))} は知らない項目です。"
            f"書けるもの: {'、'.join(sorted(_RULE_KEYS))}"
        )
    try:
        command = CommandPattern.parse(str(document.get("command", "any")))
    except UnknownCommandName as error:
        raise TimingError(f"{where}: command: {error}") from error
    answer = str(document.get("answer", "any"))
    if answer not in _ANSWERS:
        raise TimingError(
            f"{where}: answer = 「{answer}」ではなく、{'、'.join(_ANSWERS)} の"
            "どれかにしてください。"
        )
    least = _milliseconds(document, "least_ms", where=where)
    most = _milliseconds(document, "most_ms", where=where, default=least)
    if most < least:
        raise TimingError(
            f"{where}: most_ms（{most:g}）が least_ms（{least:g}）より短いです。"
        )
    return TimingRule(
        command=command,
        answer=answer,
        least_ms=least,
        most_ms=most,
        per_byte_ms=_milliseconds(document, "per_byte_ms", where=where, default=0.0),
        source=str(document.get("source", "")),
    )


def _milliseconds(
    document: Mapping[str, Any], key: str, *, where: str, default: float | None = None
) -> float:
    value = document.get(key, default)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= _LONGEST_MS
    ):
        raise TimingError(
            f"{where}: {key} は0から{_LONGEST_MS:g}までのミリ秒にしてください"
            f"（いまの値: {value!r}）。"
        )
    return float(value)


def _ready(name: str) -> TimingModel:
    file = resources.files(__package__) / f"{name}.toml"
    return read_timing(file.read_text(encoding="utf-8"), name=name, where=name)
