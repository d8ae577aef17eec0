"""「環境設定情報更新」: change, confirm with OK, log in again to apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from ..faces import page
from ..institutions import SettingsRefusedError
from ..labels import (
    ELECTRONIC_PRESCRIPTION_LABELS,
    KIND_LABELS,
    PRESCRIPTION_TIMING_LABELS,
)
from ..records import Settings
from ..service.overtaken import OvertakenError
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import notice, require_login

USE, DO_NOT_USE = "1", "0"  # 利用設定区分, OQSCD037.
_USE_LABELS = {USE: "利用する", DO_NOT_USE: "利用しない"}

_FUNCTIONS = {
    "home-visit": "訪問診療等機能",
    "online": "オンライン診療等・外来診療等(通常とは異なる動線)",
    "medical-aid": "医療扶助関連項目",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of the screen: its field, its name and its choices."""

    field: str
    label: str
    options: Mapping[str, str]


QUESTIONS: dict[str, tuple[Question, ...]] = {
    "閲覧同意の利用有無": tuple(
        Question(field=f"kind-{kind}", label=label, options=_USE_LABELS)
        for kind, label in KIND_LABELS.items()
    ),
    "機能の利用": tuple(
        Question(field=field, label=label, options=_USE_LABELS)
        for field, label in _FUNCTIONS.items()
    ),
    "電子処方箋": (
        Question(
            field="electronic-prescription",
            label="電子処方箋利用区分",
            options=ELECTRONIC_PRESCRIPTION_LABELS,
        ),
        Question(
            field="prescription-timing",
            label="処方箋発行形態選択タイミング",
            options=PRESCRIPTION_TIMING_LABELS,
        ),
    ),
}
"""The screen's items, by section."""


def add_settings_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the settings screens on *blueprint*."""

    @blueprint.get("/settings")
    def settings() -> Response:
        login = require_login(stub, Task.SETTINGS)
        return page(
            "terminal/settings.html",
            sections=QUESTIONS,
            values=_values(stub.terminal.settings(login)),
            waiting=stub.terminal.settings_wait(login),
            not_started=stub.terminal.not_started(),
        )

    @blueprint.post("/settings")
    def check() -> Response:
        login = require_login(stub, Task.SETTINGS)
        present = stub.terminal.settings(login)
        return page(
            "terminal/settings_confirm.html",
            sections=QUESTIONS,
            before=_values(present),
            shown=_summary(present),
            values=_entered(request.form, present),
        )

    @blueprint.post("/settings/ok")
    def change() -> Response:
        login = require_login(stub, Task.SETTINGS)
        try:
            shown = _shown(request.form)
            entered = _settings(_entered(request.form, shown))
            stub.terminal.change_settings(login, entered, shown=shown)
        except OvertakenError:
            return notice(
                "すでに変更されています",
                "確認の画面を開いたあとに、ほかの人が環境設定情報を変更しました。"
                "この操作では変更していません。"
                "いまの内容を見て、もう一度変更してください。",
                409,
            )
        except SettingsRefusedError as refusal:
            return notice("環境設定情報を更新できません", str(refusal), 409)
        return page("terminal/settings_done.html")


def _values(settings: Settings) -> dict[str, str]:
    def use(used: object) -> str:
        return USE if used else DO_NOT_USE

    return {
        **{f"kind-{kind}": use(kind in settings.consent_kinds) for kind in KIND_LABELS},
        "home-visit": use(settings.home_visit),
        "online": use(settings.online),
        "medical-aid": use(settings.medical_aid),
        "electronic-prescription": settings.electronic_prescription,
        "prescription-timing": settings.prescription_timing,
    }


def _summary(settings: Settings) -> str:
    """All of it in a word, by which a confirmation knows what it showed."""
    return "-".join(_values(settings).values())


def _shown(fields: Mapping[str, str]) -> Settings:
    """The settings that the confirmation summed up.

    Raises `OvertakenError` where it does not say: then nobody knows what was shown.
    """
    names = _values(Settings())
    words = fields.get("shown", "").split("-")
    if len(words) != len(names):
        raise OvertakenError
    return _settings(dict(zip(names, words, strict=True)))


def _entered(fields: Mapping[str, str], now: Settings) -> dict[str, str]:
    """What was posted; an item that is missing or no choice stays as it is."""
    values = _values(now)
    for questions in QUESTIONS.values():
        for question in questions:
            chosen = fields.get(question.field, "")
            if chosen in question.options:
                values[question.field] = chosen
    return values


def _settings(values: Mapping[str, str]) -> Settings:
    return Settings(
        home_visit=values["home-visit"] == USE,
        online=values["online"] == USE,
        consent_kinds=frozenset(
            kind for kind in KIND_LABELS if values[f"kind-{kind}"] == USE
        ),
        medical_aid=values["medical-aid"] == USE,
        electronic_prescription=values["electronic-prescription"],
        prescription_timing=values["prescription-timing"],
    )
