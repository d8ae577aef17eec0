"""What a 管理者 does to the accounts of the institution, with a line in the ledger."""

from __future__ import annotations

from ..database import Database
from ..ledger import Ledger
from .terminal_account_rows import Account
from .terminal_accounts import (
    AccountRefusedError,
    TerminalAccounts,
    require_acceptable,
)
from .terminal_logins import FACE, Login, TerminalLogins
from .terminal_rights import Right


class TerminalStaff:
    """「アカウント管理」 of one stub's terminals; every call names the login."""

    def __init__(
        self,
        *,
        database: Database,
        accounts: TerminalAccounts,
        logins: TerminalLogins,
        ledger: Ledger,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._logins = logins
        self._ledger = ledger

    def create(
        self, login: Login, *, account_id: str, name: str, right: Right, password: str
    ) -> Account:
        """Make an account. Raises `AccountRefusedError`."""
        with self._database.begin():
            made = self._accounts.create(
                login.institution.code,
                account_id=account_id,
                name=name,
                right=right,
                password=password,
            )
            self._note(login, "アカウント作成", f"{made.id} {made.right}")
        return made

    def set_password(self, login: Login, account_id: str, password: str) -> None:
        """Change a password; every other login of that account ends.

        Raises `AccountRefusedError`.
        """
        code = login.institution.code
        with self._database.begin():
            self._accounts.set_password(code, account_id, password)
            self._logins.log_out_everywhere(code, account_id, but=login.token)
            self._note(login, "パスワード変更", account_id)

    def change_own_password(self, login: Login, old: str, new: str) -> None:
        """Change the password of whoever is logged in and knows the *old* one.

        Raises `LoginRefusedError` where that is no longer it, `AccountRefusedError`.
        """
        require_acceptable(new)  # Before: what is refused counts no try, nor ends any.
        with self._logins.confirmed(login, old):
            self.set_password(login, login.account.id, new)

    def set_disabled(self, login: Login, account_id: str, *, disabled: bool) -> None:
        """Disable an account and end its logins, or enable it.

        Raises `AccountRefusedError`, also for one's own account.
        """
        if account_id == login.account.id:
            raise AccountRefusedError("自分のアカウントは無効にできません。")
        code = login.institution.code
        with self._database.begin():
            self._accounts.set_disabled(code, account_id, disabled=disabled)
            if disabled:
                self._logins.log_out_everywhere(code, account_id)
            act = "アカウント無効化" if disabled else "アカウント有効化"
            self._note(login, act, account_id)

    def unlock(self, login: Login, account_id: str) -> None:
        """End a lock. Raises `AccountRefusedError`."""
        with self._database.begin():
            self._accounts.unlock(login.institution.code, account_id)
            self._note(login, "ロック解除", account_id)

    def put_back(self, code: str) -> None:
        """Give an institution the accounts of a new terminal; every login ends.

        Nobody who is logged in can do that: it comes from outside.
        """
        with self._database.begin():
            self._accounts.reset(code)
            self._logins.log_out_everywhere(code)
            self._ledger.record(
                face="control",
                action="アカウントの初期化",
                institution_code=code,
                result="ok",
            )

    def _note(self, login: Login, action: str, detail: str) -> None:
        self._ledger.record(
            face=FACE,
            action=action,
            institution_code=login.institution.code,
            actor=login.account.id,
            result="ok",
            detail=detail,
        )
