"""YZKsiquc01: 薬剤・診療・手術情報 of one person, asked for under a consent."""

from __future__ import annotations

from typing import Annotated

from .formats import BRANCH, DATE, INSURER, MONTH, Format, code, digits, text
from .headers import FILE_IDENTIFIER, INSTITUTION_CODE
from .items import A, B, Message, Part, X, item
from .medicine_blocks import ClaimMonth, DispensingList, PrescriptionList

FILE_CATEGORY = Format(
    "1 薬剤PDF, 2 薬剤XML, 3 薬剤+診療PDF, 4 薬剤+診療XML",
    lambda value: value in ("1", "2", "3", "4"),
)


class MedicineRequestHeader(Part):
    """The header of a 薬剤情報 request names the person (unlike other headers)."""

    MedicalInstitutionCode: Annotated[str, item("医療機関コード", INSTITUTION_CODE, A)]
    InsurerNumber: Annotated[str, item("保険者番号", INSURER, A)]
    InsuranceCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), A)] = (
        None
    )
    InsuredPersonIdentificationNumber: Annotated[
        str, item("被保険者証番号", text(20), A)
    ]
    BranchNumber: Annotated[str | None, item("枝番", BRANCH, A)] = None
    ArbitraryFileIdentifier: Annotated[
        str | None,
        item("任意のファイル識別子", FILE_IDENTIFIER, A, note="そのまま返す"),
    ] = None


class MedicineRequestBody(Part):
    """Which months, in which form, under which 診療区分."""

    StartDate: Annotated[
        str | None, item("診療年月（自）", MONTH, A, note="省略時は閲覧できる最初の月")
    ] = None
    EndDate: Annotated[
        str | None, item("診療年月（至）", MONTH, A, note="省略時は当月")
    ] = None
    FileCategory: Annotated[
        str,
        item(
            "ファイル区分",
            FILE_CATEGORY,
            A,
            note="PDFは成功のときだけ。失敗はXMLで答える",
        ),
    ]
    PrDiInfClassification: Annotated[
        str | None, item("薬剤情報等", code("OQSCD030"), A, note="コードの表は推定")
    ] = None
    MedicalTreatmentFlag: Annotated[str, item("診療区分", code("OQSCD028"), A)]


class MedicineRequest(Message):
    """薬剤情報等閲覧要求."""

    MessageHeader: Annotated[MedicineRequestHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[MedicineRequestBody, item("本体", None, A)]


class PersonBlock(Part):
    """Whose 薬剤情報 it is."""

    Name: Annotated[str | None, item("氏名", text(), A)] = None
    KanaName: Annotated[str | None, item("氏名カナ", text(), A)] = None
    Birth: Annotated[str | None, item("生年月日", DATE, A)] = None
    AdmGendCode: Annotated[str | None, item("性別", digits(1), A)] = None


class MedicineAnswerHeader(Part):
    """How it went, and whose 薬剤情報 it is."""

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
    QuaInf: Annotated[PersonBlock | None, item("資格情報", None, A)] = None


class MedicineAnswerBody(Part):
    """The drugs, by where they are known from."""

    MeTrMonthInf: Annotated[
        tuple[ClaimMonth, ...], item("レセプト由来の薬剤・診療情報（月）", None, A)
    ] = ()
    CzDiInf: Annotated[
        DispensingList | None, item("調剤結果", None, A, note="このスタブは出さない")
    ] = None
    ShPrInf: Annotated[
        PrescriptionList | None,
        item("電子処方", None, A, note="このスタブは出さない"),
    ] = None


class MedicineAnswer(Message):
    """薬剤情報等閲覧結果."""

    MessageHeader: Annotated[MedicineAnswerHeader, item("ヘッダー", None, A)]
    MessageBody: Annotated[
        MedicineAnswerBody | None,
        item("本体", None, B, note="該当する情報がないとき、失敗のときは省略"),
    ] = None
