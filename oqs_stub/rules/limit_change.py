"""限度額情報変更有無: whether the 限度額 data differ from those last given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from card_profiles.model import Coverage

UNCHANGED, CHANGED = "0", "1"  # OQSCD014; 1 also where nothing can be told.


def fingerprint(coverages: Iterable[Coverage]) -> str:
    """One text for the 限度額 data of these coverages, whatever their order."""
    rows = []
    for coverage in coverages:
        limit = coverage.limit
        if limit is not None:
            rows.append(
                f"{limit.classification} {limit.classification_flag} "
                f"{limit.issued_on} {limit.valid_from} {limit.valid_until} "
                f"{limit.long_term_on}"
            )
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def limit_changed(coverages: Iterable[Coverage], *, told: str | None) -> str:
    """OQSCD014 for a person; *told* is the fingerprint last given, None if never."""
    return UNCHANGED if fingerprint(coverages) == told else CHANGED
