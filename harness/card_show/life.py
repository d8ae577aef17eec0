"""How long a card and its certificates still live, in words."""

from __future__ import annotations

from datetime import datetime

from emulator.issuing.card_age import CertificateAge, age_of
from emulator.memory.image import CardImage


def life_of(image: CardImage, *, now: datetime) -> tuple[str, ...]:
    """Tell the last days of the card and its certificates as seen at *now*.

    The card itself knows no time: it signs with an expired certificate too.
    """
    age = age_of(image, now=now)
    lines = [
        _of_certificate(name, certificate)
        for name, certificate in (
            ("利用者証明用電子証明書", age.auth),
            ("署名用電子証明書", age.sign),
        )
        if certificate is not None
    ]
    if age.expires_on is not None and age.days_left is not None:
        lines.append(f"カード: {age.expires_on} まで（{_left(age.days_left)}）")
    return tuple(lines)


def _of_certificate(name: str, age: CertificateAge) -> str:
    if not age.begun:
        left = f"{age.valid_from:%Y-%m-%d} から有効"
    elif age.renewal_due and not age.expired:
        left = f"{_left(age.days_left)}、更新できる時期"
    else:
        left = _left(age.days_left)
    return f"{name}: {age.valid_until:%Y-%m-%d} まで（{left}）"


def _left(days: int) -> str:
    return f"あと {days} 日" if days >= 0 else f"期限切れ、{-days} 日前"
