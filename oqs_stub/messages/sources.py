"""Which public material knows an element, a code or a form: names behind A and B."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .items import Evidence, Message, Part
from .layout import Element

_NAMED = (Evidence.TWO_SOURCES, Evidence.ONE_SOURCE)

_ANY = ""  # Instead of a message, or of an element: whichever it is.


@dataclass(frozen=True, slots=True)
class Known:
    """How well an element is known where it stands, and the keys of who knows it.

    There are no keys for C and X.
    """

    evidence: Evidence
    sources: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """What `sources.toml` says; without an evidence the description's own holds."""

    sources: Sequence[str]
    evidence: Evidence | None


@dataclass(frozen=True)
class Sources:
    """The sources by their keys, and what each of them knows."""

    names: Mapping[str, tuple[str, str]]  # What each is called, and where it is.
    rows: Mapping[tuple[str, str, str], _Row]  # By message, block and element.
    _codes: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]

    def of_element(
        self, part: type[Part], element: Element, *, message: type[Message] | None
    ) -> Known:
        """How well that element of *part* is known, and by whom.

        *message* is the one that it stands in, None where that makes no difference:
        blocks are shared among messages, what is known of each of these is not.
        """
        block = _declaring(part, element.name)
        stands_in = _ANY if message is None else message.__name__
        row = next(
            (
                self.rows[place]
                for place in (
                    (stands_in, block, element.name),
                    (stands_in, block, _ANY),
                    (_ANY, block, element.name),
                    (_ANY, block, _ANY),
                )
                if place in self.rows
            ),
            _Row((), None),
        )
        evidence = row.evidence or element.item.evidence
        return Known(evidence, row.sources if evidence in _NAMED else ())

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
            (message, block, element): _row(row)
            for row in document["known"]
            for message in row.get("messages", (_ANY,))
            for block in row["blocks"]
            for element in row.get("elements", (_ANY,))
        },
        document["codes"],
        document["forms"],
    )


def _row(row: Mapping[str, Any]) -> _Row:
    evidence = row.get("evidence")
    return _Row(
        row.get("sources", ()), None if evidence is None else Evidence(evidence)
    )


def _declaring(part: type[Part], name: str) -> str:
    """The class that describes the element: *part*, or what it inherits from."""
    return next(
        one.__name__
        for one in part.__mro__
        if name in vars(one).get("__annotations__", ())
    )
