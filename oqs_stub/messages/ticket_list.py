"""OQSmutic01/02: 医療扶助, whose tickets of a month are entrusted to the asker."""

from __future__ import annotations

from typing import Annotated

from .consented import ConsentedResultBody, ReceptionBody, ResultRequestBody
from .formats import MONTH
from .headers import ListRequestHeader, ListResultHeader, ReceptionHeader
from .items import B, C, Message, Part, item


class TicketSearchInfo(Part):
    """Which tickets: those of one month."""

    MedicalTreatmentMonth: Annotated[str, item("診療年月", MONTH, B)]


class TicketListRequestBody(Part):
    """Body of a request for the list."""

    QualificationConfirmSearchInfo: Annotated[
        TicketSearchInfo, item("資格確認照会用情報", None, B)
    ]


class TicketListRequest(Message):
    """委託先資格情報の一括取得（医療扶助）要求 (OQS-IF-013)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[TicketListRequestBody, item("本体", None, B)]


class TicketListReception(Message):
    """委託先資格情報の一括取得（医療扶助）受付結果 (OQS-IF-014)."""

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        ReceptionBody | None, item("本体", None, B, note="処理結果区分が9のときは省略")
    ] = None


class TicketResultRequest(Message):
    """委託先資格情報の一括取得（医療扶助）結果要求 (OQS-IF-015)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[ResultRequestBody, item("本体", None, B)]


class TicketResult(Message):
    """委託先資格情報の一括取得（医療扶助）結果 (OQS-IF-016).

    The consent rows of the records are left out: nobody consented to anything.
    """

    MessageHeader: Annotated[ListResultHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        ConsentedResultBody | None,
        item("本体", None, C, note="該当者がいないとき、処理中、異常終了では省略"),
    ] = None
