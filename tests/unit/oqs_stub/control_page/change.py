"""One change, by the control API and by a form of the 制御ページ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from oqs_stub.stub import Stub

from ..conftest import DENTAL

PLACE = {"institution": DENTAL}

Fields = Mapping[str, str | list[str]]


def nothing(_stub: Stub) -> None:
    """The stub as it is."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change, asked for in both ways; `rule` is how the API knows the address.

    The bodies of a rule have together everything that the API reads of them.
    """

    rule: str
    path: str
    body: object = None
    act: str
    fields: Fields = field(default_factory=dict)
    before: Callable[[Stub], object] = nothing

    @property
    def method(self) -> str:
        return self.rule.partition(" ")[0]
