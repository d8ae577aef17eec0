"""The terminal's steps: scenes in which each holds, and in which it must not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from harness.bench import Bench
from harness.clinic.by_hand import TYPED
from scenarios.encounter import Encounter
from scenarios.steps import desk, terminal
from scenarios.terminal_tasks import TERMINAL

from . import stage
from .case import Case
from .scenes import kept_url, refused, urls

SHOWN = "保険者番号 01990019\n被保険者証番号 0000123\n氏名 保険　花子\n資格有効性"
TYPED_RIGHT = {
    **dict.fromkeys(TYPED, ""),
    "保険者番号": "０１９９００１９",
    "被保険者証番号": "0000123",
    "氏名": "保険 花子",
}
LINE = {
    "face": "terminal",
    "action": "OQSsihvq01",
    "actor": "user",
    "person_id": "hanako",
    "at": stage.NOW.isoformat(),
}


def at_desk(text: str = SHOWN, **typed: str) -> Callable[[], Encounter]:
    """An encounter whose desk shows that text; with items typed otherwise."""
    return lambda: stage.encounter(
        desk_screen=stage.screen("結果", text=text), typed={**TYPED_RIGHT, **typed}
    )


def recorded(**other: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(ledger=[{**LINE, **other}])


def completed(heading: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(completion=stage.screen(heading))


def says_no(message: str) -> Callable[[], Encounter]:
    def scene() -> Encounter:
        one = stage.encounter()
        one.refuse(TERMINAL, "terminal", message)
        return one

    return scene


def downloading(content: bytes) -> Callable[[], Encounter]:
    def scene() -> Encounter:
        bench = SimpleNamespace(
            server=SimpleNamespace(folder=str(Path(tempfile.mkdtemp()) / "folder")),
            terminal=SimpleNamespace(url_pdf=lambda _: content),
            institution_code=stage.INSTITUTION,
        )
        return Encounter(cast("Bench", bench))

    return scene


DESK_CASES = [
    Case(terminal.urls_differ, urls("a", "b"), (urls("a", "a"),)),
    Case(terminal.url_is_kept, kept_url("a", "a"), (kept_url("a", "b"),)),
    Case(
        terminal.pdf_is_there,
        lambda: stage.encounter(pdf=b"%PDF-1.7"),
        (lambda: stage.encounter(pdf=b"<html>"), stage.encounter),
    ),
    Case(
        terminal.png_is_there,
        lambda: stage.encounter(png=b"\x89PNG\r\n"),
        (lambda: stage.encounter(png=b"<svg>"), stage.encounter),
    ),
    Case(
        terminal.terminal_refuses, refused(TERMINAL), (refused("他"), stage.encounter)
    ),
    Case(
        desk.no_slip,
        at_desk(),
        (at_desk(被保険者証番号="0000132"), at_desk(氏名=""), stage.encounter),
    ),
    Case(
        desk.slip_is_found,
        at_desk(被保険者証番号="0000132"),
        (at_desk(), at_desk(氏名="保険　太郎"), at_desk(被保険者証番号="1", 氏名="x")),
        {"item": "被保険者証番号"},
    ),
    Case(
        desk.desk_shows,
        at_desk(),
        (at_desk("有効"), stage.encounter),
        {"text": "01990019"},
    ),
    Case(
        desk.desk_hides,
        at_desk(),
        (at_desk("架空錠５ｍｇ"), stage.encounter),
        {"text": "架空錠"},
    ),
    Case(desk.desk_shows_patient, at_desk(), (at_desk("保険　太郎"), stage.encounter)),
    Case(
        desk.desk_refuses,
        says_no("期間を過ぎた"),
        (says_no("別の理由"), refused("他"), stage.encounter),
        {"text": "期間"},
    ),
    Case(
        desk.desk_is_on_record,
        recorded(),
        (
            recorded(face="exchange"),
            recorded(action="OQSsiquc01"),
            recorded(actor="viewer"),
            recorded(person_id="taro"),
            recorded(at="2026-11-29T10:00:00+00:00"),
            stage.encounter,
        ),
        {"account": "user"},
    ),
    Case(desk.pdf_is_saved, downloading(b"%PDF-1.7"), (downloading(b"<html>"),)),
    Case(
        terminal.completion_is_shown,
        completed("環境設定情報を更新しました"),
        (completed("メニュー"), stage.encounter),
    ),
]
