"""The reference page of what is on a card: `docs/reference/card-files.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from card_profiles.dates import JST
from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from .contents import ApplicationFacts, FileFacts, applications_of, objects_of

PERSONA: Final = "hanako"
_NOW: Final = datetime(2026, 7, 1, 9, 0, tzinfo=JST)

_HEAD: Final = """\
# カードの中身 / What is on a card

<!-- python -m harness.card_show.reference FILE で作られます -->

仮想カード（`{persona}`、既定の動作）のすべてのアプリケーションとファイルです。自分のカードは
[`mynabench card show`](commands.md#mynabench-card-show) で見られます。本物との違いは
[再現度](../explanation/fidelity.md)、選べるものは[動作の選択](card-behaviour.md)にあります。

*Every application and file of a virtual card (`{persona}`, default behaviour).
`mynabench card show` tells the same of any card. How it differs from a real one:
[fidelity](../explanation/fidelity.md); what can be chosen:
[choices](card-behaviour.md).*

| 書き方 | | In words |
|---|---|---|
| 読む: 自由 | 暗証番号なしで読める | free to read |
| 読む: 0011か0014の照合 | どちらかの照合の後に読める | after VERIFY of one of them |
| 読む: できない | 誰にも開かない | opens to nobody |
| 使う: … | 鍵で署名・認証ができる条件 | when the key signs or answers |
| 残り3回 | 間違えてよい回数 | wrong values left |
| ロック | 照合できない | blocked |
"""


def render(image: CardImage) -> str:
    """Return the page of a card just made, as Markdown."""
    card = VirtualCard(image, counters=MemoryCounters())
    parts = [_HEAD.format(persona=image.persona)]
    parts.extend(map(_section, applications_of(image, card)))
    rows = "\n".join(
        f"| {entry.tag} | {entry.name} | {entry.size} |" for entry in objects_of(image)
    )
    parts.append(
        "## MF / GET DATA\n\n電源を入れた直後と、発行者領域（ISD、`A0000001510000`）を"
        "選んだ後に答えます。\n\n"
        "*Answered after power-up and while the ISD is selected.*\n\n"
        f"| タグ | 内容 | バイト |\n|---|---|---|\n{rows}\n"
    )
    return "\n".join(parts)


def example() -> CardImage:
    """Make the card that the page shows; new keys each time, and never kept."""
    with TemporaryDirectory() as directory:
        pki = PKI.open(Path(directory), now=_NOW)
        return personalize(load(PERSONA, now=_NOW), pki)


def _section(application: ApplicationFacts) -> str:
    rows = "\n".join(_rows(application.files))
    return (
        f"## {application.name}\n\nAID `{application.aid}`\n\n"
        "| EF | 内容 | 種類 | バイト | 条件 | 回数 |\n|---|---|---|---|---|---|\n"
        f"{rows}\n"
    )


def _rows(files: tuple[FileFacts, ...]) -> Iterator[str]:
    for file in sorted(files, key=lambda file: file.fid):
        size = str(file.size) if file.size else "–"
        yield (
            f"| {file.fid} | {file.name} | {file.kind} | {size} "
            f"| {file.access or '–'} | {file.tries or '–'} |"
        )


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the file that is named."""
    page = render(example())
    if arguments:
        Path(arguments[0]).write_text(page, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
