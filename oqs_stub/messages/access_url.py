"""OQSsiurl01: 医療機関アクセスURL取得, and changing it. Layout not public."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .formats import BASE64, code, text
from .headers import ListRequestHeader, ReceptionHeader
from .items import Message, Part, X, item


class AccessURLRequestBody(Part):
    """Which URL, and in which form."""

    URLKind: Annotated[str, item("URL取得区分", code("OQSCD033"), X)]
    URLFileFormat: Annotated[
        str | None,
        item(
            "ファイルの形式",
            code("OQSCD034"),
            X,
            note="二次元コードのファイル。省略すればURLだけ",
        ),
    ] = None
    URLChange: Annotated[
        str | None,
        item("URL変更", code("OQSCD035"), X, note="省略時は0。1で古いURLは無効"),
    ] = None


class AccessURLRequest(Message):
    """医療機関アクセスURL取得要求 (OQS-IF-039)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ListRequestHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[AccessURLRequestBody, item("本体", None, X)]


class AccessURLAnswerBody(Part):
    """The URL, and its QR code as a file."""

    ProcessingResultStatus: Annotated[str, item("処理結果状況", code("OQSCD004"), X)]
    URLKind: Annotated[str, item("URL取得区分", code("OQSCD033"), X, note="要求の値")]
    AccessURL: Annotated[str, item("医療機関アクセスURL", text(), X)]
    AccessURLFile: Annotated[
        str | None,
        item("二次元コードのファイル", BASE64, X, note="形式を指定したときだけ"),
    ] = None


class AccessURLAnswer(Message):
    """医療機関アクセスURL取得結果 (OQS-IF-040)."""

    stub_convention: ClassVar[bool] = True

    MessageHeader: Annotated[ReceptionHeader, item("ヘッダー", None, X)]
    MessageBody: Annotated[
        AccessURLAnswerBody | None,
        item("本体", None, X, note="処理結果区分が9のときは省略"),
    ] = None
