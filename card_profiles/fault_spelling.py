"""Faults as people write them: `NAME[:key=value,…]`, of a card or of the national side.

A catalogue has kinds of faults and ready profiles of several; a `Spelling` reads what
is written of them, in English or Japanese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, Protocol, TypeVar

from .fault_parameters import FaultError, NoSuchWordError, Parameter


class Kind(Protocol):
    """A kind of fault: its names, and what may be said about it."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str:
        """Its Japanese name; it may be written in place of `name`."""

    @property
    def parameters(self) -> tuple[Parameter, ...]: ...


class Profile(Protocol):
    """Several faults under one name."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def faults(self) -> tuple[str, ...]: ...


K = TypeVar("K", bound=Kind)


@dataclass(frozen=True, slots=True)
class WrittenFault(Generic[K]):
    """One fault, wholly specified; `values` has every parameter of its kind."""

    kind: K
    values: Mapping[str, object | None]
    text: str
    """As it was written, with its English name."""

    def number(self, name: str) -> int:
        """A parameter that is a whole number."""
        found = self.values[name]
        if not isinstance(found, int):
            raise self._other(name)
        return found

    def real(self, name: str) -> float:
        """A parameter that is a rate or a time."""
        found = self.values[name]
        if not isinstance(found, int | float):
            raise self._other(name)
        return float(found)

    def word(self, name: str) -> str:
        """A parameter that is a word; empty where it was left out."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, str):
            raise self._other(name)
        return found or ""

    def given(self, name: str) -> bool:
        """Whether the parameter has a value."""
        return self.values.get(name) is not None

    def _other(self, name: str) -> TypeError:
        return TypeError(f"{self.text}: `{name}` is {self.values.get(name)!r}")


F = TypeVar("F")


class Spelling(Generic[K, F]):
    """Reads the faults of one catalogue."""

    def __init__(
        self,
        kinds: Mapping[str, K],
        profiles: Mapping[str, Profile],
        make: Callable[[K, Mapping[str, object | None], str], F],
    ) -> None:
        """*make* builds a fault of its kind, values and text; it may refuse them."""
        self._kinds = kinds
        self._profiles = profiles
        self._make = make

    def read(self, text: str) -> tuple[F, ...]:
        """Read one fault, or the faults of a ready profile.

        Full-width signs and the Japanese names are taken, too. Raises `FaultError`
        listing what there is, the most alike first.
        """
        name, _, rest = _plain(text).partition(":")
        profile = self._profile(name)
        if profile is None:
            kind = self._kind(name.strip())
            return (self._fault(kind, list(_pairs(kind, rest))),)
        if rest.strip():
            raise FaultError(
                f"「{profile.name}」はいくつかの障害の組で、項目を書けません。"
                f"変えるには {'、'.join(profile.faults)} を別々に書きます。"
            )
        return tuple(one for fault in profile.faults for one in self.read(fault))

    def kinds_named(self, text: str) -> frozenset[str]:
        """The English names of the faults that *text* names; a profile has several.

        What is written behind the name does not matter. Raises `FaultError`.
        """
        name = _plain(text).partition(":")[0]
        profile = self._profile(name)
        if profile is not None:
            return frozenset(fault.partition(":")[0] for fault in profile.faults)
        return frozenset({self._kind(name.strip()).name})

    def _profile(self, name: str) -> Profile | None:
        return next(
            (
                profile
                for profile in self._profiles.values()
                if name.strip() in (profile.name, _plain(profile.title))
            ),
            None,
        )

    def _kind(self, name: str) -> K:
        for kind in self._kinds.values():
            if name in (kind.name, _plain(kind.title)):
                return kind
        known = [*self._kinds, *self._profiles]
        if not name:
            raise FaultError(
                f"障害の名前が書かれていません。使えるもの: {'、'.join(known)}"
            )
        raise FaultError(
            f"「{name}」という障害はありません。使えるもの（近い順）: "
            f"{'、'.join(_closest(name, known))}"
        )

    def _fault(self, kind: K, given: list[tuple[str, str, object]]) -> F:
        read = {key: value for key, _, value in given}
        values: dict[str, object | None] = {}
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
        return self._make(kind, values, f"{kind.name}:{shown}" if shown else kind.name)


def _pairs(kind: Kind, rest: str) -> Iterator[tuple[str, str, object]]:
    """Key, value as written and value of everything behind the name."""
    seen: set[str] = set()
    known = {parameter.name: parameter for parameter in kind.parameters}
    for part in rest.split(",") if rest.strip() else ():
        key, sign, value = (piece.strip() for piece in part.partition("="))
        parameter = known.get(key)
        if parameter is None:
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


def _value(kind: Kind, parameter: Parameter, text: str) -> object:
    try:
        return parameter.read(text)
    except NoSuchWordError as error:
        raise FaultError(f"障害 {kind.name} の {parameter.name}: {error}") from None
    except ValueError:
        raise FaultError(
            f"障害 {kind.name} の {parameter.name}（{parameter.title}）に"
            f"「{text}」とは書けません。書けるもの: {parameter.form}"
        ) from None


def _plain(text: str) -> str:
    """Write full-width signs as a keyboard without an input method has them."""
    return unicodedata.normalize("NFKC", text).replace("、", ",").strip()


def _closest(word: str, words: Iterable[str]) -> list[str]:
    def distance(other: str) -> float:
        return -SequenceMatcher(None, word.lower(), other.lower()).ratio()

    return sorted(words, key=distance)
