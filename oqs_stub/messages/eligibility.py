"""OQSsiquc01: one person's eligibility, asked by the numbers of the insurance card."""

from __future__ import annotations

from typing import Annotated

from .formats import BRANCH, DATE, INSURER, code, text
from .headers import InquiryAnswerHeader, InquiryHeader
from .items import A, Message, Part, item
from .record import RecordList


class NumberSearch(Part):
    """Whom to look for."""

    InsurerNumber: Annotated[
        str,
        item("保険者番号", INSURER, A, note="空白・先頭の0の違いは問わない"),
    ]
    InsuredCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), A)] = None
    InsuredIdentificationNumber: Annotated[str, item("被保険者証番号", text(20), A)]
    InsuredBranchNumber: Annotated[str | None, item("枝番", BRANCH, A)] = None
    Birthdate: Annotated[str, item("生年月日", DATE, A)]
    LimitApplicationCertificateRelatedConsFlg: Annotated[
        str, item("限度額適用認定証提供同意フラグ", code("OQSCD001"), A)
    ]
    ArbitraryIdentifier: Annotated[
        str | None, item("任意の識別子", text(), A, note="そのまま返す")
    ] = None


class EligibilityRequestBody(Part):
    """Body of a 資格確認要求."""

    QualificationConfirmSearchInfo: Annotated[
        NumberSearch, item("資格確認照会用情報", None, A)
    ]


class EligibilityRequest(Message):
    """資格確認要求 (OQS-IF-001)."""

    MessageHeader: Annotated[InquiryHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[EligibilityRequestBody, item("本体", None, A)]


class EligibilityAnswerBody(Part):
    """Body of a 資格確認結果."""

    QualificationConfirmSearchInfo: Annotated[
        NumberSearch | None,
        item("資格確認照会用情報", None, A, note="要求の写し"),
    ] = None
    PrescriptionIssueSelect: Annotated[
        str | None, item("処方箋発行形態", code("OQSCD017"), A)
    ] = None
    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), A)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), A)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), A)
    ] = None
    QualificationValidity: Annotated[
        str | None, item("資格有効性", code("OQSCD006"), A)
    ] = None
    ResultList: Annotated[RecordList | None, item("資格確認結果リスト", None, A)] = None


class EligibilityAnswer(Message):
    """資格確認結果 (OQS-IF-002)."""

    MessageHeader: Annotated[InquiryAnswerHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[
        EligibilityAnswerBody | None,
        item("本体", None, A, note="処理結果区分が9のときは省略"),
    ] = None
