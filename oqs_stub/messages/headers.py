"""The message headers that several messages share."""

from __future__ import annotations

from typing import Annotated

from .formats import COUNT, DATE, MOMENT, code, digits, text
from .items import A, B, Part, item

INSTITUTION_CODE = digits(10)
FILE_IDENTIFIER = text(50)


class InquiryHeader(Part):
    """Header of a request about one person's eligibility on a day."""

    QualificationConfirmationDate: Annotated[str, item("資格確認日", DATE, A)]
    MedicalInstitutionCode: Annotated[str, item("医療機関コード", INSTITUTION_CODE, A)]
    ArbitraryFileIdentifier: Annotated[
        str | None,
        item("任意のファイル識別子", FILE_IDENTIFIER, A, note="そのまま返す"),
    ] = None


class ListRequestHeader(Part):
    """Header of a request for a list (01) or for its result (02)."""

    MedicalInstitutionCode: Annotated[str, item("医療機関コード", INSTITUTION_CODE, A)]
    ArbitraryFileIdentifier: Annotated[
        str | None,
        item("任意のファイル識別子", FILE_IDENTIFIER, A, note="そのまま返す"),
    ] = None


class InquiryAnswerHeader(Part):
    """Header of the answer about one person's eligibility."""

    ProcessExecutionTime: Annotated[str, item("処理実行日時", MOMENT, A)]
    QualificationConfirmationDate: Annotated[
        str | None, item("資格確認日", DATE, A, note="要求から読めないときだけ省略")
    ] = None
    MedicalInstitutionCode: Annotated[
        str | None,
        item("医療機関コード", text(), A, note="要求の値。読めないときだけ省略"),
    ] = None
    ArbitraryFileIdentifier: Annotated[
        str | None, item("任意のファイル識別子", text(), A, note="要求の値")
    ] = None
    ReferenceClassification: Annotated[str, item("照会区分", code("OQSCD002"), A)]
    SegmentOfResult: Annotated[str, item("処理結果区分", code("OQSCD003"), A)]
    ErrorCode: Annotated[
        str | None, item("エラーコード", text(), A, note="処理結果区分が1以外のとき")
    ] = None
    ErrorMessage: Annotated[
        str | None,
        item("エラーメッセージ", text(), A, note="処理結果区分が1以外のとき"),
    ] = None
    CharacterCodeIdentifier: Annotated[str, item("文字コード識別", code("OQSCD005"), A)]


class ReceptionHeader(Part):
    """Header of the 受付 of a list request (01res)."""

    ProcessExecutionTime: Annotated[str, item("処理実行日時", MOMENT, A)]
    MedicalInstitutionCode: Annotated[
        str | None, item("医療機関コード", text(), A, note="要求の値")
    ] = None
    ArbitraryFileIdentifier: Annotated[
        str | None, item("任意のファイル識別子", text(), A, note="要求の値")
    ] = None
    SegmentOfResult: Annotated[str, item("処理結果区分", code("OQSCD003"), B)]
    ErrorCode: Annotated[str | None, item("エラーコード", text(), B)] = None
    ErrorMessage: Annotated[str | None, item("エラーメッセージ", text(), B)] = None
    CharacterCodeIdentifier: Annotated[str, item("文字コード識別", code("OQSCD005"), A)]


class ListResultHeader(Part):
    """Header of the result of a list request (02res)."""

    ProcessExecutionTime: Annotated[str, item("処理実行日時", MOMENT, A)]
    QualificationConfirmationDate: Annotated[
        str | None, item("資格確認日", DATE, A)
    ] = None
    MedicalInstitutionCode: Annotated[
        str | None, item("医療機関コード", text(), A, note="要求の値")
    ] = None
    ArbitraryFileIdentifier: Annotated[
        str | None,
        item(
            "任意のファイル識別子",
            text(),
            A,
            note="02の要求にあればその値、なければ01の値",
        ),
    ] = None
    ReceptionNumber: Annotated[
        str | None, item("受付番号", text(), A, note="要求の値")
    ] = None
    SegmentOfResult: Annotated[str, item("処理結果区分", code("OQSCD003"), A)]
    ErrorCode: Annotated[str | None, item("エラーコード", text(), A)] = None
    ErrorMessage: Annotated[str | None, item("エラーメッセージ", text(), A)] = None
    NumberOfProcessingResult: Annotated[str | None, item("処理結果件数", COUNT, A)] = (
        None
    )
    NumberOfNormalProcessing: Annotated[str | None, item("正常処理件数", COUNT, A)] = (
        None
    )
    NumberOfError: Annotated[str | None, item("エラー件数", COUNT, A)] = None
    CharacterCodeIdentifier: Annotated[str, item("文字コード識別", code("OQSCD005"), A)]
