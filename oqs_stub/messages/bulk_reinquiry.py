"""OQSmuhvr01/02: 一括の再照会. Neither its layout nor its file prefix is public."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .consented import ReceptionBody, ResultRequestBody
from .formats import code, text
from .headers import InquiryHeader, ListRequestHeader, ListResultHeader, ReceptionHeader
from .items import Message, Part, X, item
from .record import EligibilityRecord
from .reinquiry import ReinquirySearchInfo


class BulkReinquiryRequestBody(Part):
    """The patients asked for."""

    QualificationConfirmSearchInfo: Annotated[
        tuple[ReinquirySearchInfo, ...], item("資格確認照会用情報", None, X)
    ]


class BulkReinquiryRequest(Message):
    """資格確認一括照会（訪問診療等）要求 (OQS-IF-029)."""

    stub_convention: ClassVar[bool] = True
    many_people: ClassVar[bool] = True

    MessageHeader: Annotated[InquiryHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[BulkReinquiryRequestBody, item("本体", None, X)]


class BulkReinquiryReception(Message):
    """資格確認一括照会（訪問診療等）受付結果 (OQS-IF-030)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        ReceptionBody | None, item("本体", None, X, note="処理結果区分が9のときは省略")
    ] = None


class BulkReinquiryResultRequest(Message):
    """資格確認一括照会（訪問診療等）結果要求 (OQS-IF-031)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[ResultRequestBody, item("本体", None, X)]


class BulkReinquiryUnit(Part):
    """What a 再照会 of one patient says, in the order of the request."""

    QualificationConfirmSearchInfo: Annotated[
        ReinquirySearchInfo, item("資格確認照会用情報", None, X, note="要求の写し")
    ]
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
    ResultOfQualificationConfirmation: Annotated[
        tuple[EligibilityRecord, ...],
        item("資格確認結果", None, X, note="再照会と同じ。処方箋発行形態もここに置く"),
    ] = ()
    ReferenceNumber: Annotated[
        tuple[str, ...],
        item("照会番号", text(50), X, note="照会番号を登録していれば"),
    ] = ()


class BulkReinquiryResultBody(Part):
    """The patients asked for."""

    BulkConfirmUnit: Annotated[
        tuple[BulkReinquiryUnit, ...], item("一括照会結果", None, X)
    ] = ()


class BulkReinquiryResult(Message):
    """資格確認一括照会（訪問診療等）結果 (OQS-IF-032)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ListResultHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        BulkReinquiryResultBody | None,
        item("本体", None, X, note="処理中、異常終了では省略"),
    ] = None
