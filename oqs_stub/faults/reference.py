"""The reference page of the national side: `docs/reference/server-faults.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from ..messages.drift import DRIFTS
from .catalogue import CATALOGUE, FaultKind, Where
from .faces import TITLES
from .profiles import PROFILES

_HEAD = """\
# 国側の障害と電文の書き方 / Faults and message drift of the national side

<!-- python -m oqs_stub.faults.reference FILE で作られます -->

オンライン資格確認等システムの側に仕込める障害と、電文の書き方の違いの一覧です。使い方は
[国側を失敗させる](../how-to/server-faults.ja.md)にあります。

*Every fault that the national side can be given, and every way in which its messages
can be written. See the [how-to](../how-to/server-faults.md).*

## 書き方 / Form

```text
名前[:項目=値,項目=値,…]
NAME[:key=value,key=value,…]
```

- 日本語の名前でも書けます（`停止:region=西日本`）。全角の `：`、`＝`、`、` も使えます。
- 同じ種（`--fault-seed`、既定は `--seed`）なら、同じ障害が同じところで起きます。
- 起きた障害はすべて台帳（`GET /control/ledger` の `fault`）に残ります。スタブ自身の
  失敗とは見分けられます。
- 障害と、それが起きた回数は、スタブを起動し直しても残ります。

*Japanese names and full-width signs are taken, too. The same seed gives the same faults
at the same places. Whatever happens is in the ledger under `fault`. Faults and their
counts outlast a restart.*

## どこで / Where (`face`)

| 名前 | どこ |
|---|---|
{faces}
"""


def render() -> str:
    """Return the page as Markdown."""
    faces = "\n".join(f"| `{name}` | {title} |" for name, title in TITLES.items())
    parts = [_HEAD.format(faces=faces)]
    for where in Where:
        kinds = [kind for kind in CATALOGUE.values() if kind.where is where]
        parts.append(f"## {where.value}\n")
        parts.extend(map(_entry, kinds))
    parts.append("## 組 / Profiles\n")
    parts.extend(
        f"### {profile.name}\n\n**{profile.title}**。{profile.summary}\n\n"
        f"`{'`、`'.join(profile.faults)}`\n\n出典: {profile.source}。\n"
        for profile in PROFILES.values()
    )
    parts.append(
        "## 電文の書き方 / Message drift\n\n"
        "`oqs serve --drift 名前` で、いくつでも一緒に使えます。フォルダーのXMLと、"
        "意味のあるものはWebAPIのJSONの電文も変わります（認証の応答とエラーの応答は"
        "変わりません）。\n\n"
        "*Any number at once. They change the XML of the folders and, where that makes"
        " sense, the messages in the JSON of the WebAPI (never its answers to an"
        " authentication, nor its errors).*\n\n"
        "| 名前 | 日本語の名前 | 書き方 | WebAPIのJSON | 出典 |\n|---|---|---|---|---|"
    )
    parts.append(
        "\n".join(
            f"| `{one.name}` | {one.title} | {_cell(one.summary)}"
            f" | {_cell(one.in_json.told)} | {one.source} |"
            for one in DRIFTS.values()
        )
        + "\n"
    )
    return "\n".join(parts)


def _entry(kind: FaultKind) -> str:
    rows = "\n".join(
        f"| `{p.name}` | {_shown(p.shown_default)} | {p.title} | {p.form} |"
        for p in kind.parameters
    )
    return (
        f"### {kind.name}\n\n**{kind.title}**。{kind.summary}\n\n"
        f"| 項目 | 既定 | 意味 | 値 |\n|---|---|---|---|\n{rows}\n"
    )


def _shown(default: str) -> str:
    return f"`{default}`" if default.isascii() and default else default


def _cell(text: str) -> str:
    """*text* without what Markdown would take for tags."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the file that is named."""
    page = render()
    if arguments:
        Path(arguments[0]).write_text(page, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
