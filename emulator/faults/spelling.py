"""Faults as people write them: `NAME[:key=value,…]`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..command_names import CommandPattern, UnknownCommandName
from .catalogue import CATALOGUE, PROFILES, FaultKind
from .parameters import FaultError, Parameter, Value


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, wholly specified; `values` has every parameter of its kind."""

    kind: FaultKind
    values: Mapping[str, Value | None]
    text: str
    """As it was written, with its English name."""

    def commands(self) -> CommandPattern:
        """Which commands it is about (`on`)."""
        found = self.values["on"]
        if not isinstance(found, CommandPattern):
            raise TypeError(f"{self.text}: `on` is {found!r}")
        return found

    def number(self, name: str) -> int:
        """A parameter that is a whole number."""
        found = self.values[name]
        if not isinstance(found, int):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return found

    def real(self, name: str) -> float:
        """A parameter that is a rate or a time."""
        found = self.values[name]
        if not isinstance(found, int | float):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return float(found)

    def word(self, name: str) -> str:
        """A parameter that is a word; empty where it was left out."""
        found = self.values[name]
        if found is not None and not isinstance(found, str):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return found or ""

    def given(self, name: str) -> bool:
        """Whether the parameter has a value."""
        return self.values.get(name) is not None


def parse_faults(text: str) -> tuple[Fault, ...]:
    """Read one fault, or the faults of a profile.

    Full-width signs and the Japanese names are taken, too. Raises `FaultError`
    listing what there is, the most alike first.
    """
    name, _, rest = _plain(text).partition(":")
    name = name.strip()
    for profile in PROFILES.values():
        if name in (profile.name, _plain(profile.title)):
            if rest.strip():
                raise FaultError(
                    f"「{profile.name}」はいくつかの障害の組で、項目を書けません。"
                    f"割合を変えるには {'、'.join(profile.faults)} を別々に書きます。"
                )
            return tuple(one for fault in profile.faults for one in parse_faults(fault))
    kind = _kind(name)
    given = dict(_pairs(kind, rest))
    return (_fault(kind, given),)


def named_kinds(text: str) -> frozenset[str]:
    """Return the English names of the faults that *text* names; a profile has several.

    What is written behind the name does not matter. Raises `FaultError`.
    """
    name = _plain(text).partition(":")[0].strip()
    for profile in PROFILES.values():
        if name in (profile.name, _plain(profile.title)):
            return frozenset(fault.partition(":")[0] for fault in profile.faults)
    return frozenset({_kind(name).name})


def _kind(name: str) -> FaultKind:
    for kind in CATALOGUE.values():
        if name in (kind.name, _plain(kind.title)):
            return kind
    if not name:
        raise FaultError(
            f"障害の名前が書かれていません。使えるもの: {'、'.join(_names())}"
        )
    raise FaultError(
        f"「{name}」という障害はありません。使えるもの（近い順）: "
        f"{'、'.join(_closest(name, _names()))}"
    )


def _names() -> list[str]:
    return [*CATALOGUE, *PROFILES]


def _pairs(kind: FaultKind, rest: str) -> Iterable[tuple[str, Value]]:
    seen: set[str] = set()
    for part in rest.split(",") if rest.strip() else ():
        key, sign, value = (piece.strip() for piece in part.partition("="))
        known = [parameter.name for parameter in kind.parameters]
        parameter = kind.parameter(key)
        if parameter is None:
            raise FaultError(
                f"障害 {kind.name} に「{key}」という項目はありません。"
                f"書けるもの（近い順）: {'、'.join(_closest(key, known))}"
            )
        if not sign:
            raise FaultError(
                f"障害 {kind.name} の「{key}」に値がありません。"
                f"{key}={parameter.form} の形で書いてください。"
            )
        if key in seen:
            raise FaultError(f"障害 {kind.name} に「{key}」が2回書かれています。")
        seen.add(key)
        yield key, _value(kind, parameter, value)


def _value(kind: FaultKind, parameter: Parameter, text: str) -> Value:
    try:
        return parameter.read(text)
    except UnknownCommandName as error:
        raise FaultError(f"障害 {kind.name} の {parameter.name}: {error}") from None
    except ValueError:
        raise FaultError(
            f"障害 {kind.name} の {parameter.name}（{parameter.title}）は"
            f"「{text}」ではなく、{parameter.form}にしてください。"
        ) from None


def _fault(kind: FaultKind, given: Mapping[str, Value]) -> Fault:
    values: dict[str, Value | None] = {}
    for parameter in kind.parameters:
        if parameter.required and parameter.name not in given:
            raise FaultError(
                f"障害 {kind.name} には {parameter.name}（{parameter.title}、"
                f"{parameter.form}）が要ります。"
            )
        values[parameter.name] = given.get(parameter.name, parameter.default)
    if "rate" in given and "times" not in given:
        values["times"] = 0
    shown = ",".join(f"{name}={_shown(value)}" for name, value in given.items())
    return Fault(kind, values, f"{kind.name}:{shown}" if shown else kind.name)


def _shown(value: Value) -> str:
    match value:
        case CommandPattern():
            return value.text
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _plain(text: str) -> str:
    """Write full-width signs as a keyboard without an input method has them."""
    return unicodedata.normalize("NFKC", text).replace("、", ",").strip()


def _closest(word: str, words: Iterable[str]) -> list[str]:
    def distance(other: str) -> float:
        return -SequenceMatcher(None, word.lower(), other.lower()).ratio()

    return sorted(words, key=distance)
