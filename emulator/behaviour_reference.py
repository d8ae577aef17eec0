"""The reference page of a card's choices: `docs/reference/card-behaviour.md`."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from . import behaviour
from .behaviour import APPLICATION_NAMES, DEFAULT, UNKNOWN_JPKI_FILES, CardBehaviour
from .iso7816.atr import CONTACT_ATRS

_HEAD = """\
# カードの動作の選択 / Choices of the card's behaviour

<!-- python -m emulator.behaviour_reference FILE で作られます -->

本物のカードの動作のうち、公開されていないもの、カードによって違うものの一覧です。
どれも既定を決めてあり、表（TOML）で変えられます。書いたものだけが変わります。
何がどこまで分かっているかは[再現度](../explanation/fidelity.md)にあります。

*What is not publicly known of the real card, or differs between cards. Each choice has
a default and can be made otherwise in a TOML file, which changes what it names and
nothing else. How much is known of each: [fidelity](../explanation/fidelity.md).*

```toml file=other-card.toml
sw_blocked = 0x6983          # ステータスワード / a status word
short_read_is_6282 = true
selection_order = ["jpki", "visual"]
fci_extra = "8A0105"         # 16進数 / hexadecimal
```

```sh
mynabench card record other-card.txt --behaviour other-card.toml
```

- `card serve`、`card record`、`card check` では `--behaviour`、`visit` と `run` では
  `--card-behaviour`、[ベンチファイル](bench-file.md)では `[card]` の `behaviour` に
  書きます。プログラムからは `emulator.behaviour.load_behaviour` で読めます。
- 「{made}」のものは、新しく作るカードに書き込まれます。そのカードは、いつも同じ表で
  使ってください。違う表では断られます。ほかは、使うたびに変えられます。
- 根拠: [M] 実測、[C] 実物で動くクライアントから、[S] 仕様、[D] ISO 7816-4などの既定、
  または私たちの選択。

