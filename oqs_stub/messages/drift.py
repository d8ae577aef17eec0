"""Message drift: how other editions and other producers write the same messages.

Each is one named switch; any number can be on together. What they change is either
the elements (see `drift_trees`) or only how these look as text: the XML of the
folders, and where that makes sense the JSON of the WebAPI.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from types import MappingProxyType
from xml.etree.ElementTree import Element as Node

from .drift_kinds import ALL, Drift
from .items import Message
from .style import PLAIN, JSONStyle, Style


class DriftError(ValueError):
    """A drift that does not exist; the message, in Japanese, says which do."""


DRIFTS: Mapping[str, Drift] = MappingProxyType({one.name: one for one in ALL})
"""Every drift, in the order of the reference page."""


def find_drift(name: str) -> Drift:
    """The drift of that English or Japanese name. Raises `DriftError`."""
    plain = unicodedata.normalize("NFKC", name).strip()
    for drift in DRIFTS.values():
        if plain in (drift.name, unicodedata.normalize("NFKC", drift.title)):
            return drift
    known = sorted(DRIFTS, key=lambda one: -SequenceMatcher(None, plain, one).ratio())
    raise DriftError(
        f"「{name}」という電文の書き方はありません。使えるもの（近い順）: "
        f"{'、'.join(known)}"
    )


@dataclass(frozen=True, slots=True)
class Drifted:
    """The drifts that are on together."""

    drifts: tuple[Drift, ...] = ()
    seed: str = ""

    @classmethod
    def named(cls, names: Iterable[str], *, seed: int = 0) -> Drifted:
        """Those of these names, each once. Raises `DriftError`."""
        found = {drift.name: drift for drift in map(find_drift, names)}
        return cls(tuple(found.values()), str(seed))

    @property
    def style(self) -> Style:
        """How the elements look; of two that disagree the later one counts."""
        style = PLAIN
        for drift in self.drifts:
            style = replace(style, **drift.style)
        return style

    @property
    def json_style(self) -> JSONStyle:
        """As `style`, of the JSON."""
        style = JSONStyle()
        for drift in self.drifts:
            style = replace(style, **drift.in_json.style)
        return style

    @property
    def in_json(self) -> Drifted:
        """Those of them that make sense for JSON."""
        return replace(
            self, drifts=tuple(one for one in self.drifts if one.in_json.applies)
        )

    def change(self, root: Node, message: type[Message]) -> None:
        """Change the elements of one message in place, in the catalogue's order.

        The order in which they were switched on makes no difference: what adds comes
        before what shuffles only if the catalogue has it so.
        """
        for drift in DRIFTS.values():
            if drift in self.drifts and drift.change is not None:
                drift.change(root, message, self.seed)


STRAIGHT = Drifted()
"""No drift: messages as the description has them."""
