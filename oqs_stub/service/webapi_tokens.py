"""Who may ask by WebAPI: credentials once, then tokens that run out by the clock.

A token says whose it is and carries the stub's own signature; nothing of it is kept.
It ends early with its account: disabled, taken away, or given another password,
by hand or by the stub's configuration.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from ..clock import Clock
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..own_secret import OwnSecret
from .attempts import Attempts, TooManyAttemptsError, account_scope
from .terminal_logins import LoginRefusedError, TerminalLogins

FACE = "webapi"


_MOST_TOKENS = 1_000
"""In use at a time, of which this process remembers what they say."""


class TokenKind(StrEnum):
    """What a token is good for."""

    ACCESS = "access"  # Handed out because a public client names it; opens nothing.
    REFRESH = "refresh"
    IDENTITY = "id"


LIFE = {
    TokenKind.ACCESS: timedelta(hours=1),
    TokenKind.IDENTITY: timedelta(hours=1),
    TokenKind.REFRESH: timedelta(days=1),
}
"""How long each token is good (assumed)."""


class Denial(StrEnum):
    """Why somebody is not let in; the names are those of the error codes."""

    CREDENTIALS = "webapi_credentials"
    TOO_MANY = "webapi_too_many_attempts"
    TOKEN_MISSING = "webapi_token_missing"  # noqa: S105 - the name of an error.
    TOKEN_INVALID = "webapi_token_invalid"  # noqa: S105 - likewise.
    TOKEN_EXPIRED = "webapi_token_expired"  # noqa: S105 - likewise.
    OTHER_INSTITUTION = "webapi_other_institution"


class DeniedError(Exception):
    """Whoever asks is not let in; `denial` says why, `values` fill its text in."""

    def __init__(self, denial: Denial, **values: str) -> None:
        super().__init__(denial.value)
        self.denial = denial
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The three tokens of one authentication."""

    access: str
    refresh: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The program that asks: for which institution, by which account."""

    institution_code: str
    account: str
    password: str  # Its fingerprint; another password has another.


class WebAPITokens:
    """The tokens of one stub; those of an earlier process stay good."""

    def __init__(
        self,
        *,
        database: Database,
        institutions: Institutions,
        logins: TerminalLogins,
        ledger: Ledger,
        clock: Clock,
        secret_file: Path,
    ) -> None:
        self._institutions = institutions
        self._logins = logins
        self._ledger = ledger
        self._clock = clock
        self._attempts = Attempts(database, clock)
        self._secret = OwnSecret(secret_file, database)
        # What a genuine token says never changes; whether it still opens anything is
        # asked anew each time. A forged one raises, and is not kept.
        self._signed = lru_cache(_MOST_TOKENS)(self._loads)

    def authenticate(
        self, institution_code: str, account_id: str, password: str
    ) -> Tokens:
        """Tokens for whoever knows an account's password. Raises `DeniedError`."""
        code = institution_code[:10]
        scope = account_scope(FACE, code, account_id)
        try:
            self._attempts.check(scope)
            institution, account = self._logins.identify(
                institution_code, account_id, password
            )
        except TooManyAttemptsError as error:
            raise self._recorded("認証", DeniedError(Denial.TOO_MANY), code) from error
        except LoginRefusedError as error:
            if self._institutions.find(institution_code) is not None:
                self._attempts.failed(scope)  # Of others there is nothing to guess.
            raise self._recorded(
                "認証", DeniedError(Denial.CREDENTIALS), code
            ) from error
        self._attempts.forget(scope)
        return self._issue(
            "認証",
            Caller(
                institution_code=institution.code,
                account=account.id,
                password=self._logins.fingerprint(account),
            ),
        )

    def refresh(self, token: str) -> Tokens:
        """New tokens for a refresh token that is still good. Raises `DeniedError`."""
        try:
            caller = self._read(token, TokenKind.REFRESH)
        except DeniedError as error:
            raise self._recorded("更新", error) from None
        return self._issue("更新", caller)

    def identify(self, token: str) -> Caller:
        """Whose idToken that is. Raises `DeniedError`."""
        try:
            return self._read(token, TokenKind.IDENTITY)
        except DeniedError as error:
            raise self._recorded("照会", error) from None

    def allow(self, caller: Caller, institution_code: str) -> None:
        """Raise `DeniedError` where *caller* asks in another institution's name."""
        if institution_code == caller.institution_code:
            return
        own, came = caller.institution_code, institution_code[:10]
        raise self._recorded(
            "照会",
            DeniedError(Denial.OTHER_INSTITUTION, own=own, came=came),
            own,
            caller.account,
        )

    @cached_property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret.get(), salt="webapi")

    def _issue(self, action: str, caller: Caller) -> Tokens:
        self._ledger.record(
            face=FACE,
            action=action,
            institution_code=caller.institution_code,
            actor=caller.account,
            result="ok",
        )
        return Tokens(
            access=self._token(caller, TokenKind.ACCESS),
            refresh=self._token(caller, TokenKind.REFRESH),
            identity=self._token(caller, TokenKind.IDENTITY),
        )

    def _token(self, caller: Caller, kind: TokenKind) -> str:
        ends = self._clock.now() + LIFE[kind]
        return str(
            self._serializer.dumps(
                [
                    kind,
                    caller.institution_code,
                    caller.account,
                    caller.password,
                    ends.timestamp(),
                    secrets.token_urlsafe(8),  # No two tokens are the same.
                ]
            )
        )

    def _loads(self, token: str) -> tuple[str, Caller, float]:
        """What a token of ours says: its kind, whose it is, when it ends."""
        kind, code, account, password, ends, _ = self._serializer.loads(token)
        caller = Caller(institution_code=code, account=account, password=password)
        return kind, caller, ends

    def _read(self, token: str, kind: TokenKind) -> Caller:
        if not token:
            raise DeniedError(Denial.TOKEN_MISSING)
        try:
            found, caller, ends = self._signed(token)
        except (BadSignature, ValueError) as error:  # ValueError: an older stub's.
            raise DeniedError(Denial.TOKEN_INVALID) from error
        if found != kind:
            raise DeniedError(Denial.TOKEN_INVALID)
        if self._clock.now().timestamp() >= ends:
            raise DeniedError(Denial.TOKEN_EXPIRED)
        known = self._logins.usable(caller.institution_code, caller.account)
        if known is None or caller.password != self._logins.fingerprint(known[1]):
            raise DeniedError(Denial.TOKEN_INVALID)
        return caller

    def _recorded(
        self,
        action: str,
        error: DeniedError,
        institution_code: str = "",
        actor: str = "",
    ) -> DeniedError:
        self._ledger.record(
            face=FACE,
            action=action,
            institution_code=institution_code,
            actor=actor,
            result=error.denial.value,
        )
        return error
