"""How things stand by page: the clock, faults, the reception page, how is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from card_profiles.dates import JST

from ..clock import SettableClock
from ..clock.travelling import TravellingClock
from ..stub import Stub
from ..web_condition import Condition
from .act import Act
from .form import LARGEST_NUMBER, ActRefusedError, Entry, Form, read_as

CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        Condition.OPEN: "使える",
        Condition.MAINTENANCE: "メンテナンス中",
        Condition.LINE_BLOCKED: "つながらない回線（OQC-OWSE0900000）",
        Condition.BUSY: "電子証明書の検証が混雑",
    }
)
"""What the page calls the conditions of マイナ在宅受付Web."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "fault": "障害（名前:項目=値,…）",
        "seed": "乱数の種",
        "condition": "受付ページの状態",
        "since": "いつから",
        "until": "いつまで",
    }
)

_A_TIME = "日時（例: 2026-04-01T09:00）"


def _set_clock(stub: Stub, form: Form) -> None:
    now = read_as(datetime.fromisoformat, form, "now", expected=_A_TIME)
    now = now if now.tzinfo else now.replace(tzinfo=JST)
    if not isinstance(stub.clock, SettableClock | TravellingClock):
        raise ActRefusedError("このスタブの時計は動かせません。")
    stub.changes.require_reachable(now, back="back" in form)
    stub.clock.set(now)


def _come_home(stub: Stub, _form: Form) -> None:
    if not isinstance(stub.clock, TravellingClock):
        raise ActRefusedError("このスタブは、決めた時刻（--now）で止まっています。")
    stub.clock.come_home()


def _arm_fault(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    seed = entry.optional_number("seed", most=LARGEST_NUMBER)
    entry.finish()
    stub.faults.arm(form.get("fault", ""), seed=seed)


def _take_fault(stub: Stub, form: Form) -> None:
    stub.faults.take_away(read_as(int, form, "id", expected="障害の番号"))


def _clear_faults(stub: Stub, _form: Form) -> None:
    stub.faults.clear()


def _set_drifts(stub: Stub, form: Form) -> None:
    stub.drifting.set(form.getlist("drift"))


def _set_reception(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    condition = Condition(entry.choice("condition", CONDITIONS))
    since, until = entry.optional_moment("since"), entry.optional_moment("until")
    entry.finish()
    stub.web_condition.set(condition, since=since, until=until)


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "set-clock": Act(_set_clock, "時計を合わせました。"),
        "come-home": Act(_come_home, "元の時刻に戻りました。"),
        "arm-fault": Act(_arm_fault, "障害を仕込みました。"),
        "take-fault": Act(_take_fault, "障害を取り除きました。"),
        "clear-faults": Act(_clear_faults, "障害をすべて取り除きました。"),
        "set-drifts": Act(_set_drifts, "電文の書き方を変えました。"),
        "set-reception": Act(_set_reception, "受付ページの状態を変えました。"),
    }
)
