"""Faults as people write them: `NAME[:key=value,…]`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from .catalogue import CATALOGUE, FaultKind
from .parameters import FaultError, Parameter, Value
from .profiles import PROFILES


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, wholly specified; `values` has every parameter of its kind."""

    kind: FaultKind
    values: Mapping[str, Value | None]
    text: str
    """As it was written, with its English name."""

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
        found = self.values.get(name)
        if found is not None and not isinstance(found, str):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return found or ""

    def words(self, name: str) -> tuple[str, ...]:
        """A parameter that is some words; none where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, tuple):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return found or ()

    def time(self, name: str) -> datetime | None:
        """A parameter that is a moment; None where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, datetime):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return found

    def span(self, name: str) -> timedelta | None:
        """A parameter that is a span of time; None where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, timedelta):
            raise TypeError(f"{self.text}: `{name}` is {found!r}")
        return found


def parse_faults(text: str) -> tuple[Fault, ...]:
    """Read one fault, or the faults of a ready profile.

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
                    f"変えるには {'、'.join(profile.faults)} を別々に書きます。"
                )
            return tuple(one for fault in profile.faults for one in parse_faults(fault))
    kind = _kind(name)
    return (_fault(kind, list(_pairs(kind, rest))),)


def kinds_named(text: str) -> frozenset[str]:
    """The English names of the faults that *text* names; a profile has several.

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
    known = [*CATALOGUE, *PROFILES]
    if not name:
        raise FaultError(
            f"障害の名前が書かれていません。使えるもの: {'、'.join(known)}"
        )
    raise FaultError(
        f"「{name}」という障害はありません。使えるもの（近い順）: "
        f"{'、'.join(_closest(name, known))}"
    )


def _pairs(kind: FaultKind, rest: str) -> Iterable[tuple[str, str, Value]]:
    seen: set[str] = set()
    for part in rest.split(",") if rest.strip() else ():
        key, sign, value = (piece.strip() for piece in part.partition("="))
        parameter = kind.parameter(key)
        if parameter is None:
            known = [parameter.name for parameter in kind.parameters]
            raise FaultError(
                f"障害 {kind.name} に「{key}」という項目はありません。"
                f"書けるもの（近い順）: {'、'.join(_closest(key, known))}"
            )
        if not sign:
            raise FaultError(
                f"障害 {kind.name} の「{key}」に値がありません。"
                f"{key}=値（{parameter.form}）の形で書いてください。"
            )
        if key in seen:
            raise FaultError(f"障害 {kind.name} に「{key}」が2回書かれています。")
        seen.add(key)
        yield key, value, _value(kind, parameter, value)


def _value(kind: FaultKind, parameter: Parameter, text: str) -> Value:
    try:
        return parameter.read(text)
    except ValueError:
        raise FaultError(
            f"障害 {kind.name} の {parameter.name}（{parameter.title}）は"
            f"「{text}」ではなく、{parameter.form}にしてください。"
        ) from None


def _fault(kind: FaultKind, given: list[tuple[str, str, Value]]) -> Fault:
    read = {key: value for key, _, value in given}
    values: dict[str, Value | None] = {}
    for parameter in kind.parameters:
        if parameter.required and parameter.name not in read:
            raise FaultError(
                f"障害 {kind.name} には {parameter.name}（{parameter.title}、"
                f"{parameter.form}）が要ります。"
            )
        values[parameter.name] = read.get(parameter.name, parameter.default)
    if "rate" in read and "times" not in read:
        values["times"] = 0
    shown = ",".join(f"{key}={text}" for key, text, _ in given)
    fault = Fault(kind, values, f"{kind.name}:{shown}" if shown else kind.name)
    _check_times(fault)
    return fault


def _check_times(fault: Fault) -> None:
    start, end = fault.time("from"), fault.time("to")
    if start is not None and end is not None and end <= start:
        raise FaultError(f"障害 {fault.text}: to は from より後にしてください。")
    cut, every = fault.span("cut"), fault.span("every")
    if (cut is None) != (every is None):
        raise FaultError(f"障害 {fault.text}: cut と every は一緒に書いてください。")
    if cut is not None and every is not None and cut >= every:
        raise FaultError(f"障害 {fault.text}: cut は every より短くしてください。")


def _plain(text: str) -> str:
    """Write full-width signs as a keyboard without an input method has them."""
    return unicodedata.normalize("NFKC", text).replace("、", ",").strip()


def _closest(word: str, words: Iterable[str]) -> list[str]:
    def distance(other: str) -> float:
        return -SequenceMatcher(None, word.lower(), other.lower()).ratio()

    return sorted(words, key=distance)
