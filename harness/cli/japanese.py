"""What click says in English, in Japanese; and every complaint of a command.

click looks its sentences up by `gettext`, in a catalogue that depends on the user's
locale; we give it ours, always and only while a command of ours runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType, ModuleType

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from card_profiles.machine_words import in_japanese

_RANGES = (  # As click writes them.
    (re.compile(r"(-?[\d.]+)<=x<=(-?[\d.]+)"), r"\1から\2まで"),
    (re.compile(r"x>=(-?[\d.]+)"), r"\1以上"),
)

_MODULES: tuple[ModuleType, ...] = (
    core,
    decorators,
    exceptions,
    formatting,
    parser,
    termui,
    types,
)

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Usage:": "使い方:",
        "Options": "オプション",
        "Positional arguments": "引数",
        "Commands": "コマンド",
        "Show this message and exit.": "この説明を表示して終わります。",
        "Show the version and exit.": "版を表示して終わります。",
        "%(prog)s, version %(version)s": "%(prog)s %(version)s",
        "default: {default}": "既定: {default}",
        "required": "必須",
        "(dynamic)": "（そのとき決まる）",
        "Error: {message}": "エラー: {message}",
        "Invalid value: {message}": "{message}",
        "Invalid value for {param_hint}: {message}": "{param_hint}: {message}",
        "Missing argument": "引数が足りません:",
        "Missing option": "オプションが足りません:",
        "Missing parameter": "値が足りません:",
        "Missing command.": "コマンドを指定してください。",
        "No such option {name!r}.": "「{name}」というオプションはありません。",
        "No such command {name!r}.": "「{name}」というコマンドはありません。",
        "Did you mean {possibility}?": "{possibility} のことですか。",
        "(Did you mean one of: {possibilities}?)": "近いもの: {possibilities}",
        "Got unexpected extra argument ({args})": "余分な引数があります（{args}）。",
        "Got unexpected extra arguments ({args})": "余分な引数があります（{args}）。",
        "Option {name!r} requires an argument.": "{name} には値が要ります。",
        "Option {name!r} requires {nargs} arguments.": (
            "{name} には値が{nargs}個要ります。"
        ),
        "Option {name!r} does not take a value.": "{name} に値は付けられません。",
        "{value!r} is not {choice}.": "「{value}」ではなく {choice} にしてください。",
        "{value!r} is not one of {choices}.": (
            "「{value}」ではなく、次のどれかにしてください: {choices}"
        ),
        "{value!r} is not a valid {number_type}.": "「{value}」は数として読めません。",
        "{value} is not in the range {range}.": (
            "{value} は範囲の外です。{range}の値を指定してください。"
        ),
        "{name} {filename!r} does not exist.": "「{filename}」はありません。",
        "{name} {filename!r} is a file.": (
            "「{filename}」はファイルです。ディレクトリーを指定してください。"
        ),
        "{name} {filename!r} is a directory.": (
            "「{filename}」はディレクトリーです。ファイルを指定してください。"
        ),
        "{name} {filename!r} is not readable.": "「{filename}」を読めません。",
        "{name} {filename!r} is not writable.": "「{filename}」に書けません。",
        "Repeat for confirmation": "確認のためもう一度",
        "Error: The two entered values do not match.": "エラー: 2回の入力が違います。",
    }
)
"""click's sentences and ours; one that is missing here stays as click has it."""


@contextmanager
def speaking_japanese() -> Iterator[None]:
    """Let click speak Japanese meanwhile."""
    ours = {"_": _sentence, "ngettext": _counted}
    before = [
        (module, name, getattr(module, name))
        for module in _MODULES
        for name in ours
        if hasattr(module, name)
    ]
    for module, name, _ in before:
        setattr(module, name, ours[name])
    try:
        yield
    finally:
        for module, name, theirs in before:
            setattr(module, name, theirs)


def complain(message: str) -> None:
    """Write an error to standard error, in Japanese throughout."""
    for written, words in _RANGES:
        message = written.sub(words, message)
    click.echo(in_japanese(message), err=True)


def _sentence(message: str) -> str:
    return SENTENCES.get(message, message)


def _counted(one: str, many: str, count: int) -> str:
    return _sentence(one if count == 1 else many)
