"""Which ways of drifting there are: of each its name, what it does, who was seen to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import drift_trees
from .drift_trees import Change
from .style import Lacking


@dataclass(frozen=True, slots=True)
class InJSON:
    """What becomes of the JSON of the WebAPI under a drift."""

    told: str
    applies: bool = True
    style: Mapping[str, Any] = field(default_factory=dict)  # Fields of `JSONStyle`.


_LIKEWISE = InJSON("同じように変わります")


def _not(reason: str) -> InJSON:
    return InJSON(f"変わりません（{reason}）", applies=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One way in which messages drift."""

    name: str
    title: str
    summary: str
    source: str
    change: Change | None = None
    style: Mapping[str, Any] = field(default_factory=dict)  # Fields of `Style`.
    in_json: InJSON


_SHEET = "公開されたプログラム"
_GUESS = "このエミュレーターの想定"

ALL = (
    Drift(
        name="newer-consents",
        title="新しい同意",
        summary="電子カルテ情報共有の開始後の6種の同意（傷病名、感染症、アレルギー、"
        "薬剤禁忌、検査、処方）のフラグ・日時・有効期限が加わります。",
        source="ORCAの公開情報。値は診療情報の同意に合わせています",
        change=drift_trees.add_newer_consents,
        in_json=_LIKEWISE,
    ),
    Drift(
        name="confirmation-key",
        title="資格確認のキー",
        summary="faceのファイルの資格確認結果に、QualificationConfirmationKey が"
        "あります（16進数32桁。中身に意味はありません）。",
        source="MynaReception（意味と形は公開されていません）",
        change=drift_trees.add_confirmation_keys,
        in_json=_not("faceのファイルだけのことです"),
    ),
    Drift(
        name="older-elements",
        title="古い要素",
        summary="2023年より後に加わった要素（資格取得年月日、資格喪失年月日）が"
        "ありません。",
        source=_SHEET,
        change=drift_trees.drop_newer_dates,
        in_json=_LIKEWISE,
    ),
    Drift(
        name="shuffled",
        title="順序違い",
        summary="要素の順序が配置仕様と違います（名前のハッシュ順。種で変わります）。",
        source="公開されたfaceファイルの例",
        change=drift_trees.shuffle,
        in_json=InJSON("名前の順序が同じように変わります（配列の順は変わりません）"),
    ),
    Drift(
        name="shuffled-faces",
        title="faceの順序違い",
        summary="faceのファイルだけ、要素の順序が配置仕様と違います。",
        source="公開されたfaceファイルの例",
        change=drift_trees.shuffle_faces,
        in_json=_not("faceのファイルだけのことです"),
    ),
    Drift(
        name="empty-elements",
        title="空の要素",
        summary="値のない任意の要素を、省略せず <X></X> と書きます。",
        source=_SHEET,
        change=drift_trees.show_empty_values,
        in_json=InJSON("値のない任意の名前に、空の文字列があります"),
    ),
    Drift(
        name="self-closing",
        title="空要素タグ",
        summary="値のない任意の要素を、省略せず <X/> と書きます。",
        source=_GUESS,
        change=drift_trees.show_empty_values,
        style={"self_closing": True},
        in_json=InJSON("値のない任意の名前に、nullがあります", style={"empty": None}),
    ),
    Drift(
        name="prescription-in-record",
        title="資格確認結果の中の発行形態",
        summary="処方箋発行形態が、MessageBodyの直下ではなく資格確認結果の中にあります。",
        source=_SHEET,
        change=drift_trees.move_prescription_into_records,
        in_json=_LIKEWISE,
    ),
    Drift(
        name="result-list-in-bulk",
        title="一括の資格確認結果リスト",
        summary="一括の結果の資格確認結果が、ResultListに包まれています。",
        source=_SHEET,
        change=drift_trees.wrap_records_of_units,
        in_json=_not("一括の結果はWebAPIにありません"),
    ),
    Drift(
        name="zipped-lists",
        title="一括の結果のZIP",
        summary="一括の結果（02）が、XMLを1つ入れたZIPで届きます。",
        source=_SHEET,
        style={"zipped_lists": True},
        in_json=_not("一括の結果はWebAPIにありません"),
    ),
    Drift(
        name="unknown-elements",
        title="知らない要素",
        summary="どのブロックにも、配置仕様にない値とブロックがあります。",
        source=_GUESS,
        change=drift_trees.add_unknown_elements,
        in_json=InJSON(
            "どのオブジェクトにも、配置仕様にない値とオブジェクトがあります"
        ),
    ),
    Drift(
        name="spaced-tags",
        title="空白のあるタグ",
        summary="タグの > の前に空白があります（<X >）。",
        source="公開された要求ファイルの例",
        style={"tag_end": " "},
        in_json=InJSON("名前の後ろ、: の前に空白があります", style={"colon": " : "}),
    ),
    Drift(
        name="one-line",
        title="改行なし",
        summary="全体が1行です。",
        source=_SHEET,
        style={"newline": "", "indent": ""},
        in_json=InJSON("もともと1行です", applies=False, style={"indent": None}),
    ),
    Drift(
        name="crlf",
        title="CRLF改行",
        summary="改行がCRLFで、字下げがありません。",
        source=_SHEET,
        style={"newline": "\r\n", "indent": ""},
        in_json=InJSON(
            "改行がCRLFで、字下げがありません",
            style={"newline": "\r\n", "indent": ""},
        ),
    ),
    Drift(
        name="tabs",
        title="タブの字下げ",
        summary="字下げがタブです。",
        source=_GUESS,
        style={"indent": "\t"},
        in_json=InJSON("改行があり、字下げがタブです", style={"indent": "\t"}),
    ),
    Drift(
        name="byte-order-mark",
        title="BOM",
        summary="UTF-8のファイルの先頭にBOMがあります。",
        source=_GUESS,
        style={"byte_order_mark": True},
        in_json=InJSON(
            "先頭にBOMがあります（RFC 8259は付けないことを求めています）",
            style={"byte_order_mark": True},
        ),
    ),
    Drift(
        name="windows-31j",
        title="Windows-31Jの宣言",
        summary="Shift_JISのファイルのXML宣言が Windows-31J です。",
        source=_GUESS,
        style={"declared": {"Shift_JIS": "Windows-31J"}},
        in_json=_not("JSONはUTF-8だけです"),
    ),
    Drift(
        name="lacking-reference",
        title="文字参照",
        summary="Shift_JIS（CP932）にない文字を、● ではなく数値文字参照で書きます。",
        source=_GUESS,
        style={"lacking": Lacking.REFERENCE},
        in_json=InJSON(
            "CP932にない文字を、\\uXXXX の形で書きます",
            style={"lacking": Lacking.REFERENCE},
        ),
    ),
    Drift(
        name="lacking-question",
        title="疑問符",
        summary="Shift_JIS（CP932）にない文字を、● ではなく ? で書きます。",
        source=_GUESS,
        style={"lacking": Lacking.QUESTION},
        in_json=InJSON(
            "CP932にない文字を、UTF-8でも ? で書きます",
            style={"lacking": Lacking.QUESTION},
        ),
    ),
    Drift(
        name="lacking-dropped",
        title="文字の欠落",
        summary="Shift_JIS（CP932）にない文字を、書きません。",
        source=_GUESS,
        style={"lacking": Lacking.DROPPED},
        in_json=InJSON(
            "CP932にない文字を、UTF-8でも書きません",
            style={"lacking": Lacking.DROPPED},
        ),
    ),
)
