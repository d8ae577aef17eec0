"""The reference page of the messages, written from their description.

`python -m oqs_stub.messages.reference` prints it.
"""

from __future__ import annotations

import sys

from ..error_codes import ErrorCodes
from .catalogue import EXCHANGES, Exchange
from .code_tables import code_tables
from .codec import BULK_SIZE_LIMIT, SIZE_LIMIT
from .conventions import Conventions, load_conventions
from .items import Evidence, Message
from .layout import Element, elements, list_of, walk
from .place import Place
from .sources import Known, sources
from .text_encoding import REPLACEMENT

_RECORD = "ResultOfQualificationConfirmation"


def _listed_elements() -> str:
    """The blocks that are nothing but a list, in answers to single messages."""
    names = {
        element.name: None
        for exchange in EXCHANGES
        for element in walk(exchange.answer)
        if exchange.prefix[3:5] == "si" and list_of(element) is not None
    }
    return "、".join(f"`{name}`" for name in names)


_INTRODUCTION = f"""\
# 電文リファレンス

<!-- このページはプログラムから生成しています。直接編集しないでください。
     作り直し: python -m oqs_stub.messages.reference > docs/reference/messages.md -->

連携アプリケーションのフォルダ（`req` / `res`）で読み書きする電文の一覧です。
公式の配置仕様（別紙3-1）・業務コード（別紙5-1）・処理結果コード（別紙6-1）は公開されて
いないため、公開されたプログラムから再構成しています。根拠の強さを要素ごとに示します。

| 根拠 | 意味 |
|---|---|
| A | 公開された独立の情報源が2つ以上一致する |
| B | 公開された情報源が1つある |
| C | 公開された事実からの推定 |
| X | 公開されていない。このスタブの取り決め |

A と B には、下の[情報源](#情報源)の記号を添えます。

出現: `1` 必須、`?` 任意（値がなければ要素ごと省略）、`*` 0回以上の繰り返し、
`+` 1回以上の繰り返し。

## 共通の約束

- ファイル名は `<種別>req_<任意の文字>.xml`。回答の名前は `req_` を `res_` に
  替えたものです。拡張子は、要求が `.XML` でも小文字です（`.xml`、`.pdf`、`.zip`）。
- ルートは `XmlMsg`。名前空間・属性・文書型宣言（DOCTYPE）はありません。
- 文字コードはXML宣言の UTF-8 か Shift_JIS（CP932）。回答も同じ文字コードです。
- CP932 にない文字は、Shift_JIS の回答では `{REPLACEMENT}` に置き換えます
  （スタブの取り決め）。
- 要素の順序は問わずに読み、下の表の順に書きます。空の要素はないものとして扱います。
- 下の表にない要素は読み飛ばします。1個だけの要素が2個あれば拒否します。
- 読める大きさは {SIZE_LIMIT // (1024 * 1024)} MiB、多くの人を書く一括の要求は
  {BULK_SIZE_LIMIT // (1024 * 1024)} MiB までです。
- XMLとして読めない要求は、一定の時間（既定は5秒）変わらなければ拒否し、`res` に
  同じ名前の `.err`（UTF-8、`<コード>,<メッセージ>` の1行）と要求そのものを置きます。
- XMLとして読めても配置仕様に合わない要求には、処理結果区分 9 で回答します。
- PDFを求める要求（`YZKsiquc01`、`TKKsiquc01`）が成功すると、回答は `.pdf` です。
  一括の結果（`02res`）は、設定により、XMLを1つ入れた `.zip` です。
- `face` に置く顔認証結果は `OQSsiquc01res` と同じ配置です。照会区分は 1、
  資格確認照会用情報はなく、同意の行があります。
- 同じ名前の回答が `res` に残っている間は、その名前の要求に回答しません。

行頭の「・」の数が入れ子の深さです。

## JSONの形（WebAPI）

1件の電文（種別の3・4文字目が `si`）は、WebAPIでは同じ配置をJSONで読み書きします
（[使い方](../how-to/webapi.ja.md)）。公開されたプログラムで分かっているのは
`OQSsiquc01` だけです。ほかはスタブの取り決めです。

- 一番外は `{{"XmlMsg": {{…}}}}`。要素の名前がそのまま名前で、値はすべて文字列です。
- 名前が List で終わる要素（{_listed_elements()}）は
  配列で、1件ごとに `{{"<要素名>": {{…}}}}` です。ほかの繰り返しは、そのまま配列です。
- 空の文字列・`null`・空の配列・空のオブジェクトは、ないものとして扱います。
- UTF-8だけです。文字コード識別は `0` です。
- 読めない要求はHTTPの状態 4xx と `{{"status": "error", "code", "msg"}}`、読めても
  配置に合わない要求は処理結果区分 9 です。
"""


