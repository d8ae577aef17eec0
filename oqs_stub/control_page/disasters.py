"""災害時モード by page: declared by region and period, told, and lifted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..disasters import LONGEST_NAME
from ..rules.disaster import EVERYWHERE, Disaster
from ..service.disaster_mode import named_in_vain
from ..stub import Stub
from .act import Act
from .form import ActRefusedError, Entry, Form

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "name": "災害時モードの名前",
        "since": "いつから",
        "until": "いつまで",
        "regions": "対象（都道府県番号か医療機関コード）",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDisaster:
    """One declaration, and how it stands."""

    disaster: Disaster
    in_force: bool
    in_vain: list[str]
    can_be_lifted: bool


def disasters_of(stub: Stub) -> list[ShownDisaster]:
    """Every declaration, whether it holds now or not."""
    now = stub.clock.now()
    return [
        ShownDisaster(
            disaster=one,
            in_force=one.since <= now < one.until,
            in_vain=named_in_vain(one, institutions=stub.institutions),
            can_be_lifted=stub.disasters.can_be_lifted(one),
        )
        for one in stub.disasters.all()
    ]


def _declare(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    name = entry.text("name")
    if "/" in name or len(name) > LONGEST_NAME:
        entry.refuse("name", f"斜線（/）のない{LONGEST_NAME}文字以内にしてください。")
    since, until = entry.moment("since"), entry.moment("until")
    regions = tuple(filter(None, re.split(r"[\s、,]+", entry.text("regions"))))
    if since >= until:
        entry.refuse("until", "「いつから」より後にしてください。")
    if any(not _is_place(region) for region in regions):
        entry.refuse(
            "regions",
            "都道府県番号2桁か医療機関コード10桁を、空白で区切ってください"
            f"（例: 99。{EVERYWHERE} はすべて）。",
        )
    entry.finish()
    stub.disasters.declare(
        Disaster(name=name, since=since, until=until, regions=regions)
    )


def _is_place(region: str) -> bool:
    return (
        region == EVERYWHERE or re.fullmatch("[0-9]{2}|[0-9]{10}", region) is not None
    )


def _lift(stub: Stub, form: Form) -> None:
    name = form.get("name", "")
    if not stub.disasters.lift(name):
        raise ActRefusedError(
            f"「{name[:LONGEST_NAME]}」という災害時モードは宣言されていません。"
        )


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "declare-disaster": Act(_declare, "災害時モードを宣言しました。"),
        "lift-disaster": Act(_lift, "災害時モードを取り消しました。"),
    }
)
