"""What follows from a persona's name alone, so that card and server always agree."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time

from .dates import JST, age, end_of, nth_birthday_after
from .model import CertificatePlan

ADULT = 18
SIGNING_AGE = 15
"""署名用電子証明書 are not issued to younger people by default [M]."""

_ISSUED_AT = time(10, 30, tzinfo=JST)  # The counter of the municipal office is open.


def digest(*parts: str) -> int:
    """Return a large number that depends on every one of *parts*."""
    data = "\x1f".join(parts).encode()
    return int.from_bytes(hashlib.sha256(data).digest(), "big")


def certificate_serial(name: str, kind: str) -> int:
    """Return the serial number of the certificate *kind* ("auth", "sign") of *name*.

    Five bytes, positive: the size seen on cards [M].
    """
    return 0x01_00_00_00_00 + digest("certificate", name, kind) % 0x7E_00_00_00_00


def next_certificate_serial(name: str, kind: str, *, after: int) -> int:
    """Return the serial number of the certificate that follows number *after*."""
    return certificate_serial(f"{name} after {after:x}", kind)


def card_serial(name: str) -> str:
    """Return the 製造番号 of the card: 15 digits, beginning 999."""
    return f"999{digest('card', name) % 10**12:012d}"


def security_code(name: str) -> str:
    """Return the four digits printed on the face of the card."""
    return f"{digest('security code', name) % 10**4:04d}"


def card_expiry(birthdate: date, issued_on: date) -> date:
    """Return the card's last day: the 10th birthday, the 5th of a minor."""
    birthdays = 10 if age(birthdate, on=issued_on) >= ADULT else 5
    return nth_birthday_after(birthdate, issued_on, birthdays)


def certificate_expiry(
    birthdate: date, issued_on: date, *, card_expires_on: date
) -> date:
    """Return a certificate's last day: the fifth birthday after its issue [M].

    Never after the card's own last day [D].
    """
    return min(nth_birthday_after(birthdate, issued_on, 5), card_expires_on)


def certificate_plan(
    name: str,
    kind: str,
    *,
    birthdate: date,
    issued_on: date,
    card_expires_on: date,
    expires_on: date | None = None,
    revoked_at: datetime | None = None,
) -> CertificatePlan:
    """Plan a certificate that ends by `certificate_expiry` unless told otherwise."""
    last = expires_on or certificate_expiry(
        birthdate, issued_on, card_expires_on=card_expires_on
    )
    return CertificatePlan(
        serial_number=certificate_serial(name, kind),
        issued_at=issue_time(issued_on),
        expires_at=end_of(last),
        revoked_at=revoked_at,
    )


def issue_time(day: date) -> datetime:
    """Return the moment of *day* at which a municipal office issues."""
    return datetime.combine(day, _ISSUED_AT)
