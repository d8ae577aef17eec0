"""The visits under way in マイナ資格確認アプリ: how far each has come."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from ..database import Database, Instant, metadata
from ..records import ConsentForm
from ..rules.msa import IdentityCheck

NONCE_BYTES = 32
PASSCODE_DIGITS = 6
_RETENTION = timedelta(days=1)

_visits = Table(
    "msa_visits",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("device_id", Integer, nullable=False),
    Column("identity_check", String(10), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("stopped_at", Instant),
    Column("passcode_hash", String(64)),
    Column("passcode_until", Instant),
    Column("passcode_failures", Integer, nullable=False),
    Column("confirmed_at", Instant),
    Column("form", Text),
    Column("nonce", LargeBinary),
    Column("nonce_used", Boolean, nullable=False),
    Column("person_id", String(64)),
    Column("eligibility_only", Boolean, nullable=False),
    Column("receipt", String(40)),
    Column("registered_at", Instant),
    Index("msa_visits_by_age", "started_at"),
)

_FORM = TypeAdapter(ConsentForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class MSAVisit:
    """One visit, from the chosen check to the result on the phone."""

    id: str
    device_id: int
    identity_check: IdentityCheck
    started_at: datetime
    stopped_at: datetime | None
    passcode_hash: str | None
    passcode_until: datetime | None
    passcode_failures: int
    confirmed_at: datetime | None  # Staff said: the face is the holder's.
    form: ConsentForm | None
    nonce: bytes | None
    nonce_used: bool
    person_id: str | None
    eligibility_only: bool
    receipt: str | None
    registered_at: datetime | None

    def passcode_is(self, typed: str) -> bool:
        """Whether that is the visit's own passcode."""
        return secrets.compare_digest(
            _passcode_hash(self.id, typed), self.passcode_hash or ""
        )


class MSAVisits:
    """The visits of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, device_id: int, check: IdentityCheck, *, now: datetime) -> str:
        """Begin a visit and return its id; those of yesterday are dropped."""
        visit_id = secrets.token_urlsafe(18)
        with self._database.begin() as connection:
            connection.execute(
                delete(_visits).where(_visits.c.started_at < now - _RETENTION)
            )
            connection.execute(
                insert(_visits).values(
                    id=visit_id,
                    device_id=device_id,
                    identity_check=check.value,
                    started_at=now,
                    passcode_failures=0,
                    nonce_used=False,
                    eligibility_only=False,
                )
            )
        return visit_id

    def get(self, visit_id: str) -> MSAVisit | None:
        """The visit of that id, or None."""
        with self._database.read() as connection:
            row = (
                connection.execute(select(_visits).where(_visits.c.id == visit_id))
                .mappings()
                .one_or_none()
            )
        return None if row is None else _visit(row)

    def give_passcode(self, visit_id: str, *, until: datetime) -> str:
        """A fresh 目視確認用パスコード; one that was out before is void."""
        passcode = f"{secrets.randbelow(10**PASSCODE_DIGITS):0{PASSCODE_DIGITS}d}"
        self._update(
            visit_id,
            passcode_hash=_passcode_hash(visit_id, passcode),
            passcode_until=until,
            passcode_failures=0,
        )
        return passcode

    def passcode_failed(self, visit: MSAVisit) -> None:
        """Count a passcode that was wrong."""
        self._update(visit.id, passcode_failures=visit.passcode_failures + 1)

    def spend_passcode(self, visit_id: str) -> None:
        """A passcode is good for one answer."""
        self._update(visit_id, passcode_hash=None, passcode_until=None)

    def confirm(self, visit_id: str, *, at: datetime) -> None:
        """Staff compared face and photo: the same person."""
        self._update(visit_id, confirmed_at=at)

    def stop(self, visit_id: str, *, at: datetime) -> None:
        """End a visit without a registration."""
        self._update(visit_id, stopped_at=at, nonce=None)

    def choose(self, visit_id: str, form: ConsentForm) -> bytes:
        """Keep what the patient chose, and return the challenge for the card."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        self._update(
            visit_id,
            form=_FORM.dump_json(form).decode(),
            nonce=nonce,
            nonce_used=False,
        )
        return nonce

    def use_challenge(self, visit_id: str, nonce: bytes) -> bool:
        """Spend the challenge *nonce*; False where it was spent or replaced before."""
        return self._change(
            visit_id,
            _visits.c.nonce == nonce,
            _visits.c.nonce_used.is_(False),
            _visits.c.stopped_at.is_(None),
            nonce_used=True,
        )

    def register(
        self,
        visit_id: str,
        *,
        nonce: bytes,
        person_id: str,
        receipt: str,
        eligibility_only: bool,
        at: datetime,
    ) -> bool:
        """End the visit as registered; False if *nonce* is no longer its challenge."""
        return self._change(
            visit_id,
            _visits.c.nonce == nonce,
            _visits.c.registered_at.is_(None),
            person_id=person_id,
            receipt=receipt,
            eligibility_only=eligibility_only,
            registered_at=at,
        )

    def _change(
        self, visit_id: str, *conditions: ColumnElement[bool], **values: object
    ) -> bool:
        with self._database.begin() as connection:
            changed = connection.execute(
                update(_visits)
                .where(_visits.c.id == visit_id, *conditions)
                .values(values)
            )
        return changed.rowcount == 1

    def _update(self, visit_id: str, **values: object) -> None:
        self._change(visit_id, **values)


def _passcode_hash(visit_id: str, passcode: str) -> str:
    return hashlib.sha256(f"{visit_id} {passcode}".encode()).hexdigest()


def _visit(row: RowMapping) -> MSAVisit:
    values = {name: row[name] for name in MSAVisit.__dataclass_fields__}
    values["identity_check"] = IdentityCheck(row["identity_check"])
    if row["form"] is not None:
        values["form"] = _FORM.validate_json(row["form"])
    return MSAVisit(**values)
