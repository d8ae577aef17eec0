"""Reading the list of institutions, `institutions.toml` or one that replaces it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from card_profiles.machine_words import file_reason
from card_profiles.numbers import check_digit

from ..records import (
    DEFAULT_REGION,
    ConsentKind,
    Institution,
    InstitutionKind,
    InstitutionState,
    Settings,
    is_region,
)

Word = TypeVar("Word", bound=StrEnum)

_CODE = re.compile(r"99\d{8}")
_FLAGS = ("asks_visit_form", "asks_clinical_information")
_KEYS = ("code", "name", "kind", "state", "region", *_FLAGS, "settings")
_CHOICES = {
    "electronic_prescription": ("0", "1", "2", "3"),
    "prescription_timing": ("1", "2"),
}


class InstitutionFileError(ValueError):
    """The list of institutions says something that cannot be; file and key named."""


def read_institutions(
    path: Path | None = None,
) -> dict[str, tuple[Institution, Settings]]:
    """The institutions of *path* (default: the ready ones) and their first settings.

    Raises `InstitutionFileError`.
    """
    source = path or resources.files(__package__).joinpath("institutions.toml")
    try:
        document = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InstitutionFileError(
            f"{source}: 読めません。{file_reason(error, Path(str(source)))}。"
        ) from error
    rows = document.get("institution")
    if not isinstance(rows, list) or not rows:
        raise InstitutionFileError(f"{source}: [[institution]] が1件もありません。")
    found: dict[str, tuple[Institution, Settings]] = {}
    for number, row in enumerate(rows, start=1):
        institution, settings = _institution(row, f"{source}: institution {number}件目")
        if institution.code in found:
            raise InstitutionFileError(
                f"{source}: institution {number}件目: code {institution.code} が"
                "2回あります。"
            )
        found[institution.code] = institution, settings
    return found


def _institution(row: object, where: str) -> tuple[Institution, Settings]:
    if not isinstance(row, Mapping):
        raise InstitutionFileError(f"{where}: 表（table）ではありません。")
    for key in row:
        if key not in _KEYS:
            raise InstitutionFileError(
                f"{where}: {key} という項目はありません（{', '.join(_KEYS)}）。"
            )
    code = _text(row, "code", where)
    if not _CODE.fullmatch(code) or code[-1] != check_digit(code[:-1]):
        raise InstitutionFileError(
            f"{where}: code は都道府県番号99で始まり検証番号の正しい10桁です"
            f"（{code!r}）。"
        )
    institution = Institution(
        code=code,
        name=_text(row, "name", where),
        kind=_word(InstitutionKind, _text(row, "kind", where), f"{where}: kind"),
        state=_word(InstitutionState, _text(row, "state", where), f"{where}: state"),
        prefecture=code[:2],
        region=_region(row, where),
        **{name: _flag(row, name, where) for name in _FLAGS},
    )
    settings = _settings(row.get("settings", {}), f"{where}: settings")
    if (settings.home_visit or settings.online) and (
        institution.state is not InstitutionState.OPERATING
    ):
        raise InstitutionFileError(
            f"{where}: 訪問診療等・オンライン診療等の機能は運用中（operating）の"
            "機関だけが利用できます。"
        )
    return institution, settings


def _settings(row: object, where: str) -> Settings:
    if not isinstance(row, Mapping):
        raise InstitutionFileError(f"{where}: 表（table）ではありません。")
    values: dict[str, Any] = {}
    known = {field.name for field in fields(Settings)}
    for key, value in row.items():
        if key not in known:
            raise InstitutionFileError(
                f"{where}: {key} という項目はありません（{', '.join(sorted(known))}）。"
            )
        if key == "consent_kinds":
            values[key] = _kinds(value, f"{where}: {key}")
        elif key in _CHOICES:
            if value not in _CHOICES[key]:
                raise InstitutionFileError(
                    f"{where}: {key} は {', '.join(_CHOICES[key])} のどれかです"
                    f"（{value!r}）。"
                )
            values[key] = value
        elif isinstance(value, bool):
            values[key] = value
        else:
            raise InstitutionFileError(
                f"{where}: {key} は true か false です（{value!r}）。"
            )
    return replace(Settings(), **values)


def _kinds(value: object, where: str) -> frozenset[ConsentKind]:
    if not isinstance(value, list):
        raise InstitutionFileError(f'{where}: ["YZK"] のような配列です（{value!r}）。')
    return frozenset(_word(ConsentKind, str(item), where) for item in value)


def _text(row: Mapping[str, object], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InstitutionFileError(f"{where}: {key} に文字列が要ります（{value!r}）。")
    return value


def _flag(row: Mapping[str, object], key: str, where: str) -> bool:
    value = row.get(key, False)
    if not isinstance(value, bool):
        raise InstitutionFileError(
            f"{where}: {key} は true か false です（{value!r}）。"
        )
    return value


def _region(row: Mapping[str, object], where: str) -> str:
    region = _text(row, "region", where) if "region" in row else DEFAULT_REGION
    if not is_region(region):
        raise InstitutionFileError(
            f"{where}: region は空白と記号のない20文字以内の名前です（{region!r}）。"
        )
    return region


def _word(words: type[Word], value: str, where: str) -> Word:
    try:
        return words(value)
    except ValueError:
        raise InstitutionFileError(
            f"{where}: {', '.join(words)} のどれかです（{value!r}）。"
        ) from None
