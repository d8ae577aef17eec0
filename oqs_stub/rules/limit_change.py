"""限度額情報変更有無: whether the 限度額 data differ from those last given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from card_profiles.model import Coverage

from .eligibility import certified

UNCHANGED, CHANGED = "0", "1"  # OQSCD014; 1 also where nothing can be told.


def fingerprint(coverages: Iterable[Coverage], *, on: date) -> str:
    """One text for the 限度額 data of these coverages, whatever their order.

    Of the day *on*: no other certificates are told.
    """
    rows = []
    for coverage in coverages:
        limit = coverage.limit
        if limit is not None and certified(limit.valid_from, limit.valid_until, on=on):
            rows.append(
                f"{limit.classification} {limit.classification_flag} "
                f"{limit.issued_on} {limit.valid_from} {limit.valid_until} "
                f"{limit.long_term_on}"
            )
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def limit_changed(coverages: Iterable[Coverage], *, told: str | None, on: date) -> str:
    """OQSCD014 for a person on a day.

    *told* is the fingerprint last given, None if never.
    """
    return UNCHANGED if fingerprint(coverages, on=on) == told else CHANGED
