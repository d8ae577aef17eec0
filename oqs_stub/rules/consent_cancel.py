"""閲覧同意取消 by the institution: which kinds of a patient's consents end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from ..records import ConsentKind
from .consent_view import ConsentState


class CancelRefusal(StrEnum):
    """Why nothing is cancelled; the names of the codes in `codes.toml`."""

    NO_CONSENT = "cancel_without_consent"
    NOT_STANDING = "cancel_not_standing"


def kinds_to_cancel(
    states: Sequence[ConsentState], asked: Collection[ConsentKind]
) -> frozenset[ConsentKind] | CancelRefusal:
    """The kinds that stand and shall end; *asked* empty means every one.

    *states* are those of the patient's consents that count, for 訪問診療 and for 往診,
    none where there never was one here; a kind stands while one of them gives it. A
    consent that stands with no kind of information agreed to ends as a whole: the
    empty set.
    """
    if not states:
        return CancelRefusal.NO_CONSENT
    if all(state.lapse_reason is not None for state in states):
        return CancelRefusal.NOT_STANDING
    standing = frozenset(
        kind for state in states for kind in ConsentKind if state.gives(kind)
    )
    if not asked:
        return standing
    chosen = standing & frozenset(asked)
    return chosen or CancelRefusal.NOT_STANDING
