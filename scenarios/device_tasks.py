"""Other devices than the clinic's phone: another one, and a laptop with two ways."""

from __future__ import annotations

from dataclasses import replace

from harness.card.errors import PINBlocked, PINRejected
from harness.card.jpki import JPKIClient
from harness.ports import DeviceKind
from harness.results import Reason
from harness.visit import REGISTER

from .encounter import Encounter
from .observation import control_of
from .tasks import PAGE, right_pin

READER_WAY = "ICカードリーダライタ認証"
CODE_WAY = "スマートフォン（二次元コード）認証"
PORTAL = "マイナポータル"
NO_PIN = "0000"  # Of a card without one: any four digits are refused.
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


def register_at_portal(encounter: Encounter) -> None:
    """Register the card as 健康保険証 at マイナポータル, which wants its PIN."""
    encounter.go_on()
    card = encounter.bench.cards.present(encounter.patient)
    try:
        client = JPKIClient(card)
        client.select()
        client.verify_auth(right_pin(encounter) or NO_PIN)
    except (PINBlocked, PINRejected):
        message = "暗証番号を照合できないカードでは、マイナポータルを使えません。"
        encounter.refuse(PORTAL, Reason.PIN_BLOCKED, message)
        return
    finally:
        card.close()
        encounter.bench.cards.remove()
    control_of(encounter).register_insurance_use(encounter.patient)
