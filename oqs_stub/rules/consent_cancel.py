"""閲覧同意取消 by the institution: which kinds of a consent end."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from ..records import ConsentFlag, ConsentKind
from .consent_view import ConsentState


class CancelRefusal(StrEnum):
    """Why nothing is cancelled; the names of the codes in `codes.toml`."""

    NO_CONSENT = "cancel_without_consent"
    NOT_STANDING = "cancel_not_standing"


def kinds_to_cancel(
    state: ConsentState | None, asked: Collection[ConsentKind]
) -> frozenset[ConsentKind] | CancelRefusal:
    """The kinds that stand and shall end; *asked* empty means every one.

    *state* is None where the patient never consented here. A consent that stands
    with no kind of information agreed to ends as a whole: the empty set.
    """
    if state is None:
        return CancelRefusal.NO_CONSENT
    if state.lapse_reason is not None:
        return CancelRefusal.NOT_STANDING
    standing = frozenset(
        kind
        for kind, triple in state.triples.items()
        if triple.flag is ConsentFlag.GIVEN
    )
    if not asked:
        return standing
    chosen = standing & frozenset(asked)
    return chosen or CancelRefusal.NOT_STANDING
