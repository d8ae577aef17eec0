"""Scenes for the 「ならば」 of マイナ資格確認アプリ."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from harness.msa.gate import Asked, Shown
from harness.msa.stand_in import MSAScreen, MSAState
from scenarios.encounter import Encounter

from . import stage

Scene = Callable[[], Encounter]


def result(*rows: tuple[str, str]) -> Scene:
    """The phone shows 資格情報 with these rows."""
    shown = Shown(receipt="1", notice="", validity="有効", rows=rows)
    screen = MSAScreen(state=MSAState.RESULT, heading="資格情報", result=shown)
    return lambda: stage.encounter(msa=screen)


def ready(*checks: str) -> Scene:
    """The phone asks how to identify the patient."""
    asked = Asked(checks=checks, kinds={}, prescriptions={})
    screen = MSAScreen(state=MSAState.READY, heading="選んでください", asked=asked)
    return lambda: stage.encounter(msa=screen)


def refusing() -> Encounter:
    screen = MSAScreen(
        state=MSAState.REFUSED, heading="この端末では利用できません", reason="x"
    )
    return stage.encounter(msa=screen)


def opening(shown: Scene) -> Scene:
    """An app that shows that when it is opened."""

    def scene() -> Encounter:
        one = shown()
        bench = cast("Any", one.bench)
        bench.msa = SimpleNamespace(open=lambda: one.msa)
        return one

    return scene


def keeping(text: str) -> Scene:
    """A phone on which *text* is kept."""

    def scene() -> Encounter:
        one = stage.encounter()
        bench = cast("Any", one.bench)
        bench.msa = SimpleNamespace(everything_kept=lambda: text)
        return one

    return scene
