"""Reading a transcript back, of either form; every mistake is named with its line."""

from __future__ import annotations

import re
from typing import Final

from .card_place import data_field, is_secured
from .mask import HIDDEN, SECRET_COMMANDS
from .masked import Masked
from .rules import Rule, RuleFor
from .transcript import (
    ATR,
    COMMAND,
    POWER,
    RESPONSE,
    RULE,
    RULE_FOR,
    TITLE,
    Exchange,
    Power,
    PowerEvent,
    Transcript,
)

_TITLE = re.compile(r"# mynabench APDU transcript (?P<form>\d+)\s*")
_FORMS: Final = ("1", "2")
_TIME = re.compile(r";\s*(?P<number>\d+(?:\.\d+)?) (?P<unit>s|ms)\s*$")


class TranscriptError(ValueError):
    """A transcript that cannot be read; names the line, says what to write there."""


def read_transcript(text: str) -> Transcript:
    """Read a transcript; remarks (`#`) and empty lines are skipped.

    Raises `TranscriptError` for a line that is none of ours, an answer without a
    command, a command without an answer, or an unknown rule.
    """
    return _Reader().read(text)


class _Reader:
    """One reading, line by line."""

    def __init__(self) -> None:
        self._atr: bytes | None = None
        self._entries: list[Exchange | PowerEvent] = []
        self._general: list[RuleFor] = []
        self._rules: list[Rule] = []
        self._pending: Exchange | None = None
        self._old = False

    def read(self, text: str) -> Transcript:
        for number, line in enumerate(text.splitlines(), start=1):
            title = _TITLE.fullmatch(line)
            if title is not None:
                self._entitled(title["form"], number)
            elif line.strip() and not line.startswith("#"):
                self._line(line.rstrip(), number)
        if self._pending is not None:
            raise TranscriptError(
                f"{self._pending.line}行目のコマンドに応答（A<<）がありません。"
            )
        if self._rules:
            raise TranscriptError("最後の RULE の下にコマンド（A>>）がありません。")
        return Transcript(self._atr, tuple(self._entries), tuple(self._general))

    def _entitled(self, form: str, number: int) -> None:
        if form not in _FORMS:
            raise TranscriptError(
                f"{number}行目: 書式 {form} は読めません（読めるのは 1 と 2）。"
            )
        self._old = form == TITLE[-1]

    def _line(self, line: str, number: int) -> None:
        if self._pending is not None:
            if not line.startswith(RESPONSE.rstrip()):
                raise TranscriptError(
                    f"{number}行目: 応答（A<<）が要りますが、「{line}」です。"
                )
            self._answer(line, number)
        elif line.startswith(COMMAND):
            self._command(line, number)
        elif line.startswith(RULE):
            self._rule(line.removeprefix(RULE).strip(), number)
        elif line.startswith(POWER):
            self._power(line, number)
        elif line.startswith(ATR):
            self._atr = _bytes(line.removeprefix(ATR), number).content
        else:
            raise TranscriptError(
                f"{number}行目: ATR、POWER、RULE、A>> のどれかが要りますが、"
                f"「{line}」です。"
            )

    def _command(self, line: str, number: int) -> None:
        body, at = _timed(line.removeprefix(COMMAND), "s")
        command = _bytes(body, number)
        if self._old:
            command = _unstarred_command(command.content)
        self._pending = Exchange(
            command, Masked(b""), tuple(self._rules), at=at, line=number
        )
        self._rules.clear()

    def _answer(self, line: str, number: int) -> None:
        asked = self._pending
        if asked is None:
            raise RuntimeError("an answer is read only after its command")
        body, ms = _timed(line.removeprefix(RESPONSE.rstrip()), "ms")
        response = _bytes(body, number)
        if self._old:
            response = _unstarred_response(response.content)
        self._entries.append(
            Exchange(
                asked.command,
                response,
                asked.rules,
                at=asked.at,
                ms=ms,
                line=asked.line,
            )
        )
        self._pending = None

    def _power(self, line: str, number: int) -> None:
        body, at = _timed(line.removeprefix(POWER), "s")
        try:
            self._entries.append(PowerEvent(Power(body.strip()), at))
        except ValueError:
            known = "、".join(Power)
            raise TranscriptError(
                f"{number}行目: POWER は {known} のどれかです（{body.strip()}）。"
            ) from None

    def _rule(self, text: str, number: int) -> None:
        name, pattern_follows, pattern = text.partition(RULE_FOR)
        try:
            rule = Rule(name.strip())
        except ValueError:
            raise TranscriptError(
                f"{number}行目: 規則 {name.strip()} はありません。"
                f"使えるもの: {'、'.join(Rule)}。"
            ) from None
        if pattern_follows:
            self._general.append(RuleFor(rule, _bytes(pattern, number)))
        else:
            self._rules.append(rule)


def _timed(text: str, unit: str) -> tuple[str, float | None]:
    """Take the time off the end of a line."""
    found = _TIME.search(text)
    if found is None or found["unit"] != unit:
        return text, None
    return text[: found.start()], float(found["number"])


def _bytes(text: str, number: int) -> Masked:
    try:
        return Masked.parse(text)
    except ValueError:
        raise TranscriptError(
            f"{number}行目: 16進数（伏せたバイトは **）で書いてください: {text.strip()}"
        ) from None


def _unstarred_command(command: bytes) -> Masked:
    """Find what the first form hid: the whole data of a command that may be hidden."""
    start, length = data_field(command)
    secret = len(command) > 1 and (
        is_secured(command[0]) or command[1] in SECRET_COMMANDS
    )
    starred = length and command[start : start + length] == HIDDEN * length
    return Masked.of(
        command, range(start, start + length) if secret and starred else ()
    )


def _unstarred_response(response: bytes) -> Masked:
    data = response[:-2]
    starred = data and data == HIDDEN * len(data)
    return Masked.of(response, range(len(data)) if starred else ())
