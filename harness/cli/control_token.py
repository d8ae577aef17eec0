"""Whether a stub has a control API, and which token it wants."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

import click

from card_profiles.machine_words import file_reason

VARIABLE = "MYNABENCH_CONTROL_TOKEN"
"""The environment's way to give the token: no list of processes shows it."""

_TOKEN = re.compile(r"[!-~]{8,200}")


def control_token(*, wanted: bool, file: Path | None) -> str | None:
    """The token; None where nobody asked for a control API.

    That of *file*, of the environment, or a new one. Raises `click.BadParameter`.
    """
    if file is not None:
        return _checked(_read(file), "--control-token-file")
    if VARIABLE in os.environ:
        return _checked(os.environ[VARIABLE], VARIABLE)
    return secrets.token_urlsafe(24) if wanted else None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(
            f"{file} を読めません。{file_reason(error, file)}。",
            param_hint="--control-token-file",
        ) from error


def _checked(token: str, where: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise click.BadParameter(
            f"トークンは空白のない半角8〜200文字です（いまは{len(token)}文字）。",
            param_hint=where,
        )
    return token
