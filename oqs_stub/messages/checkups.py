"""TKKsiquc01: 特定健診情報 of one person, asked for under a consent."""

from __future__ import annotations

from typing import Annotated

from .formats import DATE, Format, code, digits, text
from .items import A, B, C, Message, Part, X, item
from .medicines import MedicineRequestHeader

CHECKUP_FILE = Format("1 PDF, 2 XML", lambda value: value in ("1", "2"))


class CheckupRequestBody(Part):
    """In which form, under which 診療区分; there is no period."""

    FileCategory: Annotated[str, item("ファイル区分", CHECKUP_FILE, B)]
    PrDiInfClassification: Annotated[
        str | None, item("薬剤情報等", code("OQSCD030"), B, note="コードの表は推定")
    ] = None
    MedicalTreatmentFlag: Annotated[str, item("診療区分", code("OQSCD028"), B)]


class CheckupRequest(Message):
    """特定健診情報閲覧要求."""

    MessageHeader: Annotated[MedicineRequestHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[CheckupRequestBody, item("本体", None, B)]


class ExaminedPerson(Part):
    """Whose 特定健診情報 it is."""

    Name: Annotated[str | None, item("氏名", text(), A)] = None
    KanasName: Annotated[str | None, item("氏名カナ", text(), A)] = None
    Birthday: Annotated[str | None, item("生年月日", DATE, A)] = None
    AdministrativeGenderCode: Annotated[str | None, item("性別", digits(1), A)] = None


class CheckupAnswerHeader(Part):
    """How it went, and whose 特定健診情報 it is."""

    MedicalInstitutionCode: Annotated[
        str | None, item("医療機関コード", text(), X, note="要求の値")
    ] = None
    ArbitraryFileIdentifier: Annotated[
        str | None, item("任意のファイル識別子", text(), X, note="要求の値")
    ] = None
    ResultCode: Annotated[
        str,
        item("結果コード", text(), A, note="1が成功。置かれる場所は公開されていない"),
    ]
    MessageContents: Annotated[
        str | None,
        item(
            "メッセージ内容", text(), A, note="成功以外のとき。場所は公開されていない"
        ),
    ] = None
    QualificationsInfo: Annotated[ExaminedPerson | None, item("資格情報", None, A)] = (
        None
    )


class CheckupResult(Part):
    """One result or answer."""

    ItemCode: Annotated[str | None, item("項目コード", text(), A)] = None
    ItemName: Annotated[str | None, item("項目名", text(), A)] = None
    DataType: Annotated[
        str | None, item("データ型", text(), A, note="値は公開されていない")
    ] = None
    DataValue: Annotated[str | None, item("値", text(), A)] = None
    Unit: Annotated[str | None, item("単位", text(), A)] = None
    Oid: Annotated[str | None, item("OID", text(), A)] = None
    DataValueName: Annotated[str | None, item("値の名称", text(), A)] = None


class CheckupResults(Part):
    """Every result of one day."""

    HealthCheckupResultAndQuestionInfo: Annotated[
        tuple[CheckupResult, ...], item("健診結果・質問票", None, A)
    ] = ()


class CheckupBlock(Part):
    """One 特定健診."""

    EffectiveTime: Annotated[str | None, item("受診日", DATE, A)] = None
    HealthCheckupResultAndQuestionInfos: Annotated[
        CheckupResults | None, item("健診結果・質問票リスト", None, A)
    ] = None


class CheckupAnswerBody(Part):
    """Every 特定健診 within reach, newest first."""

    SpecificHealthCheckupInfo: Annotated[
        tuple[CheckupBlock, ...], item("特定健診情報", None, A)
    ] = ()


class CheckupAnswer(Message):
    """特定健診情報閲覧結果."""

    MessageHeader: Annotated[CheckupAnswerHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[
        CheckupAnswerBody | None,
        item("本体", None, C, note="健診を受けていないとき、失敗のときは省略"),
    ] = None
