"""Whether a 照会番号 can be registered for the person that the numbers name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from card_profiles.model import Coverage


class RegistrationRefusal(StrEnum):
    """Why a 照会番号 is not registered; the names of the codes in `codes.toml`."""

    PERSON_UNKNOWN = "reference_person_unknown"
    BRANCH_MISSING = "reference_branch_missing"
    PERSON_AMBIGUOUS = "reference_person_ambiguous"
    NUMBER_TAKEN = "reference_number_taken"


def registration_refusal(
    matched: Sequence[tuple[str, Coverage]],
    *,
    branch: str | None,
    holders: Collection[str],
) -> RegistrationRefusal | None:
    """Why not, or None where it can be.

    *matched* are the people (by id) and coverages that the numbers fit, *holders*
    those who have the 照会番号 already. 枝番 is needed wherever the 資格 has one; one
    number never stands for two people.
    """
    if not matched:
        return RegistrationRefusal.PERSON_UNKNOWN
    if not (branch or "").strip() and any(c.branch for _, c in matched):
        return RegistrationRefusal.BRANCH_MISSING
    people = {person_id for person_id, _ in matched}
    if len(people) > 1:
        return RegistrationRefusal.PERSON_AMBIGUOUS
    if not set(holders) <= people:
        return RegistrationRefusal.NUMBER_TAKEN
    return None
