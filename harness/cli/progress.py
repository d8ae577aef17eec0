"""The visit as it is printed: one line a step, with the time it took."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from ..evidence.words import CONSENT_FLAG, CONSENT_KIND, VALIDITY, reason_words
from ..journal import Layer, Step

if TYPE_CHECKING:
    from ..evidence.result import VisitResult
    from ..results import ConsentView, Eligibility

LANES = {
    Layer.TERMINAL: "資格確認端末",
    Layer.PHONE: "スマートフォン",
    Layer.APP: "アプリ",
    Layer.CARD: "カード",
    Layer.SERVER: "国側",
    Layer.CLINIC: "レセコン",
}


class _Console(Console):
    """A console whose reader may go away (`| head`): the visit goes on unseen."""

    def on_broken_pipe(self) -> None:
        """Say nothing more, instead of ending the program half way."""
        self.quiet = True
        # What Python still holds back for stdout must not fail at exit.
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)


class Progress:
    """Prints to a person; says nothing at all when *quiet*."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = _Console(quiet=quiet, highlight=False, soft_wrap=True)

    def begin(self, persona: str, story: str, bench: str) -> None:
        """Say whose visit this is, and on which bench."""
        self._console.print(
            f"[bold]居宅の訪問[/]  患者 {persona}  ベンチ: {escape(bench)}"
        )
        self._console.print(f"  {escape(story)}\n")

    def step(self, step: Step) -> None:
        """Print one step that has just ended."""
        mark = "[green]✓[/]" if step.ok else "[red]✗[/]"
        lane = LANES[step.layer]
        self._console.print(
            f" {mark} {step.index:2d} [cyan]{lane}[/] {escape(step.name)} "
            f"[dim]{step.ms:.0f} ms（{step.actor}）[/]"
        )
        if step.detail:
            first = step.detail.splitlines()[0]
            self._console.print(f"      [dim]{escape(first)}[/]")

    def end(self, result: VisitResult, out_dir: Path) -> None:
        """Print what came of it, and where the evidence lies."""
        say = self._console.print
        say()
        if result.outcome == "registered":
            say("[bold green]結果: 登録完了[/]")
        else:
            happened, advice = reason_words(result.reason or "", lost=result.lost)
            say(
                f"[bold red]結果: 登録できませんでした[/] {happened}（{result.reason}）"
            )
            say(f"  {advice}")
        for line in "\n".join(result.notes).splitlines():
            say(f"  {escape(line)}")
        for eligibility in result.eligibility:
            self._eligibility(eligibility)
        if result.reinquiry is not None:
            code = result.reinquiry.validity
            say(f"  再照会: {VALIDITY.get(code, code)}（カードなし）")
        if result.medication is not None:
            say(f"  薬剤情報: {len(result.medication.drugs)}件")
            for drug in result.medication.drugs:
                say(
                    f"    {drug.dispensed_on} {escape(drug.name)} "
                    f"{drug.quantity}{escape(drug.unit)} × {drug.times}"
                    f"（{escape(drug.pharmacy)}）"
                )
        say(f"\n証跡: {out_dir}")
        say(f"  {out_dir / 'report.html'} をブラウザーで開いてください。")

    def _eligibility(self, eligibility: Eligibility) -> None:
        validity = VALIDITY.get(eligibility.validity, eligibility.validity)
        ratio = f"  負担割合 {eligibility.ratio}％" if eligibility.ratio else ""
        self._console.print(
            f"  資格情報: {validity}  {escape(eligibility.name)}  "
            f"{eligibility.insurer_number} {escape(eligibility.insurer_name)}{ratio}"
        )
        granted = "、".join(
            f"{CONSENT_KIND.get(code, code)} {_flag(view)}"
            for code, view in eligibility.consents.items()
        )
        if granted:
            self._console.print(f"  同意: {granted}")


def _flag(view: ConsentView) -> str:
    return CONSENT_FLAG.get(view.flag, view.flag)
