"""Faults that go together under one name: ready ones, and files of one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from card_profiles.fault_parameters import FaultError
from card_profiles.machine_words import file_reason
from card_profiles.syntax_words import toml_reason

_KEYS = ("title", "summary", "source", "faults")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Several faults under one name."""

    name: str
    title: str
    summary: str
    faults: tuple[str, ...]
    source: str


def read_profile(path: Path) -> Profile:
    """Read a file like the ready ones. Raises `FaultError`; its faults are unread."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FaultError(
            f"障害のファイル {path} を読めません。{file_reason(error, path)}。"
        ) from error
    return _profile(path.stem, text, where=str(path))


def _profile(name: str, text: str, *, where: str) -> Profile:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultError(
            f"{where}: TOMLとして読めません。{toml_reason(error)}。"
        ) from error
    for key in document:
        if key not in _KEYS:
            raise FaultError(
                f"{where}: {key} という項目はありません（{'、'.join(_KEYS)}）。"
            )
    faults = document.get("faults")
    if not isinstance(faults, list) or not all(isinstance(f, str) for f in faults):
        raise FaultError(f'{where}: faults = ["slow:seconds=3"] の形の配列が要ります。')
    return Profile(
        name=name,
        title=str(document.get("title", name)),
        summary=str(document.get("summary", "")),
        faults=tuple(faults),
        source=str(document.get("source", "")),
    )


def _ready() -> dict[str, Profile]:
    folder = resources.files(__package__) / "ready"
    files = sorted((f for f in folder.iterdir()), key=lambda file: file.name)
    return {
        name: _profile(name, file.read_text(encoding="utf-8"), where=file.name)
        for file in files
        if (name := file.name.removesuffix(".toml")) != file.name
    }


PROFILES: Mapping[str, Profile] = MappingProxyType(_ready())
"""The ready profiles."""
