"""OQSmuonq01/02 and OQSsionq01: people who registered for オンライン診療等."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .consented import ConsentedResultBody, ReceptionBody, ResultRequestBody
from .formats import DATE, code, text
from .headers import (
    InquiryAnswerHeader,
    InquiryHeader,
    ListRequestHeader,
    ListResultHeader,
    ReceptionHeader,
)
from .items import B, C, Message, Part, X, item
from .record import RecordList
from .reinquiry import ReinquirySearchInfo

_EITHER = "同意日か受診日のどちらか一方、自・至とも"


class OnlineSearchInfo(Part):
    """Which consents: by the day they were given, or by 受診予定日."""

    ConsentDateFrom: Annotated[
        str | None, item("同意日（自）", DATE, B, note=_EITHER)
    ] = None
    ConsentDateTo: Annotated[
        str | None, item("同意日（至）", DATE, B, note=_EITHER)
    ] = None
    ExaminationDateFrom: Annotated[
        str | None, item("受診日（自）", DATE, B, note=_EITHER)
    ] = None
    ExaminationDateTo: Annotated[
        str | None, item("受診日（至）", DATE, B, note=_EITHER)
    ] = None
    MedicalTreatmentFlag: Annotated[
        str, item("診療区分", code("OQSCD028"), B, note="3（オンライン診療等）")
    ]


class OnlineListRequestBody(Part):
    """Body of a request for the list."""

    QualificationConfirmSearchInfo: Annotated[
        OnlineSearchInfo, item("資格確認照会用情報", None, B)
    ]


class OnlineListRequest(Message):
    """同意済資格情報一括取得（オンライン診療等）要求 (OQS-IF-021)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[OnlineListRequestBody, item("本体", None, B)]


class OnlineListReception(Message):
    """同意済資格情報一括取得（オンライン診療等）受付結果 (OQS-IF-022)."""

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        ReceptionBody | None, item("本体", None, B, note="処理結果区分が9のときは省略")
    ] = None


class OnlineResultRequest(Message):
    """同意済資格情報一括取得（オンライン診療等）結果要求 (OQS-IF-023)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[ResultRequestBody, item("本体", None, B)]


class OnlineResult(Message):
    """同意済資格情報一括取得（オンライン診療等）結果 (OQS-IF-024)."""

    MessageHeader: Annotated[ListResultHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        ConsentedResultBody | None,
        item("本体", None, C, note="該当者がいないとき、処理中、異常終了では省略"),
    ] = None


class OnlineInquirySearchInfo(ReinquirySearchInfo):
    """Whom to look for: as in a 再照会, but with 診療区分 3."""

    MedicalTreatmentFlag: Annotated[
        str, item("診療区分", code("OQSCD028"), X, note="3（オンライン診療等）")
    ]


class OnlineInquiryRequestBody(Part):
    """Body of a 資格確認（オンライン診療等）."""

    QualificationConfirmSearchInfo: Annotated[
        OnlineInquirySearchInfo, item("資格確認照会用情報", None, X)
    ]


class OnlineInquiryRequest(Message):
    """資格確認要求（オンライン診療等） (OQS-IF-027); no 再照会."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[InquiryHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[OnlineInquiryRequestBody, item("本体", None, X)]


class OnlineInquiryAnswerBody(Part):
    """Body of the answer to a 資格確認（オンライン診療等）."""

    QualificationConfirmSearchInfo: Annotated[
        OnlineInquirySearchInfo | None,
        item("資格確認照会用情報", None, X, note="要求の写し"),
    ] = None
    PrescriptionIssueSelect: Annotated[
        str | None, item("処方箋発行形態", code("OQSCD017"), X)
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


class OnlineInquiryAnswer(Message):
    """資格確認結果（オンライン診療等） (OQS-IF-028)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[InquiryAnswerHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        OnlineInquiryAnswerBody | None,
        item("本体", None, X, note="処理結果区分が9のときは省略"),
    ] = None
