"""The answer to a request that is refused as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from ..error_codes import Refusal
from ..messages import Encoding, Message
from ..messages.checkups import CheckupAnswerHeader
from ..messages.formats import DATE, write_moment
from ..messages.headers import InquiryAnswerHeader, ListResultHeader, ReceptionHeader
from ..messages.items import Part
from ..messages.layout import elements
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
    missing there is left out. There is nothing but a header: of what kind, the
    description of the answer says.
    """
    header = next(
        (e.part for e in elements(answer_type) if e.name == "MessageHeader"), None
    )
    write = None if header is None else _HEADERS.get(header)
    if write is None:
        raise TypeError(
            f"expected an answer of the catalogue, got {answer_type.__name__}"
        )
    written = write(echo, refusal, write_moment(now) or "", encoding.identifier)
    return answer_type.model_validate({"MessageHeader": written})


def _medicine(
    echo: Mapping[str, str], refusal: Refusal, _executed: str, _encoding: str
) -> Part:
    return MedicineAnswerHeader(
        MedicalInstitutionCode=echo.get("MedicalInstitutionCode"),
        ArbitraryFileIdentifier=echo.get("ArbitraryFileIdentifier"),
        ResultCode=refusal.code,
        MessageContents=refusal.message,
    )


def _checkup(
    echo: Mapping[str, str], refusal: Refusal, _executed: str, _encoding: str
) -> Part:
    return CheckupAnswerHeader(
        MedicalInstitutionCode=echo.get("MedicalInstitutionCode"),
        ArbitraryFileIdentifier=echo.get("ArbitraryFileIdentifier"),
        ResultCode=refusal.code,
        MessageContents=refusal.message,
    )


def _reception(
    echo: Mapping[str, str], refusal: Refusal, executed: str, encoding: str
) -> Part:
    return ReceptionHeader(
        ProcessExecutionTime=executed,
        MedicalInstitutionCode=echo.get("MedicalInstitutionCode"),
        ArbitraryFileIdentifier=echo.get("ArbitraryFileIdentifier"),
        SegmentOfResult=_FAILED,
        ErrorCode=refusal.code,
        ErrorMessage=refusal.message,
        CharacterCodeIdentifier=encoding,
    )


def _list_result(
    echo: Mapping[str, str], refusal: Refusal, executed: str, encoding: str
) -> Part:
    return ListResultHeader(
        ProcessExecutionTime=executed,
        MedicalInstitutionCode=echo.get("MedicalInstitutionCode"),
        ArbitraryFileIdentifier=echo.get("ArbitraryFileIdentifier"),
        ReceptionNumber=echo.get("ReceptionNumber"),
        SegmentOfResult=_FAILED,
        ErrorCode=refusal.code,
        ErrorMessage=refusal.message,
        CharacterCodeIdentifier=encoding,
    )


def _inquiry(
    echo: Mapping[str, str], refusal: Refusal, executed: str, encoding: str
) -> Part:
    return InquiryAnswerHeader(
        ProcessExecutionTime=executed,
        QualificationConfirmationDate=_date(echo.get("QualificationConfirmationDate")),
        MedicalInstitutionCode=echo.get("MedicalInstitutionCode"),
        ArbitraryFileIdentifier=echo.get("ArbitraryFileIdentifier"),
        ReferenceClassification=BY_CARD_NUMBERS,
        SegmentOfResult=_FAILED,
        ErrorCode=refusal.code,
        ErrorMessage=refusal.message,
        CharacterCodeIdentifier=encoding,
    )


_HEADERS: Mapping[
    type[Part], Callable[[Mapping[str, str], Refusal, str, str], Part]
] = {
    InquiryAnswerHeader: _inquiry,
    ReceptionHeader: _reception,
    ListResultHeader: _list_result,
    MedicineAnswerHeader: _medicine,
    CheckupAnswerHeader: _checkup,
}


def _date(value: str | None) -> str | None:
    return value if value is not None and DATE.accepts(value) else None
