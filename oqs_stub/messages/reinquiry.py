"""OQSsihvq01: 再照会, the newest eligibility of a patient under home care, no card.

The layout is not public: this one follows OQSsiquc01, as a convention of the stub.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from .formats import BRANCH, DATE, INSURER, code, text
from .headers import InquiryAnswerHeader, InquiryHeader
from .items import Message, Part, X, item
from .record import RecordList


class ReinquirySearchInfo(Part):
    """Whom to look for: the numbers of the first visit, or the 照会番号."""

    InsurerNumber: Annotated[
        str | None, item("保険者番号", INSURER, X, note="照会番号がなければ必須")
    ] = None
    InsuredCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), X)] = None
    InsuredIdentificationNumber: Annotated[
        str | None, item("被保険者証番号", text(20), X, note="照会番号がなければ必須")
    ] = None
    InsuredBranchNumber: Annotated[str | None, item("枝番", BRANCH, X)] = None
    Birthdate: Annotated[
        str | None, item("生年月日", DATE, X, note="照会番号がなければ必須")
    ] = None
    LimitApplicationCertificateRelatedConsFlg: Annotated[
        str | None,
        item("限度額適用認定証提供同意フラグ", code("OQSCD001"), X, note="省略時は1"),
    ] = None
    ArbitraryIdentifier: Annotated[
        str | None, item("任意の識別子", text(), X, note="そのまま返す")
    ] = None
    ReferenceNumber: Annotated[str | None, item("照会番号", text(50), X)] = None
    MedicalTreatmentFlag: Annotated[
        str,
        item("診療区分", code("OQSCD028"), X, note="2（訪問診療等）だけ再照会できる"),
    ]


class ReinquiryRequestBody(Part):
    """Body of a 再照会."""

    QualificationConfirmSearchInfo: Annotated[
        ReinquirySearchInfo, item("資格確認照会用情報", None, X)
    ]


class ReinquiryRequest(Message):
    """資格確認要求（訪問診療等） (OQS-IF-025)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[InquiryHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[ReinquiryRequestBody, item("本体", None, X)]


class ReinquiryAnswerBody(Part):
    """Body of the answer to a 再照会."""

    QualificationConfirmSearchInfo: Annotated[
        ReinquirySearchInfo | None,
        item("資格確認照会用情報", None, X, note="要求の写し"),
    ] = None
    PrescriptionIssueSelect: Annotated[
        str | None,
        item("処方箋発行形態", code("OQSCD017"), X, note="最後に選ばれたもの"),
    ] = None
    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), X)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), X)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), X)
    ] = None
    QualificationValidity: Annotated[
        str | None, item("資格有効性", code("OQSCD006"), X)
    ] = None
    ResultList: Annotated[RecordList | None, item("資格確認結果リスト", None, X)] = None


class ReinquiryAnswer(Message):
    """資格確認結果（訪問診療等） (OQS-IF-026)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[InquiryAnswerHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        ReinquiryAnswerBody | None,
        item("本体", None, X, note="処理結果区分が9のときは省略"),
    ] = None
