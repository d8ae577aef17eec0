"""Rules of a recording: which parts of an exchange are not the same twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .card_place import is_secured
from .masked import Masked


class Rule(StrEnum):
    """What a check excuses and what a replay may change."""

    EXACT = "exact"
    RANDOM = "random"
    VARIES = "varies"
    ANY_DATA = "any-data"
    STATUS_ONLY = "status-only"
    ANY_ANSWER = "any-answer"
    SKIP = "skip"


RULE_WORDS: Final[Mapping[Rule, str]] = {
    Rule.EXACT: "同じでなければならない",
    Rule.RANDOM: "応答のデータは毎回違う乱数",
    Rule.VARIES: "応答のデータは毎回違う",
    Rule.ANY_DATA: "コマンドのデータは問わない",
    Rule.STATUS_ONLY: "ステータスワードだけを比べる",
    Rule.ANY_ANSWER: "応答を問わない",
    Rule.SKIP: "カードに送らない",
}

_GET_CHALLENGE, _SET_SESSION_KEY = (0x00, 0x84), (0x80, 0xAE)
_EXTERNAL_AUTHENTICATE, _SIGN = (0x00, 0x82), (0x80, 0x2A)
_PSS_SCHEMES: Final = (0x04, 0x05)


@dataclass(frozen=True, slots=True)
class RuleFor:
    """A rule for every command that begins with a pattern."""

    rule: Rule
    command: Masked


def default_rules(command: bytes) -> frozenset[Rule]:
    """Return what holds for a command of which nothing else is said.

    Random are GET CHALLENGE and PSS signatures. Secure messaging and what sets up its
    key belong to one session and cannot be said again.
    """
    if len(command) < 4:
        return frozenset()
    kind = (command[0], command[1])
    if is_secured(command[0]) or kind in (_SET_SESSION_KEY, _EXTERNAL_AUTHENTICATE):
        return frozenset({Rule.SKIP})
    if kind == _GET_CHALLENGE:
        return frozenset({Rule.RANDOM})
    if kind == _SIGN and command[2] in _PSS_SCHEMES:
        return frozenset({Rule.VARIES})
    return frozenset()


def rules_for(
    command: bytes, own: Iterable[Rule], general: Iterable[RuleFor]
) -> frozenset[Rule]:
    """Return the rules in force: its own ones, else the file's, else the defaults."""
    stated = frozenset(own) or frozenset(
        rule.rule for rule in general if rule.command.begins(command)
    )
    if not stated:
        return default_rules(command)
    return stated - {Rule.EXACT}
