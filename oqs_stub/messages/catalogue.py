"""Which messages the stub speaks: file prefix, interface, request and answer.

Another message of the interface is added by describing its two classes and listing
them here; codec, checks and reference page follow from that.
"""

from __future__ import annotations

from dataclasses import dataclass

from .consented import (
    ConsentedListReception,
    ConsentedListRequest,
    ConsentedResult,
    ConsentedResultRequest,
)
from .eligibility import EligibilityAnswer, EligibilityRequest
from .items import Message
from .medicines import MedicineAnswer, MedicineRequest
from .reinquiry import ReinquiryAnswer, ReinquiryRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as the files of the folder interface know them."""

    prefix: str  # "OQSsiquc01": system, mode, function and step.
    title: str
    interface: str  # 外部インターフェイス仕様書 number, where it has one.
    request: type[Message]
    answer: type[Message]


EXCHANGES = (
    Exchange(
        prefix="OQSsiquc01",
        title="資格確認",
        interface="OQS-IF-001/002",
        request=EligibilityRequest,
        answer=EligibilityAnswer,
    ),
    Exchange(
        prefix="OQSmuhvq01",
        title="同意済資格情報一括取得（訪問診療等） 要求・受付",
        interface="OQS-IF-017/018",
        request=ConsentedListRequest,
        answer=ConsentedListReception,
    ),
    Exchange(
        prefix="OQSmuhvq02",
        title="同意済資格情報一括取得（訪問診療等） 結果取得",
        interface="OQS-IF-019/020",
        request=ConsentedResultRequest,
        answer=ConsentedResult,
    ),
    Exchange(
        prefix="OQSsihvq01",
        title="資格確認（訪問診療等）＝再照会",
        interface="OQS-IF-025/026",
        request=ReinquiryRequest,
        answer=ReinquiryAnswer,
    ),
    Exchange(
        prefix="YZKsiquc01",
        title="薬剤情報等閲覧（XML）",
        interface="",
        request=MedicineRequest,
        answer=MedicineAnswer,
    ),
)


def exchange_for(prefix: str) -> Exchange | None:
    """The exchange of that file prefix, or None where the stub does not speak it."""
    return next((found for found in EXCHANGES if found.prefix == prefix), None)
