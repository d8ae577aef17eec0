"""Reading a file of rules: `rules.toml`, or one that changes some of them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from card_profiles.machine_words import file_reason
from card_profiles.syntax_words import toml_reason

from .rules.parameters import Rules
from .validation_words import in_words

_RULES = TypeAdapter(Rules)


class RulesFileError(ValueError):
    """A file of rules that cannot be used; file and key named."""


def read_rules(path: Path | None = None) -> Rules:
    """The rules of *path*; what it does not name is as in the ready `rules.toml`.

    Raises `RulesFileError`.
    """
    if path is None:
        return Rules()
    return _read(_text(path), str(path))


def ready_rules() -> str:
    """The text of the ready file: every rule with its default, and what it means."""
    ready = resources.files(__package__).joinpath("rules.toml")
    return ready.read_text(encoding="utf-8")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesFileError(
            f"{path}: 読めません。{file_reason(error, path)}。"
        ) from error


def _read(text: str, source: str) -> Rules:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesFileError(
            f"{source}: TOML として読めません。{toml_reason(error)}。"
        ) from error
    for where, known in _unknown(document, Rules):
        raise RulesFileError(
            f"{source}: {where} という項目はありません（{', '.join(known)}）。"
        )
    try:  # As JSON: TOML's arrays and dates are then taken strictly.
        return _RULES.validate_json(json.dumps(document, default=_iso), strict=True)
    except ValidationError as error:
        raise RulesFileError(f"{source}: {in_words(error)}") from error


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _unknown(
    table: Mapping[str, Any], kind: type, where: str = ""
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Keys that the rules do not have, each with those that stand in its place."""
    hints = get_type_hints(kind)
    known = tuple(field.name for field in fields(kind))
    for key, value in table.items():
        if key not in known:
            yield f"{where}{key}", known
            continue
        for inner in (hints[key], *get_args(hints[key])):
            if is_dataclass(inner) and isinstance(inner, type):
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, Mapping):
                        yield from _unknown(one, inner, f"{where}{key}.")
