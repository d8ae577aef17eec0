"""Who is logged in at the 資格確認端末."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Column, String, Table, delete, insert, select

from ..clock import Clock
from ..database import Database, Instant, metadata
from ..institutions import Institutions
from ..labels import japanese_time
from ..ledger import Ledger
from ..records import Institution
from .terminal_account_rows import Account
from .terminal_accounts import TerminalAccounts
from .terminal_reboot import TerminalReboot
from .terminal_rights import Task

LOGIN_LIFE = timedelta(hours=12)
"""How long a login lasts (assumed)."""

FACE = "terminal"

_logins = Table(
    "terminal_logins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("institution_code", String(10), nullable=False),
    Column("account", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
)


class LoginRefusedError(Exception):
    """Nobody is logged in; the message says why, as far as a stranger may know."""


class WrongLoginError(LoginRefusedError):
    """The institution, the account or the password is wrong; nothing says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody at the terminal of one institution."""

    token: str
    institution: Institution
    account: Account

    @property
    def form_token(self) -> str:
        """What every form of this login carries; no other site can know it."""
        return hashlib.sha256(f"form {self.token}".encode()).hexdigest()

    def may(self, task: Task) -> bool:
        """Whether the account has that function."""
        return task in self.account.tasks

    def sent(self, form_token: str) -> bool:
        """Whether a form with that token was rendered for this login."""
        return hmac.compare_digest(form_token.encode(), self.form_token.encode())


class TerminalLogins:
    """The logins of one stub's terminals. Tokens are kept as hashes alone."""

    def __init__(
        self,
        *,
        database: Database,
        institutions: Institutions,
        accounts: TerminalAccounts,
        reboots: TerminalReboot,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._database = database
        self._institutions = institutions
        self._accounts = accounts
        self._reboots = reboots
        self._ledger = ledger
        self._clock = clock

    def identify(
        self, institution_code: str, account_id: str, password: str
    ) -> tuple[Institution, Account]:
        """Whose account that is, without logging in anywhere; nothing is counted.

        A locked account is refused whatever the password. Raises `LoginRefusedError`.
        """
        institution = self._institutions.find(institution_code)
        account = self._accounts.find(institution_code, account_id)
        if institution is not None and account is not None:
            self._refuse_locked(account)
        if (
            institution is None
            or account is None
            or not self._accounts.fits(account, password)
        ):
            raise WrongLoginError(
                "医療機関コード、ユーザーID、パスワードのいずれかが違います。"
            )
        if account.disabled:
            raise LoginRefusedError(
                f"ユーザーID {account.id} は無効にされています。"
                "管理者に「アカウント管理」で有効にしてもらってください。"
            )
        return institution, account

    @contextmanager
    def identified(
        self, institution_code: str, account_id: str, password: str
    ) -> Iterator[tuple[Institution, Account]]:
        """`identify`, and a transaction in which the account stays as it was found.

        To check a password takes long, and nobody else writes in a transaction: so it
        is done before, and again only where the account was changed meanwhile.
        """
        found = self.identify(institution_code, account_id, password)
        with self._database.begin():
            if self._accounts.find(institution_code, account_id) != found[1]:
                found = self.identify(institution_code, account_id, password)
            yield found

    def log_in(
        self,
        institution_code: str,
        account_id: str,
        password: str,
        *,
        earlier: str = "",
    ) -> Login:
        """Log in; changed 環境設定情報 of the institution comes into force.

        The login has a token of its own; the one of *earlier*, by the same browser,
        ends. A wrong password is counted, and may lock the account. Raises
        `LoginRefusedError`.
        """
        try:
            with self._identified_once(institution_code, account_id, password) as whose:
                return self._begin_login(*whose, earlier=earlier)
        except LoginRefusedError:
            known = self._institutions.find(institution_code) is not None
            self._ledger.record(
                face=FACE,
                action="ログイン",
                institution_code=institution_code if known else "",
                result="refused",
            )
            raise

    def _begin_login(
        self, institution: Institution, account: Account, *, earlier: str
    ) -> Login:
        token = f"{secrets.token_urlsafe(32)}.{self.fingerprint(account)}"
        with self._database.begin() as connection:
            now = self._clock.now()
            if not self._reboots.needed(institution.code):
                self._institutions.apply_pending(institution.code)
            connection.execute(
                delete(_logins).where(
                    (_logins.c.started_at < now - LOGIN_LIFE)
                    | (_logins.c.token_hash == _hash(earlier))
                )
            )
            connection.execute(
                insert(_logins).values(
                    token_hash=_hash(token),
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

    def find(self, token: str) -> Login | None:
        """Who holds that token; None where it is unknown or too old.

        Also where the configured password let them in, and another is configured now.
        One that is set by hand ends the logins itself: `log_out_everywhere`.
        """
        with self._database.read() as connection:
            row = connection.execute(
                select(_logins).where(_logins.c.token_hash == _hash(token))
            ).one_or_none()
        if row is None or self._clock.now() - row.started_at >= LOGIN_LIFE:
            return None
        known = self.usable(row.institution_code, row.account)
        if known is None:
            return None
        institution, account = known
        _, _, told = token.partition(".")  # Nothing in those of an older stub.
        configured = not account.password_hash
        if configured and (not told or told != self.fingerprint(account)):
            return None
        return Login(token=token, institution=institution, account=account)

    def usable(
        self, institution_code: str, account_id: str
    ) -> tuple[Institution, Account] | None:
        """That account; None where it is unknown or disabled."""
        institution = self._institutions.find(institution_code)
        account = self._accounts.find(institution_code, account_id)
        if institution is None or account is None or account.disabled:
            return None
        return institution, account

    def fingerprint(self, account: Account) -> str:
        """Of the account's password; see `TerminalAccounts.fingerprint`."""
        return self._accounts.fingerprint(account)

    @contextmanager
    def confirmed(self, login: Login, password: str) -> Iterator[None]:
        """A transaction in which that is the password, for what is asked with it.

        A wrong one counts as at the login. Raises `LoginRefusedError`.
        """
        code, account_id = login.institution.code, login.account.id
        try:
            with self._identified_once(code, account_id, password):
                yield
        except LoginRefusedError:
            self._ledger.record(
                face=FACE,
                action="パスワードの確認",
                institution_code=code,
                actor=account_id,
                result="refused",
            )
            raise

    def log_out(self, token: str) -> None:
        """End the login; a token that is unknown is no error."""
        with self._database.begin() as connection:
            connection.execute(
                delete(_logins).where(_logins.c.token_hash == _hash(token))
            )

    def log_out_everywhere(
        self, institution_code: str, account_id: str | None = None, *, but: str = ""
    ) -> None:
        """End every login of an account, of the institution where none is named."""
        with self._database.begin() as connection:
            ended = delete(_logins).where(
                _logins.c.institution_code == institution_code,
                _logins.c.token_hash != _hash(but),
            )
            if account_id is not None:
                ended = ended.where(_logins.c.account == account_id)
            connection.execute(ended)

    @contextmanager
    def _identified_once(
        self, institution_code: str, account_id: str, password: str
    ) -> Iterator[tuple[Institution, Account]]:
        """`identified`, counting the tries of an account that there is."""
        asked = (institution_code, account_id)
        try:
            with self.identified(*asked, password) as found:
                self._accounts.right_once(*asked)
                yield found
        except WrongLoginError:
            known = self._institutions.find(institution_code) is not None
            if known and self._accounts.find(*asked) is not None:
                self._refuse_locked(self._accounts.wrong_once(*asked))
            raise

    def _refuse_locked(self, account: Account) -> None:
        until = self._accounts.locked_until(account)
        if until is not None:
            raise LoginRefusedError(
                f"パスワードを{self._accounts.lock.tries}回続けて間違えたため、"
                f"{japanese_time(until)}までログインできません。急ぐときは、"
                "管理者に「アカウント管理」でロックを解除してもらってください。"
            )


def _hash(token: str) -> str:
    # What this stub hands out is 256 random bits: no salt, no slow hash.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
