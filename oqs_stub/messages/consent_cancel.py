"""OQSsihvd01: 閲覧同意取消（訪問診療等）, by the institution. Layout not public."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .formats import BRANCH, INSURER, code, text
from .headers import ListRequestHeader, ReceptionHeader
from .items import Message, Part, X, item


class CancelSearchInfo(Part):
    """Whose consent, and which kinds of it."""

    InsurerNumber: Annotated[str, item("保険者番号", INSURER, X)]
    InsuredCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), X)] = None
    InsuredIdentificationNumber: Annotated[str, item("被保険者証番号", text(20), X)]
    InsuredBranchNumber: Annotated[str | None, item("枝番", BRANCH, X)] = None
    CancelledConsentKind: Annotated[
        tuple[str, ...],
        item(
            "閲覧同意情報種別",
            code("OQSCD036"),
            X,
            note="取り消す種別。1つもなければすべて",
        ),
    ] = ()


class ConsentCancelRequestBody(Part):
    """Body of a 閲覧同意取消要求."""

    QualificationConfirmSearchInfo: Annotated[
        CancelSearchInfo, item("資格確認照会用情報", None, X)
    ]


class ConsentCancelRequest(Message):
    """閲覧同意取り消し（訪問診療等）要求 (OQS-IF-037)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[ConsentCancelRequestBody, item("本体", None, X)]


class ConsentCancelAnswerBody(Part):
    """Whether the consent was cancelled."""

    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), X)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), X)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), X)
    ] = None
    CancelledConsentKind: Annotated[
        tuple[str, ...],
        item("閲覧同意情報種別", code("OQSCD036"), X, note="取り消した種別"),
    ] = ()


class ConsentCancelAnswer(Message):
    """閲覧同意取り消し（訪問診療等）結果 (OQS-IF-038)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        ConsentCancelAnswerBody | None,
        item("本体", None, X, note="処理結果区分が9のときは省略"),
    ] = None
