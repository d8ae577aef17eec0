"""Who uses マイナ資格確認アプリ, and what the ledger is told of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..ledger import Ledger
from ..records import Institution
from .msa_devices import Device

FACE = "msa"


@dataclass(frozen=True, slots=True, kw_only=True)
class MSAUser:
    """An enrolled phone and the institution it works for."""

    device: Device
    institution: Institution


def note(
    ledger: Ledger,
    user: MSAUser,
    action: str,
    result: str,
    *,
    person_id: str = "",
    detail: str = "",
) -> None:
    """Enter what somebody did with the app, and what came of it."""
    ledger.record(
        face=FACE,
        action=action,
        institution_code=user.institution.code,
        actor=user.device.actor,
        person_id=person_id,
        result=result,
        detail=detail,
    )
