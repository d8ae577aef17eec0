"""The names that are not public, of elements and files: conventions in a data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path

from card_profiles.machine_words import file_reason

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_PREFIX = re.compile(r"OQSmu[a-z]{3}")
_TAKEN = ("OQSmuquc", "OQSmuimm", "OQSmutic", "OQSmuhvq", "OQSmuonq")


class ConventionsError(ValueError):
    """A file of element names that cannot be used; it says which key and why."""


@dataclass(frozen=True)
class Conventions:
    """What each element or file without a public name is called on the wire."""

    wire_names: Mapping[str, str]
    wire_prefixes: Mapping[str, str] = field(default_factory=dict)  # Ready to replaced.

    @cached_property
    def _described(self) -> Mapping[str, str]:
        return {wire: name for name, wire in self.wire_names.items()}

    def wire(self, name: str) -> str:
        """The name on the wire of the element that the description calls *name*."""
        return self.wire_names.get(name, name)

    def wire_path(self, path: str) -> str:
        """A place in a message ("XmlMsg/MessageBody/…[2]") as it is on the wire."""
        names = (step.partition("[") for step in path.split("/"))
        return "/".join(self.wire(name) + mark + rest for name, mark, rest in names)

    def described(self, wire_name: str) -> str:
        """The reverse of `wire`; "" for a name that another one stands for."""
        name = self._described.get(wire_name)
        if name is not None:
            return name
        return "" if wire_name in self.wire_names else wire_name

    def wire_prefix(self, prefix: str) -> str:
        """The file prefix (with its step) that the catalogue lists as *prefix*."""
        return self.wire_prefixes.get(prefix[:-2], prefix[:-2]) + prefix[-2:]

    def described_prefix(self, wire_prefix: str) -> str:
        """The reverse of `wire_prefix`; "" for one that something else replaced."""
        for prefix, wire in self.wire_prefixes.items():
            if wire == wire_prefix[:-2]:
                return prefix + wire_prefix[-2:]
        return "" if wire_prefix[:-2] in self.wire_prefixes else wire_prefix


def load_conventions(path: Path | None = None) -> Conventions:
    """The ready conventions; those that the file *path* names take their place.

    Raises `ConventionsError`.
    """
    ready = resources.files(__package__).joinpath("conventions.toml")
    document = tomllib.loads(ready.read_text(encoding="utf-8"))
    names, prefixes = dict(document["elements"]), dict(document["prefixes"])
    chosen = dict(prefixes)
    if path is not None:
        replacing = _read(path)
        names |= _elements(replacing, path, known=names)
        chosen |= _prefixes(replacing, path, known=prefixes)
    return Conventions(
        names, {prefix: chosen[name] for name, prefix in prefixes.items()}
    )


def _read(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConventionsError(
            f"{path}: 要素名のファイルを読めません。{file_reason(error, path)}。"
        ) from error
    for name, table in document.items():
        if name not in ("elements", "prefixes") or not isinstance(table, dict):
            raise ConventionsError(
                f"{path}: [elements] と [prefixes] の表だけが書けます（{name}）。"
            )
    return document


def _elements(
    document: Mapping[str, Mapping[str, object]],
    path: Path,
    *,
    known: Mapping[str, str],
) -> dict[str, str]:
    rows: dict[str, str] = {}
    for name, wire in document.get("elements", {}).items():
        if name not in known:
            raise ConventionsError(
                f"{path}: elements.{name} という要素はありません"
                f"（{', '.join(sorted(known))}）。"
            )
        if not isinstance(wire, str) or not _NAME.fullmatch(wire):
            raise ConventionsError(
                f"{path}: elements.{name} には英数字の要素名が要ります（{wire!r}）。"
            )
        rows[name] = wire
    return rows


def _prefixes(
    document: Mapping[str, Mapping[str, object]],
    path: Path,
    *,
    known: Mapping[str, str],
) -> dict[str, str]:
    rows: dict[str, str] = {}
    for name, wire in document.get("prefixes", {}).items():
        if name not in known:
            raise ConventionsError(
                f"{path}: prefixes.{name} という種別はありません"
                f"（{', '.join(sorted(known))}）。"
            )
        if not isinstance(wire, str) or not _PREFIX.fullmatch(wire):
            raise ConventionsError(
                f"{path}: prefixes.{name} は OQSmu と英小文字3字です（{wire!r}）。"
            )
        if wire in _TAKEN:
            raise ConventionsError(
                f"{path}: prefixes.{name} の {wire} は、ほかの電文の種別です。"
            )
        rows[name] = wire
    return rows
