"""The receptions under way: what was chosen, and the challenge each card must sign."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    select,
    update,
)

from ..database import Database, Instant, metadata
from ..reasons import Reason
from ..records import ConsentForm, TreatmentCategory

SESSION_LIFE = timedelta(minutes=15)
"""How long a reception may take from the consents to the card [G-13, assumed]."""

NONCE_BYTES = 32

_RETENTION = timedelta(days=1)

_sessions = Table(
    "reception_sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("institution_code", String(10), nullable=False),
    Column("category", String(1), nullable=False),
    Column("form", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("nonce", LargeBinary),
    Column("nonce_used", Boolean, nullable=False),
    Column("reason", String(40)),
    Column("receipt", String(40)),
    Column("registered_at", Instant),
    Index("reception_sessions_by_age", "started_at"),
)

_FORM = TypeAdapter(ConsentForm)


class SessionState(StrEnum):
    """Where a reception has arrived."""

    CHOSEN = "chosen"  # Consents chosen, not yet confirmed.
    LAUNCHED = "launched"  # Handed over to the app.
    REGISTERED = "registered"
    REFUSED = "refused"  # May be launched again while its time lasts.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionSession:
    """One reception, from the chosen consents to 登録完了."""

    id: str
    institution_code: str
    category: TreatmentCategory
    form: ConsentForm
    state: SessionState
    started_at: datetime
    nonce: bytes | None
    nonce_used: bool
    reason: Reason | None
    receipt: str | None
    registered_at: datetime | None

    def expired(self, now: datetime) -> bool:
        """Whether its time is over; a finished registration stays visible."""
        return (
            self.state is not SessionState.REGISTERED
            and now - self.started_at >= SESSION_LIFE
        )


class ReceptionSessions:
    """The receptions of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        *,
        institution_code: str,
        category: TreatmentCategory,
        form: ConsentForm,
        now: datetime,
    ) -> str:
        """Keep a new reception and return its id; those of yesterday are dropped."""
        session_id = secrets.token_urlsafe(18)
        with self._database.begin() as connection:
            connection.execute(
                delete(_sessions).where(_sessions.c.started_at < now - _RETENTION)
            )
            connection.execute(
                insert(_sessions).values(
                    id=session_id,
                    institution_code=institution_code,
                    category=category.value,
                    form=_FORM.dump_json(form).decode(),
                    state=SessionState.CHOSEN.value,
                    started_at=now,
                    nonce_used=False,
                )
            )
        return session_id

    def get(self, session_id: str) -> ReceptionSession | None:
        """The reception of that id, or None."""
        with self._database.read() as connection:
            row = connection.execute(
                select(_sessions).where(_sessions.c.id == session_id)
            ).one_or_none()
        if row is None:
            return None
        return ReceptionSession(
            id=row.id,
            institution_code=row.institution_code,
            category=TreatmentCategory(row.category),
            form=_FORM.validate_json(row.form),
            state=SessionState(row.state),
            started_at=row.started_at,
            nonce=row.nonce,
            nonce_used=row.nonce_used,
            reason=None if row.reason is None else Reason(row.reason),
            receipt=row.receipt,
            registered_at=row.registered_at,
        )

    def change_form(self, session_id: str, form: ConsentForm) -> None:
        """Take other choices; a challenge that was out for the old ones is void."""
        self._update(
            session_id,
            form=_FORM.dump_json(form).decode(),
            state=SessionState.CHOSEN.value,
            nonce=None,
            nonce_used=False,
        )

    def challenge(self, session_id: str) -> bytes:
        """Hand the reception over with a fresh challenge and return that."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        self._update(
            session_id,
            state=SessionState.LAUNCHED.value,
            nonce=nonce,
            nonce_used=False,
            reason=None,
        )
        return nonce

    def use_challenge(self, session_id: str, nonce: bytes) -> bool:
        """Spend the challenge *nonce*; False where it was spent or replaced before."""
        return self._change_launched(
            session_id,
            and_(_sessions.c.nonce == nonce, _sessions.c.nonce_used.is_(False)),
            nonce_used=True,
        )

    def refuse(self, session_id: str, reason: Reason, *, nonce: bytes) -> bool:
        """End the attempt that *nonce* belongs to; False if it is no longer open."""
        return self._change_launched(
            session_id,
            _sessions.c.nonce == nonce,
            state=SessionState.REFUSED.value,
            reason=reason.value,
        )

    def register(
        self, session_id: str, *, nonce: bytes, receipt: str, at: datetime
    ) -> bool:
        """End as 登録完了 what *nonce* belongs to; False if it is no longer open."""
        return self._change_launched(
            session_id,
            _sessions.c.nonce == nonce,
            state=SessionState.REGISTERED.value,
            receipt=receipt,
            registered_at=at,
        )

    def _change_launched(
        self, session_id: str, condition: ColumnElement[bool], **values: object
    ) -> bool:
        with self._database.begin() as connection:
            changed = connection.execute(
                update(_sessions)
                .where(
                    _sessions.c.id == session_id,
                    _sessions.c.state == SessionState.LAUNCHED.value,
                    condition,
                )
                .values(values)
            )
        return changed.rowcount == 1

    def _update(self, session_id: str, **values: object) -> None:
        with self._database.begin() as connection:
            connection.execute(
                update(_sessions).where(_sessions.c.id == session_id).values(values)
            )
