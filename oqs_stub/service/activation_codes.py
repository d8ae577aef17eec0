"""アクティベーションコード: what binds one phone to one institution, once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from ..clock import Clock
from ..database import Database, Instant, metadata

LONGEST_LABEL = 40
_BYTES = 10  # 16 characters of base32, 80 bits.
_GROUP = 4

_codes = Table(
    "activation_codes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("institution_code", String(10), nullable=False),
    Column("label", String(LONGEST_LABEL), nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("ending", String(_GROUP), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("disabled_at", Instant),
    Index("activation_codes_of_institution", "institution_code"),
)


class CodeState(StrEnum):
    """How a code stands, in the word the terminal shows."""

    UNUSED = "未使用"
    USED = "端末登録済み"
    EXPIRED = "期限切れ"
    DISABLED = "無効"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationCode:
    """One code as the terminal lists it; the code itself is kept by nobody."""

    id: int
    institution_code: str
    label: str  # Which phone it is meant for.
    ending: str  # The last four characters, to tell codes apart.
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    disabled_at: datetime | None

    def state(self, now: datetime) -> CodeState:
        """How it stands; a used code does not expire, but it can be disabled."""
        if self.disabled_at is not None:
            return CodeState.DISABLED
        if self.used_at is not None:
            return CodeState.USED
        return CodeState.EXPIRED if now >= self.expires_at else CodeState.UNUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCode:
    """A fresh code, shown this once."""

    text: str  # "ABCD-EFGH-IJKL-MNOP"
    record: ActivationCode


class ActivationCodes:
    """The codes of one stub's institutions."""

    def __init__(self, database: Database, clock: Clock, *, life: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._life = life

    def issue(self, institution_code: str, *, label: str) -> IssuedCode:
        """Make a code for one phone of that institution."""
        text = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
        now = self._clock.now()
        values = {
            "institution_code": institution_code,
            "label": label,
            "ending": text[-_GROUP:],
            "issued_at": now,
            "expires_at": now + self._life,
            "used_at": None,
            "disabled_at": None,
        }
        with self._database.begin() as connection:
            key = connection.execute(
                insert(_codes).values(code_hash=_hash(text), **values)
            ).inserted_primary_key
        if key is None:
            raise RuntimeError("the database gave the new code no id")
        shown = "-".join(
            text[start : start + _GROUP] for start in range(0, len(text), _GROUP)
        )
        return IssuedCode(text=shown, record=_record({"id": int(key[0]), **values}))

    def all(self, institution_code: str) -> list[ActivationCode]:
        """Every code of that institution, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_codes)
                .where(_codes.c.institution_code == institution_code)
                .order_by(_codes.c.id.desc())
            ).mappings()
            return [_record(row) for row in rows]

    def get(self, code_id: int) -> ActivationCode | None:
        """The code of that id, or None."""
        with self._database.read() as connection:
            row = connection.execute(
                select(_codes).where(_codes.c.id == code_id)
            ).mappings()
            found = row.one_or_none()
        return None if found is None else _record(found)

    def find(self, institution_code: str, text: str) -> ActivationCode | None:
        """The institution's code that somebody typed, hyphens or not; or None."""
        typed = text.strip().replace("-", "").replace(" ", "").upper()
        with self._database.read() as connection:
            found = (
                connection.execute(
                    select(_codes).where(
                        _codes.c.institution_code == institution_code,
                        _codes.c.code_hash == _hash(typed),
                    )
                )
                .mappings()
                .one_or_none()
            )
        return None if found is None else _record(found)

    def use(self, code_id: int) -> bool:
        """Mark a code as used; False where somebody was faster."""
        return self._mark(code_id, "used_at")

    def disable(self, code_id: int) -> bool:
        """Disable a code, and with it the phone enrolled by it.

        False where it is disabled already.
        """
        return self._mark(code_id, "disabled_at")

    def _mark(self, code_id: int, column: str) -> bool:
        with self._database.begin() as connection:
            changed = connection.execute(
                update(_codes)
                .where(_codes.c.id == code_id, _codes.c[column].is_(None))
                .values({column: self._clock.now()})
            )
        return changed.rowcount == 1


def _hash(text: str) -> str:
    # 80 random bits need no salt and no slow hash.
    return hashlib.sha256(text.encode()).hexdigest()


def _record(row: Mapping[Any, Any]) -> ActivationCode:
    names = ActivationCode.__dataclass_fields__
    return ActivationCode(**{name: row[name] for name in names})
