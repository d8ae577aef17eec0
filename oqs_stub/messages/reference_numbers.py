"""OQSsiimm01, OQSmuimm01/02: 照会番号登録, the clinic's own number of a patient."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .consented import ReceptionBody, ResultRequestBody
from .formats import BRANCH, INSURER, code, text
from .headers import ListRequestHeader, ListResultHeader, ReceptionHeader
from .items import A, B, C, Message, Part, item


class RegistrationInfo(Part):
    """Which number, for whom."""

    ReferenceNumber: Annotated[str, item("照会番号", text(50), A)]
    InsurerNumber: Annotated[
        str, item("保険者番号", INSURER, A, note="空白・先頭の0の違いは問わない")
    ]
    InsuredCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), A)] = None
    InsuredIdentificationNumber: Annotated[str, item("被保険者証番号", text(20), A)]
    InsuredBranchNumber: Annotated[
        str | None, item("枝番", BRANCH, A, note="枝番のある資格では必要")
    ] = None


class RegistrationRequestBody(Part):
    """Body of a 照会番号登録要求."""

    ReferenceNumberRegistrationInfo: Annotated[
        RegistrationInfo, item("照会番号登録用情報", None, A)
    ]


class RegistrationRequest(Message):
    """照会番号登録要求 (OQS-IF-003)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[RegistrationRequestBody, item("本体", None, A)]


class RegistrationAnswerBody(Part):
    """Whether the number was registered."""

    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), B)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), B)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), B)
    ] = None
    ReferenceNumber: Annotated[
        str | None, item("照会番号", text(50), B, note="要求の値")
    ] = None


class RegistrationAnswer(Message):
    """照会番号登録結果 (OQS-IF-004)."""

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, C)]
    MessageBody: Annotated[
        RegistrationAnswerBody | None,
        item("本体", None, C, note="処理結果区分が9のときは省略"),
    ] = None


class BulkRegistrationRequestBody(Part):
    """The numbers to register."""

    ReferenceNumberRegistrationInfo: Annotated[
        tuple[RegistrationInfo, ...], item("照会番号登録用情報", None, A)
    ]


class BulkRegistrationRequest(Message):
    """照会番号一括登録要求 (OQS-IF-009)."""

    many_people: ClassVar[bool] = True

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[BulkRegistrationRequestBody, item("本体", None, A)]


class BulkRegistrationReception(Message):
    """照会番号一括登録アップロード結果 (OQS-IF-010)."""

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, C)]
    MessageBody: Annotated[
        ReceptionBody | None, item("本体", None, B, note="処理結果区分が9のときは省略")
    ] = None


class BulkRegistrationResultRequest(Message):
    """照会番号一括登録ダウンロード要求 (OQS-IF-011)."""

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[ResultRequestBody, item("本体", None, B)]


class RegistrationUnit(Part):
    """What became of one number, in the order of the request."""

    ReferenceNumberRegistrationInfo: Annotated[
        RegistrationInfo, item("照会番号登録用情報", None, B, note="要求の写し")
    ]
    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), B)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), B)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), B)
    ] = None


class BulkRegistrationResultBody(Part):
    """What became of every number."""

    BulkRegistrationUnit: Annotated[
        tuple[RegistrationUnit, ...], item("一括登録結果", None, B)
    ] = ()


class BulkRegistrationResult(Message):
    """照会番号一括登録ダウンロード結果 (OQS-IF-012)."""

    MessageHeader: Annotated[ListResultHeader, item("ヘッダー", None, B)]
    MessageBody: Annotated[
        BulkRegistrationResultBody | None,
        item("本体", None, C, note="処理中、異常終了では省略"),
    ] = None
