"""The step catalogue: `docs/reference/steps.md`, written from the steps themselves."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from harness.bdd.known_steps import KnownStep, known_steps

GROUPS = {
    "server": "患者・日付・保険の変化",
    "terminal": "管理者（資格確認端末）",
    "desk": "窓口の職員（資格確認端末）",
    "staff": "職員（訪問用の端末）",
    "patient": "患者（同意の選択と登録）",
    "own_consents": "患者（登録した同意の照会・更新・取消し）",
    "devices": "端末と回線",
    "card": "暗証番号・マイナンバーカード・アプリ",
    "msa": "マイナ資格確認アプリ（目視確認）",
    "clinic": "レセコン",
    "care": "訪問診療の経過",
    "visit_forms": "往診・通常とは異なる動線",
    "window": "窓口での照合と自己負担",
    "facility": "訪問施設の台帳",
    "faults": "国側の障害・電文の書き方・途中の変化",
    "eligibility": "資格の種類と医療機関等",
    "records": "記録と個人情報",
}

PLACEHOLDERS = {
    "account": "アカウント",
    "answer": "選択",
    "cost": "医療費",
    "count": "人数",
    "day": "日付",
    "days": "日数",
    "drifts": "書き方",
    "fault": "障害",
    "flag": "同意区分",
    "form": "発行形態",
    "check": "本人確認の方法",
    "facility": "施設",
    "item": "項目",
    "heading": "見出し",
    "institution": "医療機関等",
    "kind": "項目",
    "kinds": "種別",
    "minutes": "分数",
    "months": "月数",
    "name": "名前",
    "number": "番号",
    "owner": "名前",
    "patients": "患者",
    "pays": "負担額",
    "pin": "暗証番号",
    "reason": "理由",
    "region": "地域",
    "speed": "速さ",
    "tenths": "割",
    "text": "文字",
    "times": "回数",
    "trait": "しるし",
    "tries": "回数",
    "validity": "資格有効性",
    "visit_form": "診療の種別",
}
"""What the page calls the value that goes there."""

_HEAD = """\
# ステップの一覧

<!-- scenarios/steps/ から作られます: python -m scenarios.catalogue FILE -->

シナリオ（`.feature` ファイル）に書けるステップの一覧です。Pythonは要りません。

## 書き方

```gherkin
# language: ja
機能: 自院の受付
  シナリオ: 薬剤情報だけに同意した患者を受け付ける
    前提 医療機関は訪問診療等機能を利用している
    かつ 患者は「花子」である
    もし 職員が訪問診療等の受付を始める
    かつ 患者が「薬剤情報」だけに同意する
    かつ 患者が登録を済ませる
    かつ レセコンが同意済資格情報を取り込む
    ならば 「薬剤情報」の同意は「同意する」と届く
    かつ 「手術情報」の同意は「同意しない」と届く
```

`my.feature` としてUTF-8で保存し、`mynabench run my.feature` で実行します。

- 1行目に `# language: ja` と書きます。
- 「前提」「もし」「ならば」「かつ」「しかし」の後には空白を入れます。
- コロン（`機能:`）、数字、表の縦線（`|`）は半角です。
- どのシナリオにも「ならば」が要ります。
- 断られる操作の後には、断られたことを確かめる「ならば」が要ります。
  確かめずに先へ進むシナリオは失敗します。
- 「かつ」は、直前の「前提」「もし」「ならば」と同じ種類になります。
- ＜…＞ は書き換えるところです。
- タグ: `@req:…`（要件の番号）、`@needs:…`（ベンチに必要な能力）。ベンチにできない
  シナリオは、理由を示して実行しません。能力は `set-clock`（時計を動かす）、
  `set-tries`（残り回数を戻す）、`expendable`（残り回数を使ってよい）、`tear`
  （カードを途中で離す）、`card-faults`（カードを失敗させる・遅くする）、`control`
  （サーバーの人や資格を変える）です。
"""


def render(steps: tuple[KnownStep, ...]) -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for group, title in GROUPS.items():
        members = [step for step in steps if step.module.endswith(f".{group}")]
        parts.append(f"## {title}\n")
        parts.extend(_entry(step) for step in members)
    return "\n".join(parts)


def _entry(step: KnownStep) -> str:
    text = re.sub(r"＜(\w+)＞", lambda m: f"＜{PLACEHOLDERS[m[1]]}＞", step.text)
    return (
        f"### {text}\n\n"
        f"{'／'.join(step.keywords)}\n\n"
        f"{step.explanation}\n\n"
        f"```gherkin\n{step.keywords[0]} {step.example}\n```\n"
    )


def load_steps() -> tuple[KnownStep, ...]:
    """Import every step module and return its steps, in the order of the page."""
    modules = [f"{__package__}.steps.{group}" for group in GROUPS]
    for module in modules:
        importlib.import_module(module)
    return known_steps(modules)


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the file that is named."""
    page = render(load_steps())
    if arguments:
        Path(arguments[0]).write_text(page, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
