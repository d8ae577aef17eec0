"""The receptions under way: whose browser, what was chosen, which challenge is out."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from ..database import Database
from ..launch import Purpose
from ..reasons import Reason
from ..records import ConsentForm, TreatmentCategory
from .reception_rows import (
    ReceptionSession,
    SessionState,
    form_text,
    session_of,
    sessions,
)
from .registration import Registered

NONCE_BYTES = 32

_RETENTION = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A new reception: its id, and the secret for the cookie of its browser."""

    id: str
    secret: str


class ReceptionSessions:
    """The receptions of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        *,
        purpose: Purpose = Purpose.REGISTER,
        institution_code: str,
        category: TreatmentCategory,
        form: ConsentForm,
        now: datetime,
    ) -> Started:
        """Keep a new reception; those of yesterday are dropped."""
        started = Started(
            id=secrets.token_urlsafe(18), secret=secrets.token_urlsafe(24)
        )
        with self._database.begin() as connection:
            connection.execute(
                delete(sessions).where(sessions.c.started_at < now - _RETENTION)
            )
            connection.execute(
                insert(sessions).values(
                    id=started.id,
                    browser=_fingerprint(started.secret),
                    purpose=purpose.value,
                    institution_code=institution_code,
                    category=category.value,
                    form=form_text(form),
                    state=SessionState.CHOSEN.value,
                    started_at=now,
                    nonce_used=False,
                )
            )
        return started

    def get(self, session_id: str) -> ReceptionSession | None:
        """The reception that has that id, or had it before the card was read."""
        with self._database.read() as connection:
            row = connection.execute(
                select(sessions).where(
                    or_(sessions.c.id == session_id, sessions.c.former_id == session_id)
                )
            ).one_or_none()
        return None if row is None else session_of(row)

    def move_in(self, session_id: str, *, since: str | None) -> str | None:
        """Give the reception to the browser that asks; the secret for its cookie.

        *since* is the fingerprint it has had so far. None where another browser was
        faster.
        """
        secret = secrets.token_urlsafe(24)
        moved = self._change(
            session_id,
            sessions.c.browser.is_(None)
            if since is None
            else sessions.c.browser == since,
            browser=_fingerprint(secret),
        )
        return secret if moved else None

    def change_form(self, session_id: str, form: ConsentForm) -> None:
        """Take other choices; a challenge that was out for the old ones is void."""
        self._change(
            session_id,
            form=form_text(form),
            state=SessionState.CHOSEN.value,
            nonce=None,
            nonce_used=False,
            challenged_at=None,
        )

    def challenge(self, session_id: str, *, now: datetime) -> bytes:
        """Hand the reception over with a fresh challenge and return that."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        self._change(
            session_id,
            state=SessionState.LAUNCHED.value,
            nonce=nonce,
            nonce_used=False,
            challenged_at=now,
            reason=None,
        )
        return nonce

    def use_challenge(self, session_id: str, nonce: bytes) -> bool:
        """Spend the challenge *nonce*; False where it was spent or replaced before."""
        return self._change(
            session_id,
            and_(_launched(nonce), sessions.c.nonce_used.is_(False)),
            nonce_used=True,
        )

    def refuse(self, session_id: str, reason: Reason, *, nonce: bytes) -> bool:
        """End the attempt that *nonce* belongs to; False if it is no longer open."""
        return self._change(
            session_id,
            _launched(nonce),
            state=SessionState.REFUSED.value,
            reason=reason.value,
        )

    def register(
        self, session_id: str, *, nonce: bytes, registered: Registered, at: datetime
    ) -> str | None:
        """End as 登録完了 what *nonce* belongs to; the new id, None if not open.

        What was registered takes the place of what was chosen, and the reason says
        what kept the consents from it, if anything did.
        """
        kept_from_it = (
            Reason.CERTIFICATE_EXPIRED.value if registered.eligibility_only else None
        )
        return self._rename(
            session_id,
            _launched(nonce),
            state=SessionState.FINISHED.value,
            form=form_text(registered.form),
            reason=kept_from_it,
            receipt=registered.receipt,
            finished_at=at,
        )

    def identify(self, session_id: str, *, nonce: bytes, person_id: str) -> str | None:
        """Note whose card signed *nonce*; the new id, None if it is no longer open."""
        return self._rename(
            session_id,
            _launched(nonce),
            state=SessionState.AUTHENTICATED.value,
            person_id=person_id,
        )

    def draft(self, session_id: str, form: ConsentForm, *, consent_id: int) -> bool:
        """Keep what a stored consent shall become; nothing is changed yet."""
        return self._change(
            session_id,
            sessions.c.state == SessionState.AUTHENTICATED.value,
            form=form_text(form),
            consent_id=consent_id,
        )

    def finish(self, session_id: str, *, receipt: str, at: datetime) -> bool:
        """End an authenticated reception; False where it was ended before."""
        return self._change(
            session_id,
            sessions.c.state == SessionState.AUTHENTICATED.value,
            state=SessionState.FINISHED.value,
            receipt=receipt,
            finished_at=at,
        )

    def _rename(
        self, session_id: str, condition: ColumnElement[bool], **values: object
    ) -> str | None:
        """Change a reception and its id: nobody who saw the old one knows the new."""
        new_id = secrets.token_urlsafe(18)
        renamed = self._change(
            session_id,
            condition,
            id=new_id,
            former_id=session_id,
            former_browser=sessions.c.browser,
            browser=None,
            **values,
        )
        return new_id if renamed else None

    def _change(
        self,
        session_id: str,
        condition: ColumnElement[bool] | None = None,
        **values: object,
    ) -> bool:
        conditions = [sessions.c.id == session_id]
        if condition is not None:
            conditions.append(condition)
        with self._database.begin() as connection:
            changed = connection.execute(
                update(sessions).where(*conditions).values(values)
            )
        return changed.rowcount == 1


def belongs_to(secret: str, fingerprint: str | None) -> bool:
    """Whether the cookie's *secret* is the one of that *fingerprint*."""
    return fingerprint is not None and secrets.compare_digest(
        _fingerprint(secret), fingerprint
    )


def _fingerprint(secret: str) -> str:
    """What the table keeps of a cookie: enough to know it again, not to make it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _launched(nonce: bytes) -> ColumnElement[bool]:
    return and_(
        sessions.c.state == SessionState.LAUNCHED.value, sessions.c.nonce == nonce
    )
