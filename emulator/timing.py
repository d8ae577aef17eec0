"""How long a real card takes: a virtual one made as slow, command by command."""

from __future__ import annotations

import random
import time
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from card_profiles.machine_words import file_reason
from card_profiles.syntax_words import toml_reason

from .command_names import CommandPattern, UnknownCommandName
from .vpcd import PluggableCard

TIME_LIMIT = 25.0
"""Seconds beyond which no answer is delayed, whatever a table says."""

_LONGEST_MS = 60_000.0
_ANSWERS = ("any", "ok", "refused")
_RULE_KEYS = frozenset(
    {"command", "answer", "least_ms", "most_ms", "per_byte_ms", "source"}
)


class TimingError(ValueError):
    """A timing is not known or its table is wrong; the message, in Japanese, says
    what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingRule:
    """How long some commands take: a span, and more for each byte that crosses."""

    command: CommandPattern
    least_ms: float
    most_ms: float
    per_byte_ms: float = 0.0
    """For each byte of data, the command's and the answer's."""
    answer: str = "any"
    """Of which answers it speaks: `ok` (9000), `refused` (the rest), or `any`."""
    source: str = ""

    def applies(self, command: bytes, response: bytes) -> bool:
        """Tell whether the rule speaks of this command and its answer."""
        ok = response[-2:] == b"\x90\x00"
        return self.command.matches(command) and (
            self.answer == "any" or (self.answer == "ok") == ok
        )

    def ms(self, command: bytes, response: bytes, *, chance: float) -> float:
        """Return the time taken; *chance*, 0 to 1, chooses within the span."""
        size = max(0, len(command) - 5) + max(0, len(response) - 2)
        spread = (self.most_ms - self.least_ms) * chance
        return self.least_ms + spread + self.per_byte_ms * size


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingModel:
    """A table of rules; the first that applies counts. Without rules, no time."""

    name: str
    title: str
    rules: tuple[TimingRule, ...] = ()
    source: str = ""

    def ms(self, command: bytes, response: bytes, *, chance: float) -> float:
        """Return how many milliseconds the card takes for this exchange."""
        for rule in self.rules:
            if rule.applies(command, response):
                return rule.ms(command, response, chance=chance)
        return 0.0


INSTANT = TimingModel(name="instant", title="待ち時間なし")

TITLES: Mapping[str, str] = MappingProxyType(
    {"instant": INSTANT.title, "typical": "実物並み", "worst": "最も遅い"}
)
"""The ready timings and their Japanese names; either may be written."""


def find_timing(name: str, *, beside: Path | None = None) -> TimingModel:
    """Return a ready timing by its name, or read the user's own table.

    A file's path is relative to the directory *beside*, by default the current one.
    Raises `TimingError`.
    """
    wanted = unicodedata.normalize("NFKC", name).strip()
    for ready, title in TITLES.items():
        if wanted in (ready, title):
            return INSTANT if ready == INSTANT.name else _ready(ready)
    if not wanted.endswith(".toml"):
        known = "、".join(f"{ready}（{title}）" for ready, title in TITLES.items())
        raise TimingError(
            f"「{name}」という速さはありません。使えるもの: {known}、"
            "自分の表（.tomlファイルのパス）"
        )
    path = (beside or Path()) / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TimingError(
            f"速さの表 {path} を読めません。{file_reason(error, path)}。"
        ) from error
    return read_timing(text, name=path.stem, where=str(path))


def read_timing(text: str, *, name: str, where: str) -> TimingModel:
    """Read a table; *where* it stands is for messages. Raises `TimingError`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TimingError(
            f"{where}: TOMLとして読めません。{toml_reason(error)}。"
        ) from error
    rules = document.get("rule")
    if not isinstance(rules, list) or not rules:
        raise TimingError(f"{where}: [[rule]] の表が1つ以上必要です。")
    unknown = set(document) - {"title", "source", "rule"}
    if unknown:
        raise TimingError(f"{where}: {'、'.join(sorted(unknown))} は知らない項目です。")
    return TimingModel(
        name=name,
        title=str(document.get("title", name)),
        source=str(document.get("source", "")),
        rules=tuple(
            _rule(rule, where=f"{where} の {number}番目の [[rule]]")
            for number, rule in enumerate(rules, 1)
        ),
    )


# TOML has no better type; what is taken from it is checked here.
def _rule(document: Mapping[str, Any], *, where: str) -> TimingRule:
    unknown = set(document) - _RULE_KEYS
    if unknown:
        raise TimingError(
            f"{where}: {'、'.join(sorted(unknown))} は知らない項目です。"
            f"書けるもの: {'、'.join(sorted(_RULE_KEYS))}"
        )
    try:
        command = CommandPattern.parse(str(document.get("command", "any")))
    except UnknownCommandName as error:
        raise TimingError(f"{where}: command: {error}") from error
    answer = str(document.get("answer", "any"))
    if answer not in _ANSWERS:
        raise TimingError(
            f"{where}: answer = 「{answer}」ではなく、{'、'.join(_ANSWERS)} の"
            "どれかにしてください。"
        )
    least = _milliseconds(document, "least_ms", where=where)
    most = _milliseconds(document, "most_ms", where=where, default=least)
    if most < least:
        raise TimingError(
            f"{where}: most_ms（{most:g}）が least_ms（{least:g}）より短いです。"
        )
    return TimingRule(
        command=command,
        answer=answer,
        least_ms=least,
        most_ms=most,
        per_byte_ms=_milliseconds(document, "per_byte_ms", where=where, default=0.0),
        source=str(document.get("source", "")),
    )


def _milliseconds(
    document: Mapping[str, Any], key: str, *, where: str, default: float | None = None
) -> float:
    value = document.get(key, default)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= _LONGEST_MS
    ):
        raise TimingError(
            f"{where}: {key} は0から{_LONGEST_MS:g}までのミリ秒にしてください"
            f"（いまの値: {value!r}）。"
        )
    return float(value)


def _ready(name: str) -> TimingModel:
    file = resources.files("emulator") / "timings" / f"{name}.toml"
    return read_timing(file.read_text(encoding="utf-8"), name=name, where=name)


class TimedCard:
    """A card that answers no sooner than a real one would.

    It knows the other card's outside alone. The time the other card takes by itself
    counts; what it answers is not changed.
    """

    def __init__(
        self,
        card: PluggableCard,
        model: TimingModel,
        *,
        seed: str = "0",
        time_limit: float = TIME_LIMIT,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Slow *card* down by *model*; the same *seed* gives the same times.

        No answer is held back longer than *time_limit* seconds.
        """
        self._card = card
        self._model = model
        self._random = random.Random(f"{seed}/timing")  # noqa: S311 - jitter, no secret.
        self._time_limit = time_limit
        self._sleep = sleep
        self._clock = clock

    @property
    def atr(self) -> bytes:
        """The answer to reset of the card itself."""
        return self._card.atr

    def power_on(self) -> None:
        """Give power to the card."""
        self._card.power_on()

    def power_off(self) -> None:
        """Take power from the card."""
        self._card.power_off()

    def reset(self) -> None:
        """Warm reset of the card."""
        self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        """Give the card's answer when a real card would have given it."""
        started = self._clock()
        response = self._card.transmit(command)
        chance = self._random.random()
        seconds = self._model.ms(command, response, chance=chance) / 1000
        wait = min(seconds, self._time_limit) - (self._clock() - started)
        if wait > 0:
            self._sleep(wait)
        return response