*`--behaviour` of `card serve`, `card record` and `card check`, `--card-behaviour` of
`visit` and `run`, `behaviour` under `[card]` in a [bench file](bench-file.md). What
stands under "Making a card" is written to a card that is made anew; use that card with
the same file always, with another one it is refused. The rest may change from use to
use. Evidence: [M] measured, [C] deduced from clients that work with real cards, [S]
specification, [D] a default of ISO 7816-4 and the like, or our choice.*
"""

_GROUPS = {
    "Power and selection": "電源と選択",
    "Reading": "読み取り",
    "PINs": "暗証番号",
    "Keys": "鍵",
    "Secure messaging": "セキュアメッセージング",
    "GET DATA": "GET DATA",
    "Making a card": "カードを作るとき",
}
"""The groups of the dataclass, in both languages."""

JAPANESE = {
    "first_command_fails": "非接触で電源が入った直後の最初のコマンドに6F00と答える",
    "contact_reset_keeps_session": "接触: ウォームリセットの後も照合と選択が残る",
    "contactless_reset_keeps_session": "非接触: ウォームリセットの後も照合と選択が残る",
    "selection_order": "AIDの先頭だけで選ぶとき、先に見つかるAP。書かないものはAIDの順",
    "select_answers_fci": "P2=00でLeのあるSELECTに、FCIを返す",
    "fci_extra": "そのFCIでAIDの後に加えるもの",
    "sw_select_nothing": "名前のないSELECT",
    "sw_select_long_name": "16バイトより長い名前のSELECT",
    "failed_select_keeps_file": "ないEFを選んだ後も、前のEFが選ばれている",
    "longest_data": "受け取るデータの最大のバイト数",
    "sw_end_of_file": "ファイルの終わりから先の読み取り",
    "short_read_is_6282": "Leより短い読み取りに、9000でなく6282と答える",
    "sw_read_unknown_short_id": "どのファイルでもない短いIDでの読み取り",
    "sw_blocked": "ロックした暗証番号の照合",
    "empty_verify_tells_success": "照合済みなら、データのないVERIFYに9000と答える",
    "longest_pin": "暗証番号の最大のバイト数。これより長いと6700で、回数は減らない",
    "sw_verify_not_a_pin": "暗証番号でないファイルの照合・変更",
    "sw_unknown_reference": "P2がどのファイルも指さない照合・署名など",
    "sw_change_unverified": "照合する前の暗証番号の変更",
    "sw_change_bad_value": "長さや文字が正しくない暗証番号への変更",
    "sw_sign_no_file": "EFが選ばれていないときの、P2=80の署名・照合",
    "sw_sign_not_a_key": "鍵でないファイルでの署名",
    "sw_sign_nothing": "データのない署名",
    "sw_sign_wrong_length": "方式に合わない長さのデータの署名",
    "pss_salt_length": "PSS署名のソルトのバイト数",
    "sw_forged_terminal": "特定機関の証明書の署名が正しくない",
    "reselect_ends_secure_messaging": "同じAPを選び直すと、セッションが終わる",
    "contact_atr_at_mf": "GET DATA 5F51に、MFのレベルで答える",
    "contact_atr_inside_applications": "GET DATA 5F51に、APの中でも答える",
    "has_lower_cvc": "GET DATA 7F21（下位の証明書）がある",
    "cvc_behind_header_list": "GET DATA 00F8と7F21の前に項目の一覧（4D）が付く",
    "contact_atr": "非接触カードがGET DATA 5F51で伝える接触のATR",
    "certificate_file_size": "証明書のファイルのバイト数。入らなければ256ずつ増える",
    "filler": "ファイルの中身の後を埋める値",
    "ocsp_url": "両方の証明書のAIAが示すOCSPの場所。空ならAIAのない証明書",
    "auth_certificate_has_eku": "利用者証明用の証明書に、EKU（clientAuth）がある",
    "closed_files": "あるが誰にも開かない（6982）公的個人認証APのファイル",
    "number_a_tries": "照合番号Aの回数（券面の両AP）",
    "number_b_tries": "照合番号Bの回数（券面の両AP）",
    "birthdate_tries": "生年月日の照合の回数（券面事項確認AP）",
    "visual_has_0014_0015": "券面事項確認APに0014と0015がある",
    "number_b_opens_secure_messaging": "照合番号Bでもセッション鍵を受け取る",
    "text_file_size": "四情報のファイルのバイト数。入らなければ256ずつ増える",
}
"""What each parameter is, in Japanese; its English is beside it in the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One parameter: its name, default and values as TOML has them, its meaning."""

    group: str
    name: str
    default: str
    values: str
    meaning: str


def choices() -> Iterator[Choice]:
    """Give every parameter of `CardBehaviour` in its order, read from its source."""
    source = inspect.getsource(behaviour)
    meanings = dict(_meanings(source))
    groups = dict(_groups(inspect.getsource(CardBehaviour)))
    for entry in fields(CardBehaviour):
        yield Choice(
            group=groups[entry.name],
            name=entry.name,
            default=_toml(entry.name, getattr(DEFAULT, entry.name)),
            values=_values(entry),
            meaning=meanings[entry.name],
        )


def render() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD.format(made=_GROUPS["Making a card"])]
    every = list(choices())
    for group, title in _GROUPS.items():
        heading = group if title == group else f"{title} / {group}"
        rows = "\n".join(
            f"| `{one.name}` | `{one.default}` | {one.values} "
            f"| {JAPANESE[one.name]} | {one.meaning} |"
            for one in every
            if one.group == group
        )
        parts.append(
            f"## {heading}\n\n| 名前 | 既定 | 値 | 意味 | Meaning |\n"
            f"|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _meanings(source: str) -> Iterator[tuple[str, str]]:
    """Give the docstring below each field."""
    for name, node in _declared(source):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield name, " ".join(text.split())
            case _:
                raise ValueError(f"CardBehaviour.{name} has no docstring below it")


def _groups(source: str) -> Iterator[tuple[str, str]]:
    """Give the comment line above each field, however far."""
    group = ""
    for line in source.splitlines():
        if heading := re.fullmatch(r"    # (.+)\.", line):
            group = heading[1]
        elif declared := re.match(r"    (\w+): ", line):
            yield declared[1], group


def _declared(source: str) -> Iterator[tuple[str, ast.stmt]]:
    """Give each field of the class with the statement that follows it."""
    body = next(
        node.body
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == CardBehaviour.__name__
    )
    for statement, following in pairwise(body):
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            yield statement.target.id, following


def _toml(name: str, value: object) -> str:
    """Write a value as the file has it."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return _number(name, value)
        case bytes():
            return f'"{value.hex().upper()}"'
        case tuple():
            return f"[{', '.join(_toml(name, item) for item in value)}]"
        case _:
            return f'"{value}"'


def _number(name: str, value: int) -> str:
    if name.startswith("sw_") or name == "closed_files":
        return f"0x{value:04X}"
    return f"0x{value:02X}" if name == "filler" else str(value)


def _values(entry: Field[Any]) -> str:
    """Say what the file may give."""
    allowed = entry.metadata.get("range")
    if allowed is not None:
        least, most = (_number(entry.name, end) for end in (allowed[0], allowed[-1]))
        return f"`{least}`–`{most}`"
    listed = {
        "selection_order": APPLICATION_NAMES,
        "contact_atr": CONTACT_ATRS,
        "closed_files": tuple(_number(entry.name, f) for f in UNKNOWN_JPKI_FILES),
    }.get(entry.name)
    if listed is not None:
        return ", ".join(f"`{one}`" for one in listed)
    kinds = {"bool": "`true`, `false`", "str": "URL"}
    return kinds.get(str(entry.type), "16進数 / hexadecimal")


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the file that is named."""
    page = render()
    if arguments:
        Path(arguments[0]).write_text(page, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
