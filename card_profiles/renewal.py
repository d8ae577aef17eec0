"""Renewing certificates: new serial numbers and dates for the same person and card."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from . import derive
from .dates import JST, end_of, today
from .model import CardPlan, CertificatePlan, Persona

Kind = Literal["auth", "sign"]

BOTH: Final[tuple[Kind, Kind]] = ("auth", "sign")


class RenewalError(ValueError):
    """A certificate cannot be renewed: there is none, or the card itself is over."""


def renewed_plan(persona: Persona, kind: Kind, *, now: datetime) -> CertificatePlan:
    """Plan the certificate that follows the card's present one, from *now* on.

    It ends on the fifth birthday after its issue [M], never after the card [D]. The
    serial number is another, and the same for the same predecessor. Nothing is
    issued here: `CertificateAuthority.issue` does that.

    Raises:
        RenewalError: The card has no such certificate, or has itself expired.
    """
    old = _present(persona.card, kind)
    if old is None:
        raise RenewalError(
            f"{persona.name}: このカードには署名用電子証明書がありません。"
            "利用者証明用電子証明書だけを更新してください。"
        )
    card, on = persona.card, today(now)
    last = derive.certificate_expiry(
        persona.person.birthdate, on, card_expires_on=card.expires_on
    )
    if end_of(last) <= now:
        raise RenewalError(
            f"{persona.name}: カードの有効期限は {card.expires_on} まででした"
            f"(時計は {on})。カードそのものを作り直してください。"
        )
    return CertificatePlan(
        serial_number=derive.next_certificate_serial(
            persona.name, kind, after=old.serial_number
        ),
        issued_at=now.astimezone(JST).replace(microsecond=0),
        expires_at=end_of(last),
    )


def renewed(
    persona: Persona, *, now: datetime, kinds: tuple[Kind, ...] = BOTH
) -> Persona:
    """Return *persona* with certificates of *kinds* renewed; absent ones stay absent.

    Raises:
        RenewalError: The card has itself expired.
    """
    card = persona.card
    plans = {
        kind: renewed_plan(persona, kind, now=now)
        for kind in kinds
        if _present(card, kind) is not None
    }
    return replace(
        persona,
        card=replace(
            card,
            auth_certificate=plans.get("auth", card.auth_certificate),
            sign_certificate=plans.get("sign", card.sign_certificate),
        ),
    )


def _present(card: CardPlan, kind: Kind) -> CertificatePlan | None:
    return card.auth_certificate if kind == "auth" else card.sign_certificate
