"""Loading people: `load("hanako", now=...)` gives a persona with absolute dates."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from .as_written import card_lines
from .assemble import assemble
from .dates import DateError, today
from .machine_words import file_reason
from .model import Persona
from .reading import PersonaError, Table
from .syntax_words import toml_reason

__all__ = ["PersonaError", "load", "load_all", "names", "parse"]

_SUFFIX: Final = ".toml"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


def names() -> tuple[str, ...]:
    """Return the names of the personas that come with the program, sorted."""
    return tuple(
        sorted(
            entry.name.removesuffix(_SUFFIX)
            for entry in _people().iterdir()
            if entry.name.endswith(_SUFFIX)
        )
    )


def load(name_or_path: str | Path, *, now: datetime) -> Persona:
    """Load a persona by name, or from a file of your own (a path ending in .toml).

    Raises:
        PersonaError: It is unknown or says something impossible.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith(_SUFFIX):
        path = Path(name_or_path)
        return parse(_read(path, str(path)), name=path.stem, source=str(path), now=now)
    if text not in names():
        raise PersonaError(_unknown(text))
    entry = _people() / f"{text}{_SUFFIX}"
    source = f"people/{entry.name}"
    return parse(_read(entry, source), name=text, source=source, now=now)


def load_all(*, now: datetime) -> tuple[Persona, ...]:
    """Load every persona that comes with the program, in the order of `names`."""
    return tuple(load(name, now=now) for name in names())


def parse(text: str, *, name: str, source: str, now: datetime) -> Persona:
    """Read a persona called *name* from TOML; *source* is what errors call it."""
    if _NAME.fullmatch(name) is None:
        raise PersonaError(
            f"{source}: ファイル名がペルソナの名前になります。英小文字・数字・"
            f"ハイフンで書いてください。今の名前: {name!r}"
        )
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PersonaError(
            f"{source}: TOMLとして読めません。{toml_reason(error)}。"
        ) from error
    lines = card_lines(values)
    on = today(now)
    table = Table(values, source=source, path="", on=on)
    try:
        return replace(assemble(table, name=name, on=on), card_lines=lines)
    except DateError as error:  # A birthday that would lie beyond the calendar.
        raise PersonaError(f"{source}: {error}") from error


def _people() -> Traversable:
    return resources.files(__package__) / "people"


def _read(entry: Traversable, source: str) -> str:
    try:
        return entry.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PersonaError(
            f"{source}: 読めません。{file_reason(error, Path(source))}。"
        ) from error


def _unknown(name: str) -> str:
    import difflib  # Only a slip needs it, and every start would wait for it.

    near = difflib.get_close_matches(name, names(), n=len(names()), cutoff=0.4)
    rest = [other for other in names() if other not in near]
    known = ", ".join([*near, *rest])
    return (
        f"ペルソナ「{name}」はありません。使えるもの: {known}。"
        "自分で書いたものは .toml で終わるファイル名で指定してください。"
    )
