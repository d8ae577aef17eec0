"""The reference page of faults and timings: `docs/reference/card-faults.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ..commands.names import COMMANDS
from ..timing import TIME_LIMIT, TITLES, TimingModel, TimingRule, find_timing
from .catalogue import CATALOGUE, PROFILES, FaultKind, Where

_HEAD = """\
# カードの障害と速さ / Faults and speed of the card

<!-- python -m emulator.faults.reference FILE で作られます -->

仮想カードに仕込める障害と、カードの速さの一覧です。使い方は
[カードを失敗させる・遅くする](../how-to/card-faults.ja.md)にあります。

*Every fault that a virtual card can be given, and how slow it can be made. See the
[how-to](../how-to/card-faults.md).*

## 書き方 / Form

```text
名前[:項目=値,項目=値,…]
NAME[:key=value,key=value,…]
```

- 日本語の名前でも書けます（`署名の誤り:bits=3`）。全角の `：`、`＝`、`、` も使えます。
- 同じ種（`--fault-seed`、既定は `--seed`）なら、同じ障害が同じところで起きます。
- 番号はベンチが動いている間、カードをかざし直しても数え続けます。

*Japanese names and full-width signs are taken, too. The same seed gives the same
faults at the same places. Counting goes on when the card is held again.*
"""

_ON = """\
## どのコマンドで / Which command (`on`)

| 名前 | コマンド |
|---|---|
{rows}
| `20` | INSが20のコマンド |
| `802A`、`80xx`、`xx2A` | CLAとINSで。`xx` は何でもよい |
"""

_TIMING = """\
## 速さ / Speed

`instant`（待ち時間なし、既定）、`typical`（実物並み）、`worst`（最も遅い）、または自分の表。
上から順に、最初に当てはまる行の時間がかかります。カード自身の計算時間もこれに含まれます。
どの答えも{limit:g}秒より遅くはなりません。

*`instant` (the default), `typical`, `worst`, or a table of your own. The first line
that applies counts; what the card itself takes is part of it. No answer takes longer
than {limit:g} seconds.*
"""


def render() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for where in Where:
        kinds = [kind for kind in CATALOGUE.values() if kind.where is where]
        parts.append(f"## {where.value}の障害\n")
        parts.extend(map(_entry, kinds))
    parts.append("## 組 / Profiles\n")
    parts.extend(
        f"### {profile.name}\n\n**{profile.title}**。{profile.summary}\n\n"
        f"`{'`、`'.join(profile.faults)}`\n\n出典: {profile.source}\n"
        for profile in PROFILES.values()
    )
    rows = "\n".join(f"| `{p.text}` | {p.title} |" for p in COMMANDS.values())
    parts.append(_ON.format(rows=rows))
    parts.append(_TIMING.format(limit=TIME_LIMIT))
    parts.extend(_speed(find_timing(name)) for name in TITLES if name != "instant")
    return "\n".join(parts)


def listing() -> str:
    """Return all faults and timings as a terminal shows them, in Japanese."""
    lines = ["障害（NAME[:項目=値,…]）"]
    for kind in CATALOGUE.values():
        lines.append(f"\n  {kind.name}（{kind.title}）")
        lines.append(f"    {kind.summary}")
        lines.extend(
            f"      {p.name}={p.shown_default}  {p.title}。{p.form}"
            for p in kind.parameters
        )
    lines.append("\n障害の組")
    for profile in PROFILES.values():
        lines.append(f"\n  {profile.name}（{profile.title}）")
        lines.append(f"    {profile.summary}")
        lines.extend(f"      {fault}" for fault in profile.faults)
    lines.append("\nコマンドの名前（on=）")
    lines.extend(f"  {p.text}  {p.title}" for p in COMMANDS.values())
    lines.append("\n速さ")
    lines.extend(f"  {name}（{title}）" for name, title in TITLES.items())
    return "\n".join(lines) + "\n"


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


def _speed(model: TimingModel) -> str:
    return (
        f"### {model.name}\n\n**{model.title}**。出典: {model.source}\n\n"
        "| コマンド | 答え | ミリ秒 | 1バイトごとに | 出典 |\n|---|---|---|---|---|\n"
        f"{_lines(model.rules)}\n"
    )


def _lines(rules: Iterable[TimingRule]) -> str:
    answers = {"any": "すべて", "ok": "9000", "refused": "9000以外"}
    return "\n".join(
        f"| `{rule.command.text}` | {answers[rule.answer]} "
        f"| {rule.least_ms:g}〜{rule.most_ms:g} "
        f"| {f'{rule.per_byte_ms:g}' if rule.per_byte_ms else '–'} | {rule.source} |"
        for rule in rules
    )


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the file that is named."""
    page = render()
    if arguments:
        Path(arguments[0]).write_text(page, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
