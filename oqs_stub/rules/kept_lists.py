"""How long a consent stays in the lists of consents once it has ended [G-22]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from annotated_types import Interval

from card_profiles.dates import add_months, end_of, today


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTerms:
    """The life of a line in 同意済資格情報一括取得 and 同意取得済み患者一覧."""

    kept_months: Annotated[int, Interval(ge=0, le=120)] = 1
    kept_for_ever: bool = False  # True: no line ever goes, whatever the months say.


def is_listed(ended_at: datetime, *, at: datetime, terms: ListTerms) -> bool:
    """Whether a consent that ends, or ended, then is in a list made *at* a time.

    To the end of the day that lies so many months after its last; one that stands
    is always listed.
    """
    if terms.kept_for_ever or at <= ended_at:
        return True
    return at <= end_of(add_months(today(ended_at), terms.kept_months))
