"""One reception as it is remembered, and how it lies in its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
)

from ..database import Instant, metadata
from ..launch import Purpose
from ..reasons import Reason
from ..records import ConsentForm, TreatmentCategory

sessions = Table(
    "reception_sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("former_id", String(40), unique=True),
    Column("browser", String(64)),
    Column("former_browser", String(64)),
    Column("purpose", String(8), nullable=False),
    Column("institution_code", String(10), nullable=False),
    Column("category", String(1), nullable=False),
    Column("form", Text, nullable=False),
    Column("state", String(13), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("nonce", LargeBinary),
    Column("nonce_used", Boolean, nullable=False),
    Column("challenged_at", Instant),
    Column("reason", String(40)),
    Column("person_id", String(64)),
    Column("consent_id", Integer),
    Column("receipt", String(40)),
    Column("finished_at", Instant),
    Index("reception_sessions_by_age", "started_at"),
)

_FORM = TypeAdapter(ConsentForm)


class SessionState(StrEnum):
    """Where a reception has arrived."""

    CHOSEN = "chosen"  # Consents chosen, not yet confirmed.
    LAUNCHED = "launched"  # Handed over to the app.
    REFUSED = "refused"  # May be launched again while its time lasts.
    AUTHENTICATED = "authenticated"  # 同意照会・更新, 取消し: the card was read.
    FINISHED = "finished"  # 登録完了, 更新完了 or 取消完了.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionSession:
    """One reception, from its first press to its last page.

    Its id changes when the card was read (`former_id` is the one before), so that
    whoever knew the address of a reception under way does not know what came of it.
    `browser` is the fingerprint of the secret in the cookie of the browser it belongs
    to; None as long as no browser has come back from the app.
    """

    id: str
    former_id: str | None
    browser: str | None
    former_browser: str | None
    purpose: Purpose
    institution_code: str
    category: TreatmentCategory
    form: ConsentForm
    state: SessionState
    started_at: datetime
    nonce: bytes | None
    nonce_used: bool
    challenged_at: datetime | None
    reason: Reason | None
    person_id: str | None
    consent_id: int | None
    receipt: str | None
    finished_at: datetime | None

    def expired(self, now: datetime, *, life: timedelta) -> bool:
        """Whether its time is over; what is finished stays visible."""
        return self.state is not SessionState.FINISHED and now - self.started_at >= life

    def open_challenge(self, now: datetime, *, life: timedelta) -> bytes | None:
        """The challenge that a card may still sign, or None."""
        if (
            self.state is not SessionState.LAUNCHED
            or self.nonce_used
            or self.challenged_at is None
            or now - self.challenged_at >= life
        ):
            return None
        return self.nonce


def form_text(form: ConsentForm) -> str:
    """The choices as the table keeps them."""
    return _FORM.dump_json(form).decode()


def session_of(row: Row[tuple[object, ...]]) -> ReceptionSession:
    """The reception of one row."""
    return ReceptionSession(
        id=row.id,
        former_id=row.former_id,
        browser=row.browser,
        former_browser=row.former_browser,
        purpose=Purpose(row.purpose),
        institution_code=row.institution_code,
        category=TreatmentCategory(row.category),
        form=_FORM.validate_json(row.form),
        state=SessionState(row.state),
        started_at=row.started_at,
        nonce=row.nonce,
        nonce_used=row.nonce_used,
        challenged_at=row.challenged_at,
        reason=None if row.reason is None else Reason(row.reason),
        person_id=row.person_id,
        consent_id=row.consent_id,
        receipt=row.receipt,
        finished_at=row.finished_at,
    )
