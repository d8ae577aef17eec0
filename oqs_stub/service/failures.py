"""The answer to a request that is refused as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ..error_codes import Refusal
from ..messages import (
    ConsentedListReception,
    ConsentedResult,
    EligibilityAnswer,
    Encoding,
    MedicineAnswer,
    Message,
    ReinquiryAnswer,
)
from ..messages.formats import DATE, write_moment
from ..messages.headers import InquiryAnswerHeader, ListResultHeader, ReceptionHeader
from ..messages.medicines import MedicineAnswerHeader

BY_CARD_NUMBERS = "2"  # 照会区分, OQSCD002: 被保険者証情報.
_FAILED = "9"  # 処理結果区分, OQSCD003.


def failure(
    answer_type: type[Message],
    echo: Mapping[str, str],
    refusal: Refusal,
    *,
    now: datetime,
    encoding: Encoding,
) -> Message:
    """The answer of that type that says *refusal* and repeats what *echo* holds.

    *echo* maps element names of the request to their values as they came; what is
    missing there is left out.
    """
    executed = write_moment(now) or ""
    institution = echo.get("MedicalInstitutionCode")
    identifier = echo.get("ArbitraryFileIdentifier")
    if answer_type is MedicineAnswer:
        return MedicineAnswer(
            MessageHeader=MedicineAnswerHeader(
                MedicalInstitutionCode=institution,
                ArbitraryFileIdentifier=identifier,
                ResultCode=refusal.code,
                MessageContents=refusal.message,
            )
        )
    if answer_type is ConsentedListReception:
        return ConsentedListReception(
            MessageHeader=ReceptionHeader(
                ProcessExecutionTime=executed,
                MedicalInstitutionCode=institution,
                ArbitraryFileIdentifier=identifier,
                SegmentOfResult=_FAILED,
                ErrorCode=refusal.code,
                ErrorMessage=refusal.message,
                CharacterCodeIdentifier=encoding.identifier,
            )
        )
    if answer_type is ConsentedResult:
        return ConsentedResult(
            MessageHeader=ListResultHeader(
                ProcessExecutionTime=executed,
                MedicalInstitutionCode=institution,
                ArbitraryFileIdentifier=identifier,
                ReceptionNumber=echo.get("ReceptionNumber"),
                SegmentOfResult=_FAILED,
                ErrorCode=refusal.code,
                ErrorMessage=refusal.message,
                CharacterCodeIdentifier=encoding.identifier,
            )
        )
    header = InquiryAnswerHeader(
        ProcessExecutionTime=executed,
        QualificationConfirmationDate=_date(echo.get("QualificationConfirmationDate")),
        MedicalInstitutionCode=institution,
        ArbitraryFileIdentifier=identifier,
        ReferenceClassification=BY_CARD_NUMBERS,
        SegmentOfResult=_FAILED,
        ErrorCode=refusal.code,
        ErrorMessage=refusal.message,
        CharacterCodeIdentifier=encoding.identifier,
    )
    if answer_type is ReinquiryAnswer:
        return ReinquiryAnswer(MessageHeader=header)
    if answer_type is EligibilityAnswer:
        return EligibilityAnswer(MessageHeader=header)
    raise TypeError(f"expected an answer of the catalogue, got {answer_type.__name__}")


def _date(value: str | None) -> str | None:
    return value if value is not None and DATE.accepts(value) else None
