"""The accounts of the terminals: who may log in, by which password, how often wrong."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from sqlalchemy import delete, insert, select
from werkzeug.security import check_password_hash, generate_password_hash

from ..clock import Clock
from ..database import Database
from ..database.known import Known
from ..own_secret import OwnSecret
from .terminal_account_rows import (
    FIND,
    LONGEST_NAME,
    READY,
    Account,
    accounts_table,
    read_account,
)
from .terminal_rights import Right

SHORTEST_PASSWORD = 8
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{2,19}")
_LONGEST_PASSWORD = 128
_MOST_FINGERPRINTS = 1_000
"""Of passwords in use at a time, which this process remembers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRule:
    """How many wrong passwords in a row lock an account, and for how long (assumed)."""

    tries: int = 5  # 0: never.
    lasts: timedelta = timedelta(minutes=30)


class AccountRefusedError(Exception):
    """An account cannot be made or changed so; *field* is what to enter anew."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TerminalAccounts:
    """The accounts of one stub's institutions.

    A ready account is stored from its first change on; until then it is as `READY`
    says, with the configured password.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        password: str,
        secret_file: Path,
        lock: LockRule | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._password = password
        self._secret = OwnSecret(secret_file, database)
        self.lock = lock or LockRule()
        self._known = Known(database, self._load)

    def all(self, institution_code: str) -> list[Account]:
        """Every account of an institution, the ready ones first."""
        found = select(accounts_table).where(
            accounts_table.c.institution_code == institution_code
        )
        with self._database.read() as connection:
            rows = connection.execute(found.order_by("account_id"))
            stored = {account.id: account for account in map(read_account, rows)}
        return list({**READY, **stored}.values())

    def find(self, institution_code: str, account_id: str) -> Account | None:
        """The account of that id; None if there is none."""
        return self._known.get((institution_code, account_id))

    def locked_until(self, account: Account) -> datetime | None:
        """When the account can be used again; None where it is not locked."""
        if account.locked_at is None:
            return None
        end = account.locked_at + self.lock.lasts
        return end if self._clock.now() < end else None

    def fits(self, account: Account, password: str) -> bool:
        """Whether that is the account's password."""
        if account.password_hash:
            return check_password_hash(account.password_hash, password)
        return hmac.compare_digest(password.encode(), self._password.encode())

    def fingerprint(self, account: Account) -> str:
        """Of the account's password: another has another; it tells nobody which."""
        if account.password_hash:
            return _digest(account.password_hash)
        return self._fingerprint_of_configured

    def right_once(self, institution_code: str, account_id: str) -> None:
        """The password was right: wrong ones are counted from nought again."""
        with self._database.begin():
            account = self._get(institution_code, account_id)
            if account.failures or account.locked_at is not None:
                self._store(
                    institution_code, replace(account, failures=0, locked_at=None)
                )

    def wrong_once(self, institution_code: str, account_id: str) -> Account:
        """Count a wrong password; the last that is allowed locks the account."""
        with self._database.begin():
            account = self._get(institution_code, account_id)
            if self.locked_until(account) is not None:
                return account
            over = account.locked_at is not None  # That lock is over: count anew.
            failures = 1 if over else account.failures + 1
            locks = 0 < self.lock.tries <= failures
            changed = replace(
                account,
                failures=failures,
                locked_at=self._clock.now() if locks else None,
            )
            self._store(institution_code, changed)
        return changed

    def create(
        self,
        institution_code: str,
        *,
        account_id: str,
        name: str,
        right: Right,
        password: str,
    ) -> Account:
        """Make an account. Raises `AccountRefusedError`."""
        if not _ID.fullmatch(account_id):
            raise AccountRefusedError(
                "ユーザーIDは、英小文字・数字・「.」「_」「-」の3〜20文字です。",
                field="account",
            )
        if not name.strip() or len(name) > LONGEST_NAME:
            raise AccountRefusedError(
                f"利用者名を{LONGEST_NAME}文字以内で入力してください。", field="name"
            )
        account = Account(
            id=account_id,
            name=name.strip(),
            right=right,
            password_hash=_hash(password),
        )
        with self._database.begin():
            if self.find(institution_code, account_id) is not None:
                raise AccountRefusedError(
                    f"ユーザーID {account_id} はすでにあります。", field="account"
                )
            self._store(institution_code, account)
        return account

    def set_password(
        self, institution_code: str, account_id: str, password: str
    ) -> None:
        """Give an account a new password; a lock ends. Raises `AccountRefusedError`."""
        hashed = _hash(password)
        with self._database.begin():
            account = self._get(institution_code, account_id)
            self._store(
                institution_code,
                replace(account, password_hash=hashed, failures=0, locked_at=None),
            )

    def set_disabled(
        self, institution_code: str, account_id: str, *, disabled: bool
    ) -> None:
        """Disable an account, or enable it again. Raises `AccountRefusedError`."""
        with self._database.begin():
            account = self._get(institution_code, account_id)
            admins = [
                one.id
                for one in self.all(institution_code)
                if one.right is Right.ADMIN and not one.disabled
            ]
            if disabled and admins == [account.id]:
                raise AccountRefusedError(
                    "最後の管理者のアカウントは無効にできません。"
                    "先に、ほかの管理者のアカウントを作成してください。"
                )
            self._store(institution_code, replace(account, disabled=disabled))

    def unlock(self, institution_code: str, account_id: str) -> None:
        """End a lock. Raises `AccountRefusedError`."""
        with self._database.begin():
            account = self._get(institution_code, account_id)
            self._store(institution_code, replace(account, failures=0, locked_at=None))

    def reset(self, institution_code: str) -> None:
        """Leave the ready accounts alone, with the configured password."""
        with self._database.begin() as connection:
            connection.execute(
                delete(accounts_table).where(
                    accounts_table.c.institution_code == institution_code
                )
            )

    @cached_property
    def _fingerprint_of_configured(self) -> str:
        # Not a bare hash: whoever sees it could try out what passwords have it.
        key = self._secret.get().encode()
        words = f"terminal password {self._password}".encode()
        return hmac.new(key, words, hashlib.sha256).hexdigest()[:16]

    def _load(self, key: tuple[str, str]) -> Account | None:
        values = dict(zip(("institution", "account"), key, strict=True))
        with self._database.read() as connection:
            rows = FIND.rows(connection, values)
        return read_account(rows[0]) if rows else READY.get(key[1])

    def _get(self, institution_code: str, account_id: str) -> Account:
        account = self.find(institution_code, account_id)
        if account is None:
            raise AccountRefusedError(f"ユーザーID {account_id} はありません。")
        return account

    def _store(self, institution_code: str, account: Account) -> None:
        with self._database.begin() as connection:
            connection.execute(
                delete(accounts_table).where(
                    accounts_table.c.institution_code == institution_code,
                    accounts_table.c.account_id == account.id,
                )
            )
            connection.execute(
                insert(accounts_table).values(
                    institution_code=institution_code,
                    account_id=account.id,
                    name=account.name,
                    right=account.right.value,
                    password_hash=account.password_hash,
                    disabled=account.disabled,
                    failures=account.failures,
                    locked_at=account.locked_at,
                )
            )


@lru_cache(_MOST_FINGERPRINTS)
def _digest(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


def require_acceptable(password: str) -> None:
    """Refuse (`AccountRefusedError`) a new password of a wrong length."""
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise AccountRefusedError(
            f"パスワードは{SHORTEST_PASSWORD}文字以上{_LONGEST_PASSWORD}文字以内です。",
            field="password",
        )


def _hash(password: str) -> str:
    require_acceptable(password)
    return generate_password_hash(password)
