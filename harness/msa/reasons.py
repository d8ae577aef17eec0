"""Why マイナ資格確認アプリ is refused, beside `results.Reason`."""

from __future__ import annotations

from enum import StrEnum


class MSAReason(StrEnum):
    """Stable words that scenarios may name."""

    ENROLMENT_REFUSED = "enrolment_refused"
    ACTIVATION_CODE_USED = "activation_code_used"
    ACTIVATION_CODE_EXPIRED = "activation_code_expired"
    ACTIVATION_CODE_DISABLED = "activation_code_disabled"
    DEVICE_DISABLED = "device_disabled"
    ACCOUNT_DISABLED = "account_disabled"
    VISUAL_CHECK_NOT_STARTED = "visual_check_not_started"
    IDENTITY_MISMATCH = "identity_mismatch"
    PASSCODE_WRONG = "passcode_wrong"
    PASSCODE_EXPIRED = "passcode_expired"
