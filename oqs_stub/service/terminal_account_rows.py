"""The accounts of the terminals as the database has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    select,
)

from ..database import Instant, metadata
from ..database.statements import Statement
from .terminal_rights import RIGHT_LABELS, TASKS, Right, Task

LONGEST_NAME = 40

accounts_table = Table(
    "terminal_accounts",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("account_id", String(20), primary_key=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("right", String(10), nullable=False),
    Column("password_hash", Text, nullable=False),  # "": the configured password.
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_at", Instant),
)
FIND = Statement(
    select(accounts_table).where(
        accounts_table.c.institution_code == bindparam("institution"),
        accounts_table.c.account_id == bindparam("account"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of one institution."""

    id: str
    name: str
    right: Right
    password_hash: str = ""
    disabled: bool = False
    failures: int = 0
    locked_at: datetime | None = None

    @property
    def label(self) -> str:
        """What the account may do, in one word: 「管理者」."""
        return RIGHT_LABELS[self.right]

    @property
    def tasks(self) -> frozenset[Task]:
        """The functions the account has."""
        return TASKS[self.right]


READY: dict[str, Account] = {
    right.value: Account(id=right.value, name=label, right=right)
    for right, label in RIGHT_LABELS.items()
}
"""The accounts that every institution has from the start."""


def read_account(row: Row[Any]) -> Account:
    """The account that a row holds."""
    return Account(
        id=row.account_id,
        name=row.name,
        right=Right(row.right),
        password_hash=row.password_hash,
        disabled=row.disabled,
        failures=row.failures,
        locked_at=row.locked_at,
    )