def render(conventions: Conventions | None = None) -> str:
    """The whole page as Markdown."""
    conventions = conventions or load_conventions()
    sections = [_INTRODUCTION]
    sections += [_exchange(exchange, conventions) for exchange in EXCHANGES]
    sections += [_records(conventions), _code_tables(), _error_codes(), _sources()]
    return "\n".join(sections)


def _exchange(exchange: Exchange, conventions: Conventions) -> str:
    prefix = conventions.wire_prefix(exchange.prefix)
    interface = f"（{exchange.interface}）" if exchange.interface else ""
    lines = [f"## {prefix} {exchange.title}{interface}", ""]
    if exchange.request.stub_convention:
        lines += ["配置は公開されていません。このスタブの取り決めです。", ""]
    if exchange.prefix[:-2] in conventions.wire_prefixes:
        lines += ["ファイルの種別も公開されていません（`conventions.toml`）。", ""]
    request = f"{prefix}req_*.xml"
    answer = f"{prefix}res_*.xml"
    lines += [f"### 要求 `{request}`", ""]
    lines += _table(exchange.request, conventions)
    lines += ["", f"### 回答 `{answer}`", ""]
    lines += _table(exchange.answer, conventions)
    return "\n".join([*lines, ""])


def _table(message: type[Message], conventions: Conventions) -> list[str]:
    lines = [
        "| 要素 | 項目名 | 出現 | 形式 | 根拠 | 備考 |",
        "|---|---|---|---|---|---|",
    ]
    lines += _rows(Place.of(message), conventions, depth=0)
    return lines


def _rows(place: Place, conventions: Conventions, *, depth: int) -> list[str]:
    lines = []
    for element in elements(place.part):
        evidence = _evidence(place.known(element))
        lines.append(_row(element, conventions, evidence=evidence, depth=depth))
        if element.part is not None and element.name != _RECORD:
            inside = place.inside(element, element.part)
            lines += _rows(inside, conventions, depth=depth + 1)
    return lines


def _evidence(known: Known) -> str:
    keys = ", ".join(known.sources)
    return f"{known.evidence}（{keys}）" if keys else str(known.evidence)


def _row(
    element: Element, conventions: Conventions, *, evidence: str, depth: int
) -> str:
    item = element.item
    if element.name == _RECORD:
        form = "「資格確認結果」の表"
    else:
        form = "" if item.format is None else item.format.name
    name = f"{'・' * depth}`{conventions.wire(element.name)}`"
    cells = (name, item.title, element.cardinality, form, evidence, item.note)
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _records(conventions: Conventions) -> str:
    record = next(
        element.part
        for exchange in EXCHANGES
        for element in walk(exchange.answer)
        if element.name == _RECORD and element.part is not None
    )
    lines = [
        f"## 資格確認結果 `{_RECORD}`",
        "",
        "同意の行は、同意済資格情報一括取得、再照会、資格確認（オンライン診療等）の回答と"
        "顔認証結果だけに出ます。",
        f"根拠 {Evidence.STUB} の要素名は `oqs_stub/messages/conventions.toml` にあり、"
        "同じ形のファイルで置き換えられます。",
        "",
        "| 要素 | 項目名 | 出現 | 形式 | 根拠 | 備考 |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *_rows(Place(record, None), conventions, depth=0), ""])


def _code_tables() -> str:
    lines = ["## コード", "", "| コード | 名称 | 値 | 根拠 |", "|---|---|---|---|"]
    for name, table in sorted(code_tables().items()):
        values = "、".join(f"`{value}` {text}" for value, text in table.values.items())
        keys = ", ".join(sources().of_code(name))
        lines.append(f"| {name} | {table.title} | {values} | {keys} |")
    return "\n".join([*lines, ""])


def _error_codes() -> str:
    lines = [
        "## エラーコード",
        "",
        "公式の処理結果コードではありません。`oqs_stub/codes.toml` にあり、同じ形の"
        "ファイルで置き換えられます。",
        "",
        "| コード | 名前 | メッセージ |",
        "|---|---|---|",
    ]
    codes = ErrorCodes()
    for name in codes.names():
        row = codes.template(name)
        lines.append(f"| {row.code} | `{name}` | {row.message} |")
    return "\n".join([*lines, ""])


def _sources() -> str:
    lines = ["## 情報源", "", "| 記号 | 名前 | 公開されたところ |", "|---|---|---|"]
    lines += [
        f"| `{key}` | {name} | {where} |"
        for key, (name, where) in sources().names.items()
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    # Bytes: the page is UTF-8 with plain line ends whatever the console speaks.
    sys.stdout.buffer.write(render().encode("utf-8"))
