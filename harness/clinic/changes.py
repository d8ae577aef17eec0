"""Whether 資格情報 changed between two answers (資格情報変更確認)."""

from __future__ import annotations

from ..results import Eligibility

SAME, CHANGED = "0", "1"  # OQSCD032: 一致, 不一致.


def changed_since(known: Eligibility, answer: Eligibility) -> str:
    """Compare what identifies and qualifies a person, in two answers.

    The element that carries OQSCD032 is not public, so the receipt computer judges
    for itself. Consents are not part of 資格情報.
    """
    return SAME if _qualifying(known) == _qualifying(answer) else CHANGED


def _qualifying(one: Eligibility) -> tuple[object, ...]:
    return (
        one.validity,
        one.classification,
        one.insurer_number,
        one.symbol,
        one.number,
        one.branch,
        one.name,
        one.birthdate,
        one.address,
        one.ratio,
        one.valid_from,
        one.valid_until,
        one.lost_on,
        one.reason_of_loss,
    )
