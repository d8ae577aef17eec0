"""The error codes of the stub and their texts, read from one data file.

None is official: those are not public. A mapping file puts the official ones in.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from card_profiles.machine_words import file_reason
from card_profiles.syntax_words import toml_reason

_OWN = re.compile(r"STUB[0-9]{4}")


class ErrorCodesError(ValueError):
    """A file of codes that cannot be used; it says which key and why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code and its text, ready to be written into an answer."""

    code: str
    message: str

    @property
    def line(self) -> str:
        """One line for an `.err` file: `<code>,<message>`."""
        return f"{self.code},{' '.join(self.message.split())}"


class ErrorCodes:
    """Every code by the name the program has for it."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the ready codes, and replace those that the file *path* names.

        Raises `ErrorCodesError`.
        """
        ready = resources.files(__package__).joinpath("codes.toml")
        self._rows: dict[str, Refusal] = {}
        for name, row in _rows(ready.read_text(encoding="utf-8"), "codes.toml"):
            if not _OWN.fullmatch(row.code):
                raise ErrorCodesError(f"codes.toml: codes.{name}: {row.code!r}")
            self._rows[name] = row
        if path is not None:
            self._replace(path)

    def names(self) -> tuple[str, ...]:
        """The program's names of all codes."""
        return tuple(self._rows)

    def template(self, name: str) -> Refusal:
        """The code of that name, its text with the places still to fill in."""
        return self._rows[name]

    def refusal(self, name: str, **values: str) -> Refusal:
        """The code of that name with its text filled in."""
        row = self._rows[name]
        return Refusal(row.code, row.message.format(**values))

    def _replace(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ErrorCodesError(
                f"{path}: エラーコードのファイルを読めません。"
                f"{file_reason(error, path)}。"
            ) from error
        for name, row in _rows(text, str(path)):
            ready = self._rows.get(name)
            if ready is None:
                raise ErrorCodesError(
                    f"{path}: codes.{name} というコードはありません。"
                )
            unknown = _fields(row.message, f"{path}: codes.{name}") - _fields(
                ready.message, name
            )
            if unknown:
                raise ErrorCodesError(
                    f"{path}: codes.{name}.message の {sorted(unknown)} は使えません。"
                )
            self._rows[name] = row


def _rows(text: str, where: str) -> list[tuple[str, Refusal]]:
    try:
        document: Mapping[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ErrorCodesError(
            f"{where}: TOMLとして読めません。{toml_reason(error)}。"
        ) from error
    codes = document.get("codes")
    if not isinstance(codes, dict):
        raise ErrorCodesError(f"{where}: [codes.名前] の表がありません。")
    found = []
    for name, row in codes.items():
        match row:
            case {"code": str(code), "message": str(message)} if code:
                found.append((name, Refusal(code, message)))
            case _:
                raise ErrorCodesError(
                    f"{where}: codes.{name} には code と message の文字列が要ります。"
                )
    return found


def _fields(message: str, where: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(message) if name}
    except ValueError as error:
        raise ErrorCodesError(
            f"{where}: message の {{ }} が閉じていません。"
        ) from error
