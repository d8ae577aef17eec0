"""What the armed faults do to the responder: down, slow, stale, forged, ignorant.

What comes out is real DER all the same, signed by the CA's own key; only where the
signature is to be wrong, one bit of it is another.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..faults import Face, Faults, Occasion

_KINDS = (
    "revocation-slow",
    "revocation-down",
    "revocation-stale",
    "revocation-forged",
    "revocation-unknown",
)
_MISTAKES = {
    "revocation-down": ("down", "答えませんでした"),
    "revocation-stale": ("stale", "古い答えを返しました"),
    "revocation-forged": ("forged", "署名を壊しました"),
    "revocation-unknown": ("knows_nothing", "unknownと答えました"),
}
"""What is wrong with an answer, and that as the ledger has it."""

_LONG_AGO = timedelta(days=30)  # Longer than any answer of the CA lasts.


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with one answer of the responder."""

    down: bool = False
    stale: bool = False
    forged: bool = False
    knows_nothing: bool = False

    @classmethod
    def now(cls, faults: Faults, face: Face) -> Trouble:
        """What the faults want of this answer; a slow one has waited by then."""
        if not faults.any_armed(_KINDS):
            return cls()
        kinds = _KINDS if face is Face.OCSP else _KINDS[:-1]
        found: dict[str, bool] = {}
        for happening in faults.meet(Occasion(face=face), kinds):
            if happening.kind == "revocation-slow":
                seconds = happening.fault.real("seconds")
                what = f"{face}の答えを{seconds:g}秒遅らせました"
                if faults.tell(happening, what):
                    time.sleep(seconds)
            else:
                mistake, what = _MISTAKES[happening.kind]
                if faults.tell(happening, f"{face}: {what}"):
                    found[mistake] = True
        return cls(**found)

    def clock(self, now: datetime) -> datetime:
        """The time at which the answer is made."""
        return now - _LONG_AGO if self.stale else now

    def signed(self, der: bytes) -> bytes:
        """*der*, its signature wrong if that is wanted: it is what ends the DER."""
        return der[:-1] + bytes([der[-1] ^ 1]) if self.forged else der
