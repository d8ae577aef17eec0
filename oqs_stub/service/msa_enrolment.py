"""Which phones may run マイナ資格確認アプリ: codes at the terminal, then one enrolment.

Refusals are `MSARefusedError` and, of the institution's settings, `RefusedError`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..clock import Clock
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..msa_reasons import MSAReason, MSARefusedError
from ..reasons import RefusedError
from ..records import Institution, TreatmentCategory
from .activation_codes import (
    LONGEST_LABEL,
    ActivationCode,
    ActivationCodes,
    CodeState,
    IssuedCode,
)
from .attempts import Attempts, TooManyAttemptsError, account_scope
from .msa_devices import LONGEST_NAME, Device, MSADevices
from .msa_users import FACE
from .overtaken import OvertakenError
from .registration import require_function
from .terminal_account_rows import Account
from .terminal_logins import FACE as TERMINAL
from .terminal_logins import Login, LoginRefusedError, TerminalLogins
from .terminal_rights import Right

ISSUE, DISABLE, ENROL = (
    "アクティベーションコード発行",
    "アクティベーションコード無効化",
    "アクティベーション",
)

CAN_BE_DISABLED = (CodeState.UNUSED, CodeState.USED)

_REFUSED_CODES = {
    CodeState.USED: MSAReason.ACTIVATION_CODE_USED,
    CodeState.EXPIRED: MSAReason.ACTIVATION_CODE_EXPIRED,
    CodeState.DISABLED: MSAReason.ACTIVATION_CODE_DISABLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCode:
    """A code as 「マイナ資格確認アプリ管理」 shows it."""

    code: ActivationCode
    state: CodeState
    device: Device | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What an enrolled phone keeps: its token, and whose it is."""

    token: str
    device: Device
    institution: Institution


class MSAEnrolment:
    """アクティベーション, and who a phone is afterwards."""

    def __init__(
        self,
        *,
        database: Database,
        institutions: Institutions,
        logins: TerminalLogins,
        codes: ActivationCodes,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._database = database
        self._institutions = institutions
        self._logins = logins
        self._codes = codes
        self._ledger = ledger
        self._clock = clock
        self._devices = MSADevices(database, clock)
        self._attempts = Attempts(database, clock)

    def issue(self, login: Login, label: str) -> IssuedCode:
        """Issue a code for one phone, at the terminal."""
        name = label.strip()[:LONGEST_LABEL] or "端末"
        with self._database.begin():
            issued = self._codes.issue(login.institution.code, label=name)
            self._note_terminal(login, ISSUE, f"コード{issued.record.id}")
        return issued

    def codes(self, login: Login) -> list[ListedCode]:
        """Every code of the institution, the newest first."""
        code, now = login.institution.code, self._clock.now()
        with self._database.read():
            devices = self._devices.of_codes(code)
            return [
                ListedCode(code=one, state=one.state(now), device=devices.get(one.id))
                for one in self._codes.all(code)
            ]

    def disable(self, login: Login, code_id: int, *, shown: str) -> bool:
        """Disable a code that was *shown* in that state; its phone stops at once.

        False if there is nothing to disable. Raises `OvertakenError`.
        """
        with self._database.begin():
            found = self._codes.get(code_id)
            if found is None or found.institution_code != login.institution.code:
                return False
            state = found.state(self._clock.now())
            if state not in CAN_BE_DISABLED:
                return False
            if state != shown:
                raise OvertakenError
            self._codes.disable(code_id)
            self._note_terminal(login, DISABLE, f"コード{code_id}")
        return True

    def enrol(
        self,
        *,
        institution_code: str,
        account_id: str,
        password: str,
        activation_code: str,
        device_name: str,
    ) -> Enrolled:
        """アクティベーション: the four inputs of the first start, and a phone's name.

        Refuses without saying which input is wrong; of a code that is the
        institution's own it says why it cannot be used. Failures close the
        enrolment by that account for a while.
        """
        scope = account_scope(FACE, institution_code, account_id)
        try:
            self._attempts.check(scope)
            enrolled = self._enrol(
                institution_code, account_id, password, activation_code, device_name
            )
        except TooManyAttemptsError as error:
            refusal = MSARefusedError(MSAReason.ENROLMENT_CLOSED)
            self._note(ENROL, institution_code, refusal.reason, account_id)
            raise refusal from error
        except MSARefusedError as refusal:
            if self._institutions.find(institution_code) is not None:
                self._attempts.failed(scope)  # Of others there is nothing to guess.
            self._note(ENROL, institution_code, refusal.reason, account_id)
            raise
        except RefusedError as refusal:
            self._note(ENROL, institution_code, refusal.reason, account_id)
            raise
        self._attempts.forget(scope)
        return enrolled

    def device(self, token: str) -> tuple[Device, Institution]:
        """Whose phone that is.

        Refuses an unknown one, one that was disabled, and one whose account was.
        """
        device = self._devices.by_token(token)
        if device is None:
            raise MSARefusedError(MSAReason.DEVICE_UNKNOWN)
        code = self._codes.get(device.code_id)
        institution = self._institutions.find(device.institution_code)
        if code is None or institution is None:
            raise MSARefusedError(MSAReason.DEVICE_UNKNOWN)
        if code.disabled_at is not None:
            raise self._stopped(device, MSAReason.DEVICE_DISABLED)
        if self._logins.usable(institution.code, device.account) is None:
            raise self._stopped(device, MSAReason.ACCOUNT_DISABLED)
        return device, institution

    def _stopped(self, device: Device, reason: MSAReason) -> MSARefusedError:
        """The refusal of a phone that is known, noted."""
        self._note("端末の利用", device.institution_code, reason, device.actor)
        return MSARefusedError(reason)

    def _enrol(
        self, code: str, account_id: str, password: str, text: str, device_name: str
    ) -> Enrolled:
        try:
            with self._logins.identified(code, account_id, password) as whose:
                return self._add_device(*whose, text, device_name)
        except LoginRefusedError as error:
            raise MSARefusedError(MSAReason.ENROLMENT_REFUSED) from error

    def _add_device(
        self, institution: Institution, account: Account, text: str, device_name: str
    ) -> Enrolled:
        if account.right is not Right.VIEWER:  # 権限区分「医療情報閲覧」
            raise MSARefusedError(MSAReason.ENROLMENT_REFUSED)
        settings = self._institutions.settings(institution.code)
        with self._database.begin():
            found = self._codes.find(institution.code, text)
            if found is None:
                raise MSARefusedError(MSAReason.ENROLMENT_REFUSED)
            require_function(settings, TreatmentCategory.HOME_VISIT)
            state = found.state(self._clock.now())
            if state is CodeState.UNUSED and not self._codes.use(found.id):
                state = CodeState.USED
            if state in _REFUSED_CODES:
                raise MSARefusedError(_REFUSED_CODES[state])
            token, device = self._devices.add(
                code_id=found.id,
                institution_code=institution.code,
                account=account.id,
                name=device_name.strip()[:LONGEST_NAME] or found.label,
            )
            self._note(ENROL, institution.code, "ok", device.actor)
        return Enrolled(token=token, device=device, institution=institution)

    def _note(
        self, action: str, institution_code: str, result: str, actor: str
    ) -> None:
        self._ledger.record(
            face=FACE,
            action=action,
            institution_code=institution_code[:10],
            actor=actor[:64],
            result=result,
        )

    def _note_terminal(self, login: Login, action: str, detail: str) -> None:
        self._ledger.record(
            face=TERMINAL,
            action=action,
            institution_code=login.institution.code,
            actor=login.account.id,
            result="ok",
            detail=detail,
        )
