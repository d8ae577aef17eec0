"""Who may do what at the 資格確認端末, and who is logged in."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Column, String, Table, delete, insert, select

from ..clock import Clock
from ..database import Database, Instant, metadata
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import Institution

LOGIN_LIFE = timedelta(hours=12)
"""How long a login lasts (assumed)."""

FACE = "terminal"

_logins = Table(
    "terminal_logins",
    metadata,
    Column("token", String(48), primary_key=True),
    Column("institution_code", String(10), nullable=False),
    Column("account", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
)


class Task(StrEnum):
    """The functions of the terminal's menu, by their names on the screen."""

    SETTINGS = "環境設定情報更新"
    URLS = "医療機関別URL取得・変更"
    CONSENTED = "同意済資格情報取得"
    PATIENTS = "同意取得済み患者一覧(訪問診療等・オンライン診療等)"
    CANCEL = "閲覧同意の取消し"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of the terminal's three accounts."""

    id: str
    label: str
    tasks: frozenset[Task]


ACCOUNTS: dict[str, Account] = {
    account.id: account
    for account in (
        Account(id="admin", label="管理者", tasks=frozenset(Task)),
        Account(
            id="user",
            label="一般利用者",
            tasks=frozenset({Task.CONSENTED, Task.CANCEL}),
        ),
        Account(
            id="viewer",
            label="医療情報閲覧者",
            tasks=frozenset({Task.CONSENTED, Task.PATIENTS, Task.CANCEL}),
        ),
    )
}
"""Only 環境設定 and URL (管理者) and the patient list (not 一般利用者) are attested;
the rest is open to everybody here [assumed]."""


class LoginRefusedError(Exception):
    """The institution, the account or the password is wrong; nothing says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody at the terminal of one institution."""

    token: str
    institution: Institution
    account: Account

    def may(self, task: Task) -> bool:
        """Whether the account has that function."""
        return task in self.account.tasks


class TerminalLogins:
    """The logins of one stub's terminals."""

    def __init__(
        self,
        *,
        database: Database,
        institutions: Institutions,
        ledger: Ledger,
        clock: Clock,
        password: str,
    ) -> None:
        self._database = database
        self._institutions = institutions
        self._ledger = ledger
        self._clock = clock
        self._password = password

    def log_in(self, institution_code: str, account_id: str, password: str) -> Login:
        """Log in; changed 環境設定情報 of the institution comes into force.

        Raises `LoginRefusedError`.
        """
        try:
            institution, account = self.identify(institution_code, account_id, password)
        except LoginRefusedError:
            self._ledger.record(face=FACE, action="ログイン", result="refused")
            raise
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        with self._database.begin() as connection:
            self._institutions.apply_pending(institution.code)
            connection.execute(
                delete(_logins).where(_logins.c.started_at < now - LOGIN_LIFE)
            )
            connection.execute(
                insert(_logins).values(
                    token=token,
                    institution_code=institution.code,
                    account=account.id,
                    started_at=now,
                )
            )
            self._ledger.record(
                face=FACE,
                action="ログイン",
                institution_code=institution.code,
                actor=account.id,
                result="ok",
            )
        return Login(token=token, institution=institution, account=account)

    def identify(
        self, institution_code: str, account_id: str, password: str
    ) -> tuple[Institution, Account]:
        """Whose account that is, without logging in anywhere.

        Raises `LoginRefusedError`.
        """
        institution = self._institutions.find(institution_code)
        account = ACCOUNTS.get(account_id)
        right = hmac.compare_digest(password.encode(), self._password.encode())
        if institution is None or account is None or not right:
            raise LoginRefusedError(
                "医療機関コード、ユーザーID、パスワードのいずれかが違います。"
            )
        return institution, account

    def find(self, token: str) -> Login | None:
        """Who holds that token; None where it is unknown or too old."""
        with self._database.begin() as connection:
            row = connection.execute(
                select(_logins).where(_logins.c.token == token)
            ).one_or_none()
        if row is None or self._clock.now() - row.started_at >= LOGIN_LIFE:
            return None
        institution = self._institutions.find(row.institution_code)
        account = ACCOUNTS.get(row.account)
        if institution is None or account is None:
            return None
        return Login(token=token, institution=institution, account=account)

    def log_out(self, token: str) -> None:
        """End the login; a token that is unknown is no error."""
        with self._database.begin() as connection:
            connection.execute(delete(_logins).where(_logins.c.token == token))
