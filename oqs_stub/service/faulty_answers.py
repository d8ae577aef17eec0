"""Answers with something wrong in them: each function makes one mistake, on purpose."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from card_profiles.model import Coverage

from ..error_codes import Refusal
from ..messages import Message
from ..messages.headers import ListResultHeader
from ..messages.items import Part
from ..messages.record import EligibilityRecord, RecordList
from ..registry import InsuredPerson
from ..rules.eligibility import Validity, Viewer
from .eligibility_record import RecordView, eligibility_record

P = TypeVar("P", bound=Part)

_ERROR = "2"  # 処理結果状況, OQSCD004.
_WORKING = "2"  # 処理結果区分, OQSCD003.
_OTHER_REQUEST = {
    "ArbitraryFileIdentifier": "STUB-OTHER-REQUEST",
    "ReceptionNumber": "9" * 20,
}
_IDENTITY = (
    "InsuredCardClassification",
    "InsurerNumber",
    "InsuredCardSymbol",
    "InsuredIdentificationNumber",
    "InsuredBranchNumber",
    "PersonalFamilyClassification",
    "InsuredName",
    "Name",
    "NameOfOther",
    "NameKana",
    "Sex1",
    "Birthdate",
    "Address",
    "PostNumber",
    "InsuredPartialContributionRatio",  # 後期高齢者医療 alone.
    "InsurerName",
)


def says_whether_done(subject: Part) -> bool:
    """Whether *subject* has a 処理結果状況: 薬剤情報 and 特定健診情報 have none."""
    return "ProcessingResultStatus" in type(subject).model_fields


def is_failed(subject: Part) -> bool:
    """Whether its 処理結果状況 is エラー."""
    return getattr(subject, "ProcessingResultStatus", None) == _ERROR


def records_of(subject: Part) -> tuple[EligibilityRecord, ...]:
    """The records of one person: of a single answer's body, or of a unit."""
    holder = getattr(subject, "ResultList", None) or subject
    found = getattr(holder, "ResultOfQualificationConfirmation", ())
    return tuple(one for one in found if isinstance(one, EligibilityRecord))


def failed(subject: P, refusal: Refusal) -> P:
    """処理結果状況 2 with that code, and nothing else."""
    return _changed(
        _without_records(subject),
        ProcessingResultStatus=_ERROR,
        ProcessingResultCode=refusal.code,
        ProcessingResultMessage=refusal.message,
        QualificationValidity=None,
    )


def with_validity(subject: P, value: str) -> P | None:
    """Another 資格有効性; None where there is none to begin with."""
    if getattr(subject, "QualificationValidity", None) is None:
        return None
    if value == Validity.NOT_FOUND:
        subject = _without_records(subject)
    return _changed(subject, QualificationValidity=value)


def about(subject: P, other: InsuredPerson, coverage: Coverage) -> P | None:
    """The same answer with *other*'s identity; None where it is about nobody."""
    records = records_of(subject)
    if not records:
        return None
    theirs = eligibility_record(
        other,
        coverage,
        RecordView(  # None of it decides who somebody is.
            on=date.min,
            viewer=Viewer(medical_aid=False),
            institution_code="",
            limit_consented_at=None,
        ),
    )
    identity = {name: getattr(theirs, name) for name in _IDENTITY}
    return _with_records(
        subject, tuple(one.model_copy(update=identity) for one in records)
    )


def of_another_request(answer: Message) -> Message | None:
    """The same answer, echoing what another request said; None if it echoes nothing."""
    header = getattr(answer, "MessageHeader", None)
    if not isinstance(header, Part):
        return None
    return _changed(answer, MessageHeader=_changed(header, **_OTHER_REQUEST))


def still_working(answer: Message) -> Message | None:
    """処理中 in place of a list; None where *answer* is none."""
    header = getattr(answer, "MessageHeader", None)
    if not isinstance(header, ListResultHeader):
        return None
    header = _changed(
        header,
        SegmentOfResult=_WORKING,
        ErrorCode=None,
        ErrorMessage=None,
        NumberOfProcessingResult=None,
        NumberOfNormalProcessing=None,
        NumberOfError=None,
    )
    return _changed(answer, MessageHeader=header, MessageBody=None)


def counted(answer: Message) -> Message:
    """The same list, its header's numbers agreeing with its units again."""
    header, body = answer.MessageHeader, answer.MessageBody  # type: ignore[attr-defined]  # Every 02res has both.
    errors = sum(map(is_failed, body.BulkConfirmUnit))
    header = _changed(
        header,
        NumberOfNormalProcessing=str(len(body.BulkConfirmUnit) - errors),
        NumberOfError=str(errors),
    )
    return _changed(answer, MessageHeader=header)


def _without_records(subject: P) -> P:
    return _with_records(subject, ())


def _with_records(subject: P, records: tuple[EligibilityRecord, ...]) -> P:
    if "ResultList" in type(subject).model_fields:
        held = RecordList(ResultOfQualificationConfirmation=records)
        return _changed(subject, ResultList=held if records else None)
    return _changed(subject, ResultOfQualificationConfirmation=records)


def _changed(part: P, **values: object) -> P:
    """*part* with these elements, as far as its description has them."""
    known = type(part).model_fields
    return part.model_copy(
        update={name: value for name, value in values.items() if name in known}
    )
