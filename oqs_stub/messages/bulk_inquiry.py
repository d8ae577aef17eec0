"""OQSmuquc01/02: 一括照会, many people at once by the numbers of their cards."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .consented import ReceptionBody, ResultRequestBody
from .formats import BRANCH, DATE, INSURER, code, text
from .headers import InquiryHeader, ListRequestHeader, ListResultHeader, ReceptionHeader
from .items import A, B, C, Message, Part, item
from .record import EligibilityRecord

_NEEDED = "欠けていれば、その人だけがエラーになる"


class BulkSearchInfo(Part):
    """One person to look for, as OQSsiquc01 asks; what is missing fails that one."""

    InsurerNumber: Annotated[
        str | None, item("保険者番号", INSURER, B, note=_NEEDED)
    ] = None
    InsuredCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), B)] = None
    InsuredIdentificationNumber: Annotated[
        str | None, item("被保険者証番号", text(20), B, note=_NEEDED)
    ] = None
    InsuredBranchNumber: Annotated[str | None, item("枝番", BRANCH, B)] = None
    Birthdate: Annotated[str | None, item("生年月日", DATE, B, note=_NEEDED)] = None
    LimitApplicationCertificateRelatedConsFlg: Annotated[
        str | None,
        item(
            "限度額適用認定証提供同意フラグ",
            code("OQSCD001"),
            B,
            note="1でも限度額は返さない",
        ),
    ] = None
    ArbitraryIdentifier: Annotated[
        str | None, item("任意の識別子", text(), B, note="そのまま返す")
    ] = None


class BulkInquiryRequestBody(Part):
    """The people asked for."""

    QualificationConfirmSearchInfo: Annotated[
        tuple[BulkSearchInfo, ...], item("資格確認照会用情報", None, B)
    ]


class BulkInquiryRequest(Message):
    """資格確認一括照会要求 (OQS-IF-005)."""

    many_people: ClassVar[bool] = True

    MessageHeader: Annotated[InquiryHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[BulkInquiryRequestBody, item("本体", None, B)]


class BulkInquiryReception(Message):
    """資格確認一括照会アップロード結果 (OQS-IF-006)."""

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[
        ReceptionBody | None, item("本体", None, A, note="処理結果区分が9のときは省略")
    ] = None


class BulkInquiryResultRequest(Message):
    """資格確認一括照会ダウンロード要求 (OQS-IF-007)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[ResultRequestBody, item("本体", None, A)]


class BulkInquiryUnit(Part):
    """What was found for one person, in the order of the request."""

    QualificationConfirmSearchInfo: Annotated[
        BulkSearchInfo, item("資格確認照会用情報", None, B, note="要求の写し")
    ]
    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), A)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), A)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), A)
    ] = None
    QualificationValidity: Annotated[
        str | None, item("資格有効性", code("OQSCD006"), B)
    ] = None
    ResultOfQualificationConfirmation: Annotated[
        tuple[EligibilityRecord, ...],
        item("資格確認結果", None, A, note="複数該当では候補の数だけ"),
    ] = ()
    ReferenceNumber: Annotated[
        tuple[str, ...],
        item("照会番号", text(50), B, note="照会番号を登録していれば"),
    ] = ()


class BulkInquiryResultBody(Part):
    """The people asked for."""

    BulkConfirmUnit: Annotated[
        tuple[BulkInquiryUnit, ...], item("一括照会結果", None, A)
    ] = ()


class BulkInquiryResult(Message):
    """資格確認一括照会ダウンロード結果 (OQS-IF-008)."""

    MessageHeader: Annotated[ListResultHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[
        BulkInquiryResultBody | None,
        item("本体", None, C, note="処理中、異常終了では省略"),
    ] = None
