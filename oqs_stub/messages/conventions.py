"""The names of elements that are not public: stub conventions, kept in a data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


class ConventionsError(ValueError):
    """A file of element names that cannot be used; it says which key and why."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What each element without a public name is called on the wire."""

    wire_names: Mapping[str, str]

    def wire(self, name: str) -> str:
        """The name on the wire of the element that the description calls *name*."""
        return self.wire_names.get(name, name)

    def described(self, wire_name: str) -> str:
        """The reverse of `wire`."""
        for name, wire in self.wire_names.items():
            if wire == wire_name:
                return name
        return wire_name


def load_conventions(path: Path | None = None) -> Conventions:
    """The ready conventions; those that the file *path* names take their place.

    Raises `ConventionsError`.
    """
    ready = resources.files(__package__).joinpath("conventions.toml")
    names = dict(tomllib.loads(ready.read_text(encoding="utf-8"))["elements"])
    if path is not None:
        names |= _replacements(path, known=names)
    return Conventions(names)


def _replacements(path: Path, *, known: Mapping[str, str]) -> dict[str, str]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConventionsError(
            f"{path}: 要素名のファイルをUTF-8のTOMLとして読めません（{error}）。"
        ) from error
    rows = document.get("elements", {})
    for name, wire in rows.items():
        if name not in known:
            raise ConventionsError(
                f"{path}: elements.{name} という要素はありません"
                f"（{', '.join(sorted(known))}）。"
            )
        if not isinstance(wire, str) or not _NAME.fullmatch(wire):
            raise ConventionsError(
                f"{path}: elements.{name} には英数字の要素名が要ります（{wire!r}）。"
            )
    return dict(rows)
