"""How old a card is at a moment: days to the end of its certificates and of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from card_profiles.dates import JST, add_months, today

from ..applets import isd, jpki
from ..memory.filesystem import TransparentEF
from ..memory.image import CardImage

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

RENEWABLE_MONTHS = 3
"""Months before its last day from which the municipal office renews [D]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAge:
    """One certificate on a card at a moment."""

    serial_number: int
    valid_from: datetime
    valid_until: datetime
    days_left: int
    """Days from today to the last day, in Japan; negative when that has passed."""
    begun: bool
    expired: bool
    renewal_due: bool
    """Whether it is so near its end, or past it, that it can be renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAge:
    """A card at a moment.

    A card knows no time and never refuses by itself: it signs with an expired
    certificate as with any other, and who verifies finds out.
    """

    auth: CertificateAge | None
    sign: CertificateAge | None
    expires_on: date | None
    """The card's own last day; None when it does not tell, as a phone."""
    days_left: int | None
    expired: bool

    @property
    def renewal_due(self) -> bool:
        """Whether one of the certificates is due."""
        return any(
            age is not None and age.renewal_due for age in (self.auth, self.sign)
        )


def age_of(image: CardImage, *, now: datetime) -> CardAge:
    """Tell how old the card *image* is at *now*, from what is written on it."""
    on = today(now)
    expires_on = _expiry(image)
    return CardAge(
        auth=_certificate_age(auth_certificate(image), now=now),
        sign=_certificate_age(sign_certificate(image), now=now),
        expires_on=expires_on,
        days_left=None if expires_on is None else (expires_on - on).days,
        expired=expires_on is not None and on > expires_on,
    )


def auth_certificate(image: CardImage) -> Certificate | None:
    """Return the 利用者証明用 certificate on the card, if one is."""
    return _certificate(image, jpki.AUTH_CERTIFICATE)


def sign_certificate(image: CardImage) -> Certificate | None:
    """Return the 署名用 certificate on the card, if one is."""
    return _certificate(image, jpki.SIGN_CERTIFICATE)


def _certificate(image: CardImage, fid: int) -> Certificate | None:
    from cryptography.x509 import load_der_x509_certificate

    for application in image.applications:
        if application.aid == jpki.AID:
            file = application.find(fid)
            if isinstance(file, TransparentEF) and file.content[:2] == b"\x30\x82":
                size = int.from_bytes(file.content[2:4], "big") + 4
                return load_der_x509_certificate(file.content[:size])
    return None


def _certificate_age(
    certificate: Certificate | None, *, now: datetime
) -> CertificateAge | None:
    if certificate is None:
        return None
    last_day = today(certificate.not_valid_after_utc)
    expired = now > certificate.not_valid_after_utc
    return CertificateAge(
        serial_number=certificate.serial_number,
        valid_from=certificate.not_valid_before_utc.astimezone(JST),
        valid_until=certificate.not_valid_after_utc.astimezone(JST),
        days_left=(last_day - today(now)).days,
        begun=now.astimezone(UTC) >= certificate.not_valid_before_utc,
        expired=expired,
        renewal_due=today(now) >= add_months(last_day, -RENEWABLE_MONTHS),
    )


def _expiry(image: CardImage) -> date | None:
    text = dict(image.data_objects).get(isd.EXPIRY)
    return None if text is None else date.fromisoformat(text.decode("ascii"))
