"""What may be written behind the name of a card's fault."""

from __future__ import annotations

import re

from card_profiles.fault_parameters import (
    NoSuchWordError,
    Parameter,
    choice,
    count,
    rate,
)

from ..commands.names import COMMANDS, CommandPattern, UnknownCommandName

LONGEST_SECONDS = 3600.0


def hexadecimal(name: str, title: str, default: str | None) -> Parameter:
    """Four hexadecimal digits; required where there is no default."""

    def read(value: str) -> str:
        if not re.fullmatch("[0-9A-Fa-f]{4}", value):
            raise ValueError(value)
        return value.upper()

    return Parameter(
        name=name,
        title=title,
        form="16進4桁",
        read=read,
        default=default,
        required=default is None,
    )


def word(name: str, title: str, form: str, *, text: str) -> Parameter:
    """A name that somebody else knows."""

    def read(value: str) -> str:
        if not value:
            raise ValueError(value)
        return value

    return Parameter(name=name, title=title, form=form, read=read, default_text=text)


def commands(default: str) -> Parameter:
    """`on`: which commands the fault is about."""
    return Parameter(
        name="on",
        title="どのコマンドで起きるか",
        form="コマンドの名前、INSかCLA+INSの16進",
        read=_pattern,
        default=COMMANDS[default],
        default_text=COMMANDS[default].text,
    )


def _pattern(text: str) -> CommandPattern:
    try:
        return CommandPattern.parse(text)
    except UnknownCommandName as error:
        raise NoSuchWordError(str(error)) from error


NTH = count("nth", "当てはまるコマンドの何番目から起きるか", 1)
RATE = rate("当てはまるコマンドごとに起きる割合")
REACHES = choice("reaches", "コマンドがカードに届き、処理されるか", ("no", "yes"), "no")
