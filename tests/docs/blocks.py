"""The code blocks of the documentation, as the runner and the linter see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```\s*$",
    re.DOTALL | re.MULTILINE,
)
_FILE = "file="
_JAPANESE = ".ja.md"

NOT_RUN_HERE = {
    "hardware": "needs a physical reader, card or phone",
    "other-system": "belongs to another system (a real pcscd service, Windows, CI)",
    "by-ci": "is what .ci/run itself runs",
}
"""Marks in a block's info string that keep it from being run, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block: its language, its marks, its text, and where it stands."""

    page: Path
    line: int
    language: str
    marks: frozenset[str]
    text: str
    file: str | None = None  # The name under which the reader is told to save it.

    @property
    def where(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def not_run_because(self) -> str | None:
        """Why the block is not run on this machine, or None when it is."""
        reasons = [NOT_RUN_HERE[mark] for mark in self.marks if mark in NOT_RUN_HERE]
        return reasons[0] if reasons else None

    @property
    def essence(self) -> tuple[str, frozenset[str], str | None, str]:
        """What must be alike in a page and its translation."""
        return self.language, self.marks, self.file, self.text


def pages() -> list[Path]:
    """Every page that users read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def translations() -> list[Path]:
    """The Japanese pages; each stands beside its English counterpart."""
    return [page for page in pages() if page.name.endswith(_JAPANESE)]


def original(page: Path) -> Path:
    """Return the English counterpart of a Japanese page."""
    return page.with_name(page.name.removesuffix(_JAPANESE) + ".md")


def blocks(page: Path) -> list[Block]:
    """Return the page's blocks in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, *words = match["info"].split() or [""]
        indent = len(match["indent"])
        body = "\n".join(line[indent:] for line in match["body"].splitlines())
        files = [w.removeprefix(_FILE) for w in words if w.startswith(_FILE)]
        found.append(
            Block(
                page=page,
                line=text.count("\n", 0, match.start()) + 1,
                language=language,
                marks=frozenset(w for w in words if not w.startswith(_FILE)),
                text=body + "\n",
                file=files[0] if files else None,
            )
        )
    return found
