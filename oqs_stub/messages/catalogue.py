"""Which messages the stub speaks: file prefix, interface, request and answer.

Another message of the interface is added by describing its two classes and listing
them here; codec, checks and reference page follow from that.
"""

from __future__ import annotations

from dataclasses import dataclass

from .access_url import AccessURLAnswer, AccessURLRequest
from .bulk_inquiry import (
    BulkInquiryReception,
    BulkInquiryRequest,
    BulkInquiryResult,
    BulkInquiryResultRequest,
)
from .bulk_reinquiry import (
    BulkReinquiryReception,
    BulkReinquiryRequest,
    BulkReinquiryResult,
    BulkReinquiryResultRequest,
)
from .checkups import CheckupAnswer, CheckupRequest
from .consent_cancel import ConsentCancelAnswer, ConsentCancelRequest
from .consented import (
    ConsentedListReception,
    ConsentedListRequest,
    ConsentedResult,
    ConsentedResultRequest,
)
from .conventions import Conventions
from .eligibility import EligibilityAnswer, EligibilityRequest
from .environment import (
    SettingsAnswer,
    SettingsRequest,
    SettingsUpdateAnswer,
    SettingsUpdateRequest,
)
from .items import Message
from .medicines import MedicineAnswer, MedicineRequest
from .online import (
    OnlineInquiryAnswer,
    OnlineInquiryRequest,
    OnlineListReception,
    OnlineListRequest,
    OnlineResult,
    OnlineResultRequest,
)
from .reference_numbers import (
    BulkRegistrationReception,
    BulkRegistrationRequest,
    BulkRegistrationResult,
    BulkRegistrationResultRequest,
    RegistrationAnswer,
    RegistrationRequest,
)
from .reinquiry import ReinquiryAnswer, ReinquiryRequest
from .ticket_list import (
    TicketListReception,
    TicketListRequest,
    TicketResult,
    TicketResultRequest,
)


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
        prefix="OQSmuquc01",
        title="資格確認一括照会 要求・受付",
        interface="OQS-IF-005/006",
        request=BulkInquiryRequest,
        answer=BulkInquiryReception,
    ),
    Exchange(
        prefix="OQSmuquc02",
        title="資格確認一括照会 結果取得",
        interface="OQS-IF-007/008",
        request=BulkInquiryResultRequest,
        answer=BulkInquiryResult,
    ),
    Exchange(
        prefix="OQSsiimm01",
        title="照会番号登録",
        interface="OQS-IF-003/004",
        request=RegistrationRequest,
        answer=RegistrationAnswer,
    ),
    Exchange(
        prefix="OQSmuimm01",
        title="照会番号一括登録 要求・受付",
        interface="OQS-IF-009/010",
        request=BulkRegistrationRequest,
        answer=BulkRegistrationReception,
    ),
    Exchange(
        prefix="OQSmuimm02",
        title="照会番号一括登録 結果取得",
        interface="OQS-IF-011/012",
        request=BulkRegistrationResultRequest,
        answer=BulkRegistrationResult,
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
        prefix="OQSmuonq01",
        title="同意済資格情報一括取得（オンライン診療等） 要求・受付",
        interface="OQS-IF-021/022",
        request=OnlineListRequest,
        answer=OnlineListReception,
    ),
    Exchange(
        prefix="OQSmuonq02",
        title="同意済資格情報一括取得（オンライン診療等） 結果取得",
        interface="OQS-IF-023/024",
        request=OnlineResultRequest,
        answer=OnlineResult,
    ),
    Exchange(
        prefix="OQSmutic01",
        title="委託先資格情報の一括取得（医療扶助） 要求・受付",
        interface="OQS-IF-013/014",
        request=TicketListRequest,
        answer=TicketListReception,
    ),
    Exchange(
        prefix="OQSmutic02",
        title="委託先資格情報の一括取得（医療扶助） 結果取得",
        interface="OQS-IF-015/016",
        request=TicketResultRequest,
        answer=TicketResult,
    ),
    Exchange(
        prefix="OQSsihvq01",
        title="資格確認（訪問診療等）＝再照会",
        interface="OQS-IF-025/026",
        request=ReinquiryRequest,
        answer=ReinquiryAnswer,
    ),
    Exchange(
        prefix="OQSmuhvr01",
        title="資格確認一括照会（訪問診療等）＝一括の再照会 要求・受付",
        interface="OQS-IF-029/030",
        request=BulkReinquiryRequest,
        answer=BulkReinquiryReception,
    ),
    Exchange(
        prefix="OQSmuhvr02",
        title="資格確認一括照会（訪問診療等）＝一括の再照会 結果取得",
        interface="OQS-IF-031/032",
        request=BulkReinquiryResultRequest,
        answer=BulkReinquiryResult,
    ),
    Exchange(
        prefix="OQSsihvd01",
        title="閲覧同意取消（訪問診療等）",
        interface="OQS-IF-037/038",
        request=ConsentCancelRequest,
        answer=ConsentCancelAnswer,
    ),
    Exchange(
        prefix="OQSsiurl01",
        title="医療機関アクセスURL取得",
        interface="OQS-IF-039/040",
        request=AccessURLRequest,
        answer=AccessURLAnswer,
    ),
    Exchange(
        prefix="OQSsiinq01",
        title="環境設定情報照会",
        interface="OQS-IF-041/042",
        request=SettingsRequest,
        answer=SettingsAnswer,
    ),
    Exchange(
        prefix="OQSsiupd01",
        title="環境設定情報更新",
        interface="OQS-IF-043/044",
        request=SettingsUpdateRequest,
        answer=SettingsUpdateAnswer,
    ),
    Exchange(
        prefix="OQSsionq01",
        title="資格確認（オンライン診療等）",
        interface="OQS-IF-027/028",
        request=OnlineInquiryRequest,
        answer=OnlineInquiryAnswer,
    ),
    Exchange(
        prefix="YZKsiquc01",
        title="薬剤・診療・手術情報閲覧",
        interface="",
        request=MedicineRequest,
        answer=MedicineAnswer,
    ),
    Exchange(
        prefix="TKKsiquc01",
        title="特定健診情報閲覧",
        interface="",
        request=CheckupRequest,
        answer=CheckupAnswer,
    ),
)


def exchange_for(
    prefix: str, conventions: Conventions | None = None
) -> Exchange | None:
    """The exchange of that file prefix, or None where the stub does not speak it.

    *conventions* (default: the ready ones) say how prefixes without a public name go.
    """
    if conventions is not None:
        prefix = conventions.described_prefix(prefix)
    return next((found for found in EXCHANGES if found.prefix == prefix), None)
