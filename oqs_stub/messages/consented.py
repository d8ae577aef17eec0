"""OQSmuhvq01/02: everybody who consented at this institution on given days."""

from __future__ import annotations

from typing import Annotated

from .formats import DATE, MOMENT, code, digits, text
from .headers import ListRequestHeader, ListResultHeader, ReceptionHeader
from .items import A, B, C, Message, Part, item
from .record import EligibilityRecord


class ConsentSearchInfo(Part):
    """Which consents: by the day they were given."""

    ConsentDateFrom: Annotated[str, item("同意日（自）", DATE, B)]
    ConsentDateTo: Annotated[str, item("同意日（至）", DATE, B)]
    MedicalTreatmentFlag: Annotated[
        str, item("診療区分", code("OQSCD028"), B, note="2（訪問診療等）")
    ]


class ConsentedListRequestBody(Part):
    """Body of a request for the list."""

    QualificationConfirmSearchInfo: Annotated[
        ConsentSearchInfo, item("資格確認照会用情報", None, B)
    ]


class ConsentedListRequest(Message):
    """同意済資格情報一括取得（訪問診療等）要求 (OQS-IF-017)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[ConsentedListRequestBody, item("本体", None, B)]


class ReceptionBody(Part):
    """The 受付番号 by which the result is fetched."""

    ReceptionNumber: Annotated[str, item("受付番号", digits(20), A)]
    ReceptionDateTime: Annotated[str, item("受付日時", MOMENT, A)]


class ConsentedListReception(Message):
    """同意済資格情報一括取得（訪問診療等）受付結果 (OQS-IF-018)."""

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        ReceptionBody | None, item("本体", None, B, note="処理結果区分が9のときは省略")
    ] = None


class ResultRequestBody(Part):
    """Which result is asked for."""

    ReceptionNumber: Annotated[
        str, item("受付番号", text(50), A, note="受付結果で得た番号")
    ]


class ConsentedResultRequest(Message):
    """同意済資格情報一括取得（訪問診療等）結果要求 (OQS-IF-019)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[ResultRequestBody, item("本体", None, B)]


class ConsentedUnit(Part):
    """One person of the list."""

    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), B)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), B)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), B)
    ] = None
    QualificationValidity: Annotated[
        str | None, item("資格有効性", code("OQSCD006"), B)
    ] = None
    ResultOfQualificationConfirmation: Annotated[
        tuple[EligibilityRecord, ...],
        item("資格確認結果", None, B, note="健康保険と医療扶助の併用では2件"),
    ] = ()
    ReferenceNumber: Annotated[
        tuple[str, ...],
        item("照会番号", text(50), B, note="照会番号を登録していれば"),
    ] = ()


class ConsentedResultBody(Part):
    """The people of the list."""

    BulkConfirmUnit: Annotated[
        tuple[ConsentedUnit, ...], item("一括照会結果", None, B)
    ] = ()


class ConsentedResult(Message):
    """同意済資格情報一括取得（訪問診療等）結果 (OQS-IF-020)."""

    MessageHeader: Annotated[ListResultHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        ConsentedResultBody | None,
        item("本体", None, C, note="該当者がいないとき、処理中、異常終了では省略"),
    ] = None
