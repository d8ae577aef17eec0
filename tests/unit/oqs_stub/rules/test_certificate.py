"""電子証明書: in force, in its months of grace, or over."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.rules.certificate import (
    CertificateGrace,
    CertificateStanding,
    certificate_standing,
)

USUAL, NONE = CertificateGrace(), CertificateGrace(months=0)
IN_FORCE, GRACE, EXPIRED = CertificateStanding
ENDS = datetime(2026, 2, 17, 23, 59, 59, tzinfo=JST)
MONTH_END = datetime(2026, 11, 30, 23, 59, 59, tzinfo=JST)

STANDINGS = {
    "the last second": (ENDS, "2026-02-17T23:59:59", USUAL, IN_FORCE),
    "a second later": (ENDS, "2026-02-18T00:00:00", USUAL, GRACE),
    "the last day of the third month": (ENDS, "2026-05-31T23:59:59", USUAL, GRACE),
    "the month after": (ENDS, "2026-06-01T00:00:00", USUAL, EXPIRED),
    "ended at the end of a month": (MONTH_END, "2027-02-28T23:59:59", USUAL, GRACE),
    "and over": (MONTH_END, "2027-03-01T00:00:00", USUAL, EXPIRED),
    "no grace at all": (ENDS, "2026-02-18T00:00:00", NONE, EXPIRED),
    "one month": (ENDS, "2026-04-01T00:00:00", CertificateGrace(months=1), EXPIRED),
}


@pytest.mark.parametrize(
    ("ends", "now", "grace", "standing"), STANDINGS.values(), ids=STANDINGS.keys()
)
def test_grace_is_counted_from_the_end_of_the_month_of_expiry(
    ends: datetime, now: str, grace: CertificateGrace, standing: CertificateStanding
) -> None:
    moment = datetime.fromisoformat(f"{now}+09:00")

    assert certificate_standing(ends, now=moment, grace=grace) is standing
