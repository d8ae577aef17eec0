"""Tags of features as pytest marks: `@req:home-visit-19` becomes `req(id="…")`.

A mark's name cannot hold a colon, so the part after it is an argument; that way
tags work under `--strict-markers`, and `-m` can still choose by them.
"""

from __future__ import annotations

import re

import pytest
from _pytest.mark.expression import Expression

MARKERS = (
    "req(id): the requirement that a scenario shows, as in the tag @req:home-visit-19",
    "needs(id): what the bench must be able to do, as in the tag @needs:set-clock",
)
_WORD = re.compile(r"""@?([^\s()"']+)""")
_OPERATORS = frozenset({"and", "or", "not", "True", "False"})


class TagExpressionError(ValueError):
    """A tag expression that names no tag, or has a character no tag can hold."""


def mark_of(tag: str, config: pytest.Config) -> pytest.MarkDecorator:
    """Return the mark of one tag (without its @), registering a new plain one."""
    name, colon, value = tag.partition(":")
    if not _registered(name, config):
        config.addinivalue_line("markers", f"{name}: tag of a feature file")
    decorator: pytest.MarkDecorator = getattr(pytest.mark, name)
    return decorator.with_args(id=value) if colon else decorator


def mark_expression(tags: str) -> str:
    """Translate 「@needs:tear and not @req:home-visit-19」 for pytest's `-m`.

    Raises `TagExpressionError` when there is nothing to choose by, or pytest would
    not understand it.
    """

    def translate(match: re.Match[str]) -> str:
        word = match[1]
        if word in _OPERATORS:
            return word
        name, colon, value = word.partition(":")
        return f"{name}(id='{value}')" if colon else name

    unreadable = TagExpressionError(
        f"タグの式「{tags}」を読めません。"
        "タグを and・or・not と半角の括弧でつないでください。"
        '例: @req:home-visit-19 または "@needs:tear and not @slow"'
    )
    if not tags.strip() or re.search(r"""["'=]""", tags):
        raise unreadable
    expression = _WORD.sub(translate, tags)
    try:
        Expression.compile(expression)  # As pytest itself will, after us.
    except SyntaxError:
        raise unreadable from None
    return expression


def _registered(name: str, config: pytest.Config) -> bool:
    lines = config.getini("markers")
    return any(re.split(r"[(:]", line, maxsplit=1)[0].strip() == name for line in lines)
