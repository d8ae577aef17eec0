"""What a visit comes to: reason codes, and what the receipt computer learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType


class Reason(StrEnum):
    """Why a visit was refused. Stable: scripts may depend on these words."""

    PIN_WRONG = "pin_wrong"
    PIN_BLOCKED = "pin_blocked"
    CANCELLED = "cancelled"
    CARD_LOST = "card_lost"
    CARD_UNSUPPORTED = "card_unsupported"
    READER_MISSING = "reader_missing"
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


_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "file": "要求ファイル",
        "message": "要求全体のエラー",
        "person": "この患者についてのエラー",
        "timeout": "時間切れ",
    }
)


class ClinicError(Exception):
    """The national side refused a request of the receipt computer, or was silent.

    `level` is "file" (.err), "message" (`SegmentOfResult` 9), "person"
    (`ProcessingResultStatus` 2) or "timeout"; `code` is as received.
    """

    def __init__(self, level: str, code: str, message: str) -> None:
        said = f"{code} {message}".strip()
        super().__init__(f"{_LEVELS.get(level, level)}: {said}")
        self.level = level
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """One consent triple (…ConsFlg, …ConsTime, …AvailableTime) as it was read."""

    flag: str
    consented_at: datetime | None
    available_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """資格情報 of one person, as the receipt computer read it from `res`."""

    validity: str  # QualificationValidity, OQSCD006.
    classification: str = ""
    insurer_number: str = ""
    insurer_name: str = ""
    symbol: str = ""
    number: str = ""
    branch: str = ""
    name: str = ""
    name_kana: str = ""
    birthdate: date | None = None
    address: str = ""
    ratio: int | None = None  # Percent the patient pays, where it can be known.
    limit_class: str = ""  # 限度額の適用区分, OQSCD012.
    valid_from: date | None = None
    valid_until: date | None = None
    lost_on: date | None = None
    reason_of_loss: str = ""
    prescription: str = ""  # PrescriptionIssueSelect
    reference_number: str = ""
    changed: str = ""  # OQSCD032: 0 unchanged, 1 changed since the last answer.
    consents: Mapping[str, ConsentView] = field(default_factory=dict)
    """By OQSCD036 code: TSR, TKK, YZK, SRJ, SHJ."""
    medical_aid: tuple[Mapping[str, str], ...] = ()
    """`MedicalTicketInfo` rows, element names as received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugLine:
    """One drug of the 薬剤情報 as it was read."""

    dispensed_on: date
    name: str
    quantity: str
    unit: str
    times: str
    usage: str
    pharmacy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication:
    """薬剤情報 of one person as it was read."""

    name: str
    drugs: tuple[DrugLine, ...]
