"""The phones enrolled for マイナ資格確認アプリ; each has a token of its own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, Table, insert, select

from ..clock import Clock
from ..database import Database, Instant, metadata

LONGEST_NAME = 40

_devices = Table(
    "msa_devices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code_id", Integer, nullable=False, unique=True),
    Column("institution_code", String(10), nullable=False),
    Column("account", String(20), nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("enrolled_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One enrolled phone: whose it is, and by whose account it was enrolled."""

    id: int
    code_id: int
    institution_code: str
    account: str
    name: str
    enrolled_at: datetime

    @property
    def actor(self) -> str:
        """Who acts, as the ledger has it."""
        return f"{self.account} 端末{self.id}"


class MSADevices:
    """The devices of one stub. Tokens are kept as hashes alone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self, *, code_id: int, institution_code: str, account: str, name: str
    ) -> tuple[str, Device]:
        """Enrol a phone; its token, said this once, and the phone."""
        token = secrets.token_urlsafe(32)
        values = {
            "code_id": code_id,
            "institution_code": institution_code,
            "account": account,
            "name": name,
            "enrolled_at": self._clock.now(),
        }
        with self._database.begin() as connection:
            key = connection.execute(
                insert(_devices).values(token_hash=_hash(token), **values)
            ).inserted_primary_key
        if key is None:
            raise RuntimeError("the database gave the new device no id")
        return token, _device({"id": int(key[0]), **values})

    def by_token(self, token: str) -> Device | None:
        """The phone that has that token, or None."""
        with self._database.read() as connection:
            row = (
                connection.execute(
                    select(_devices).where(_devices.c.token_hash == _hash(token))
                )
                .mappings()
                .one_or_none()
            )
        return None if row is None else _device(row)

    def of_codes(self, institution_code: str) -> dict[int, Device]:
        """The phones of an institution, by the id of the code that enrolled them."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_devices).where(_devices.c.institution_code == institution_code)
            ).mappings()
            return {row["code_id"]: _device(row) for row in rows}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _device(row: Mapping[Any, Any]) -> Device:
    return Device(**{name: row[name] for name in Device.__dataclass_fields__})
