"""Other devices than the clinic's phone: another one, and a laptop with two ways."""

from __future__ import annotations

from dataclasses import replace

from harness.ports import DeviceKind
from harness.visit import REGISTER

from .encounter import Encounter
from .tasks import PAGE

READER_WAY = "ICカードリーダライタ認証"
CODE_WAY = "スマートフォン（二次元コード）認証"
CODE = "アプリで読み取る二次元コード"


def take(encounter: Encounter, kind: DeviceKind) -> None:
    """Go on with another device; the one left behind keeps its page."""
    encounter.go_on()
    encounter.left_at = encounter.screen.url
    encounter.app = None
    encounter.bench = replace(encounter.bench, phone=encounter.bench.open_device(kind))


def go_on_elsewhere(encounter: Encounter) -> None:
    """Open on this device what the one left behind was showing."""
    url = encounter.left_at
    assert url, "まだ別の端末に持ち替えていません。"
    encounter.attempt(lambda: encounter.home.open_reception(url), doing=PAGE)


def press_reader_way(encounter: Encounter) -> str | None:
    """Register on the laptop by card reader; the URL that starts its app."""
    labels = _labels(encounter, READER_WAY)
    encounter.attempt(lambda: encounter.home.press(*labels), doing=PAGE)
    return encounter.bench.phone.web.launched()


def choose_reader_way(encounter: Encounter) -> None:
    """Register on the laptop by card reader: the PC's own app starts."""
    launch = press_reader_way(encounter)
    assert launch is not None, f"アプリが起動しません: {encounter.screen.heading}"
    encounter.show_app(encounter.home.start_app(launch))


def choose_code_way(encounter: Encounter) -> None:
    """Register on the laptop; a phone's app reads the 二次元コード that it shows."""
    labels = _labels(encounter, CODE_WAY)
    encounter.attempt(lambda: encounter.home.press(*labels), doing=PAGE)
    encounter.go_on()
    launch = encounter.bench.phone.web.scan(CODE)
    encounter.show_app(encounter.home.start_app(launch))


def _labels(encounter: Encounter, way: str) -> tuple[str, ...]:
    """From the review page 「同意内容を登録する」 comes first."""
    return (REGISTER, way) if REGISTER in encounter.screen.buttons else (way,)
