"""Why a registration is refused: stable codes."""

from __future__ import annotations

from enum import StrEnum

CALL_CENTRE = "0800-080-4583"
"""オンライン資格確認等コールセンター, as the ministry's leaflet prints it."""


class Reason(StrEnum):
    """Stable words; scripts, the app and the pages depend on them."""

    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    PHONE_CERTIFICATE_UNSUPPORTED = "phone_certificate_unsupported"
    SIGNATURE_INVALID = "signature_invalid"
    CHALLENGE_INVALID = "challenge_invalid"
    REVOCATION_UNAVAILABLE = "revocation_unavailable"
    INSURANCE_USE_NOT_REGISTERED = "insurance_use_not_registered"
    PERSON_UNKNOWN = "person_unknown"
    FUNCTION_DISABLED = "function_disabled"
    FUNCTION_NOT_STARTED = "function_not_started"
    OUTSIDE_HOURS = "outside_hours"
    VISIT_FORM_UNFIT = "visit_form_unfit"
    EXAMINATION_DATE_PAST = "examination_date_past"
    URL_UNKNOWN = "url_unknown"
    URL_WRONG_KIND = "url_wrong_kind"
    SESSION_EXPIRED = "session_expired"
    SESSION_UNKNOWN = "session_unknown"
    CONSENT_ENDED = "consent_ended"
    OTHER_BROWSER = "other_browser"
    FORM_FOREIGN = "form_foreign"
    CHALLENGE_EXPIRED = "challenge_expired"
    CERTIFICATE_CHECK_BUSY = "certificate_check_busy"
    CONNECTION_ERROR = "connection_error"
    MAINTENANCE = "maintenance"
    SERVER_ERROR = "server_error"


class RefusedError(Exception):
    """The registration cannot go on; `reason` is the stable code.

    *told* is a sentence for the people there that the reason alone cannot say, such
    as a date.
    """

    def __init__(self, reason: Reason, detail: str = "", *, told: str = "") -> None:
        detail = detail or told
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
        self.told = told
