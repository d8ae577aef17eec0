"""What stood in each layer: virtual, through real software, or the real thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reality(StrEnum):
    """How real a layer was in this run."""

    VIRTUAL = "virtual"
    THROUGH_REAL = "through-real-software"
    REAL = "real"
    ABSENT = "absent"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word on the report."""
        return _LABELS[self]


_LABELS: Mapping[Reality, str] = {
    Reality.VIRTUAL: "仮想",
    Reality.THROUGH_REAL: "実ソフト経由",
    Reality.REAL: "実物",
    Reality.ABSENT: "使わない",
    Reality.UNKNOWN: "不明",
}

NAMES: Mapping[str, str] = {
    "card": "カード",
    "reader": "カードリーダー",
    "phone": "スマートフォン",
    "app": "マイナポータルアプリ",
    "server": "国側",
    "clinic": "レセコン",
}

_DRIVERS: Mapping[tuple[str, str], tuple[Reality, str]] = {
    ("card", "virtual"): (Reality.VIRTUAL, "仮想マイナンバーカード（同じプロセス）"),
    ("card", "vpcd"): (Reality.THROUGH_REAL, "仮想カードをpcscd・vpcd越しに"),
    ("card", "physical"): (Reality.REAL, "物理のテストカード"),
    ("reader", "none"): (Reality.ABSENT, "リーダーを通らない"),
    ("reader", "pcsc"): (Reality.REAL, "PC/SCのカードリーダー"),
    ("phone", "html"): (Reality.VIRTUAL, "画面をHTTPでたどる代役"),
    ("phone", "browser"): (Reality.THROUGH_REAL, "実ブラウザー（端末の模擬）"),
    ("phone", "android"): (Reality.REAL, "Android端末"),
    ("phone", "iphone"): (Reality.REAL, "iPhone"),
    ("phone", "manual"): (Reality.REAL, "人が操作する端末"),
    ("app", "stand-in"): (Reality.VIRTUAL, "アプリの代役"),
    ("server", "stub"): (Reality.VIRTUAL, "マイナ在宅受付Web・資格確認のスタブ"),
    ("clinic", "reference"): (Reality.VIRTUAL, "参照実装のレセコン（実ファイル）"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """One layer as the report shows it."""

    key: str
    name: str
    driver: str
    reality: Reality
    description: str


def layer_rows(layers: Mapping[str, str]) -> tuple[LayerRow, ...]:
    """Return the layers in their own order, then any that only this bench has."""
    keys = [*(key for key in NAMES if key in layers)]
    keys += [key for key in layers if key not in NAMES]
    return tuple(_row(key, layers) for key in keys)


def anything_real(rows: Iterable[LayerRow]) -> bool:
    """Tell whether any layer was the real thing."""
    return any(row.reality is Reality.REAL for row in rows)


def _row(key: str, layers: Mapping[str, str]) -> LayerRow:
    driver = layers[key]
    reality, description = _DRIVERS.get((key, driver), (Reality.UNKNOWN, driver))
    if (key, driver, layers.get("card")) == ("reader", "pcsc", "vpcd"):
        reality, description = Reality.THROUGH_REAL, "仮想リーダー（vpcd）をPC/SCで"
    return LayerRow(
        key=key,
        name=NAMES.get(key, key),
        driver=driver,
        reality=reality,
        description=description,
    )
