"""Which public material knows an element, a code or a form: names behind A and B."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .items import Evidence, Part
from .layout import Element, evidence_of

_NAMED = (Evidence.TWO_SOURCES, Evidence.ONE_SOURCE)


@dataclass(frozen=True)
class Sources:
    """The sources by their keys, and what each of them knows."""

    names: Mapping[str, tuple[str, str]]  # What each is called, and where it is.
    _blocks: Mapping[tuple[str, str], Sequence[str]]  # Block and element, or "".
    _codes: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]

    def of_element(
        self, part: type[Part], element: Element, *, by_convention: bool = False
    ) -> Sequence[str]:
        """The keys of who knows that element of *part*; none for C and X."""
        if evidence_of(element, by_convention=by_convention) not in _NAMED:
            return ()
        block = _declaring(part, element.name)
        default = self._blocks.get((block, ""), ())
        return self._blocks.get((block, element.name), default)

    def of_code(self, table: str) -> Sequence[str]:
        """The keys of who lists the values of a 業務コード ("OQSCD003")."""
        return self._codes.get(table, self._codes["default"])

    def of_form(self, name: str) -> Sequence[str]:
        """The keys of who shows what holds of more than one element ("xml")."""
        return self.forms[name]

    def told(self, keys: Iterable[str]) -> str:
        """The sources by what they are called; "" for none."""
        return "、".join(self.names[key][0] for key in keys)


@cache
def sources() -> Sources:
    """Those of `sources.toml`."""
    text = resources.files(__package__).joinpath("sources.toml").read_text("utf-8")
    document = tomllib.loads(text)
    return Sources(
        {key: (name, where) for key, (name, where) in document["sources"].items()},
        {
            (block, element): row["sources"]
            for row in document["known"]
            for block in row["blocks"]
            for element in row.get("elements", ("",))
        },
        document["codes"],
        document["forms"],
    )


def _declaring(part: type[Part], name: str) -> str:
    """The class that describes the element: *part*, or what it inherits from."""
    return next(
        one.__name__
        for one in part.__mro__
        if name in vars(one).get("__annotations__", ())
    )
