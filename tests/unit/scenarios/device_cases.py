"""Scenes for what stands on stored consents, and on other devices."""

from __future__ import annotations

from harness.ports import AppState
from scenarios.steps import devices, own_consents

from . import stage
from .case import Case
from .scenes import app, no_field, page

DEVICE_CASES = [
    Case(
        own_consents.stored_is,
        page("現在の同意", text="薬剤情報\n同意する\n手術情報\n同意しない"),
        (
            page("現在の同意", text="薬剤情報\n同意しない\n手術情報\n同意する"),
            page("現在の同意", text="手術情報\n同意する"),
        ),
        {"kind": "薬剤情報", "answer": "同意する"},
    ),
    Case(
        own_consents.heading_is,
        page("更新完了"),
        (page("変更内容の確認"),),
        {"heading": "更新完了"},
    ),
    Case(
        own_consents.day_is_fixed,
        no_field("受診予定日"),
        (page("変更", text="受診予定日"), no_field("薬剤情報")),
    ),
    Case(
        devices.no_app_runs,
        stage.encounter,
        (app(AppState.PIN_ENTRY), app(AppState.REFUSED)),
    ),
]
