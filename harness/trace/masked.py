"""Bytes of which some are hidden: written `**`, kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .mask import HIDDEN

_BYTE = re.compile(r"[0-9A-Fa-f]{2}|\*\*")


@dataclass(frozen=True, slots=True)
class Masked:
    """A message, with the places of the bytes that were taken out of it.

    Where a byte is hidden, `content` has an asterisk (2A).
    """

    content: bytes
    hidden: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        outside = [place for place in self.hidden if place >= len(self.content)]
        if outside:
            raise ValueError(
                f"hidden places {sorted(outside)} lie outside {len(self.content)} bytes"
            )
        if self.hidden:  # Whoever builds it wrongly must not keep a secret by it.
            kept = bytearray(self.content)
            for place in self.hidden:
                kept[place] = HIDDEN[0]
            object.__setattr__(self, "content", bytes(kept))

    @classmethod
    def of(cls, message: bytes, where: Iterable[int] = ()) -> Masked:
        """Take the bytes at *where* out of *message*."""
        return cls(message, frozenset(where))

    @classmethod
    def parse(cls, text: str) -> Masked:
        """Read hexadecimal with `**` for hidden bytes; spaces do not matter.

        Raises `ValueError`.
        """
        packed = "".join(text.split())
        tokens = _BYTE.findall(packed)
        if "".join(tokens) != packed:
            raise ValueError(f"expected hexadecimal or **, got {text.strip()!r}")
        return cls(
            b"".join(HIDDEN if t == "**" else bytes.fromhex(t) for t in tokens),
            frozenset(place for place, t in enumerate(tokens) if t == "**"),
        )

    def __len__(self) -> int:
        return len(self.content)

    def __getitem__(self, where: slice) -> Masked:
        places = range(*where.indices(len(self.content)))
        return Masked(
            self.content[where],
            frozenset(new for new, old in enumerate(places) if old in self.hidden),
        )

    def __str__(self) -> str:
        return "".join(
            "**" if place in self.hidden else f"{byte:02X}"
            for place, byte in enumerate(self.content)
        )

    def matches(self, message: bytes) -> bool:
        """Tell whether *message* is as long, and alike wherever nothing is hidden."""
        return len(message) == len(self.content) and self.begins(message)

    def begins(self, message: bytes) -> bool:
        """Tell whether *message* begins so."""
        if not self.hidden:
            return message.startswith(self.content)
        return len(message) >= len(self.content) and all(
            place in self.hidden or byte == message[place]
            for place, byte in enumerate(self.content)
        )
