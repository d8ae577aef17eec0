"""OQSsiinq01, OQSsiupd01: 環境設定情報 照会 and 更新. Layout not public."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .formats import code, text
from .headers import ListRequestHeader, ReceptionHeader
from .items import Message, Part, X, item

_USE = code("OQSCD037")


class ConsentUseBlock(Part):
    """閲覧同意の利用有無 of one kind of information."""

    ConsentUseKind: Annotated[str, item("閲覧同意情報種別", code("OQSCD036"), X)]
    UseClassification: Annotated[str, item("利用設定区分", _USE, X)]


class SettingsBlock(Part):
    """環境設定情報; in a 更新 what is left out stays as it is."""

    ConsentUse: Annotated[
        tuple[ConsentUseBlock, ...],
        item("閲覧同意の利用有無", None, X, note="1つの種別は1回だけ"),
    ] = ()
    HomeVisitUse: Annotated[str | None, item("訪問診療等機能", _USE, X)] = None
    OnlineUse: Annotated[
        str | None,
        item("オンライン診療等・外来診療等（通常とは異なる動線）", _USE, X),
    ] = None
    MedicalAidUse: Annotated[str | None, item("医療扶助関連項目", _USE, X)] = None
    ElectronicPrescriptionUse: Annotated[
        str | None, item("電子処方箋利用区分", code("OQSCD038"), X)
    ] = None
    PrescriptionSelectTiming: Annotated[
        str | None, item("処方箋発行形態選択タイミング", code("OQSCD039"), X)
    ] = None


class SettingsRequest(Message):
    """医療機関環境設定情報照会要求 (OQS-IF-041); it has no body."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, X)]


class SettingsAnswerBody(Part):
    """The settings in force."""

    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), X)]
    EnvironmentSettings: Annotated[SettingsBlock, item("環境設定情報", None, X)]


class SettingsAnswer(Message):
    """医療機関環境設定情報照会結果 (OQS-IF-042)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        SettingsAnswerBody | None,
        item("本体", None, X, note="処理結果区分が9のときは省略"),
    ] = None


class SettingsUpdateRequestBody(Part):
    """What shall change."""

    EnvironmentSettings: Annotated[SettingsBlock, item("環境設定情報", None, X)]


class SettingsUpdateRequest(Message):
    """医療機関環境設定情報更新要求 (OQS-IF-043)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[SettingsUpdateRequestBody, item("本体", None, X)]


class SettingsUpdateAnswerBody(Part):
    """Whether the settings were taken in, and how they will be."""

    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), X)]
    ProcessingResultCode: Annotated[str | None, item("処理結果コード", text(), X)] = (
        None
    )
    ProcessingResultMessage: Annotated[
        str | None, item("処理結果メッセージ", text(), X)
    ] = None
    EnvironmentSettings: Annotated[
        SettingsBlock | None,
        item("環境設定情報", None, X, note="次のログインから効く設定"),
    ] = None


class SettingsUpdateAnswer(Message):
    """医療機関環境設定情報更新結果 (OQS-IF-044)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        SettingsUpdateAnswerBody | None,
        item("本体", None, X, note="処理結果区分が9のときは省略"),
    ] = None
