"""What patients do with stored consents: look, change, cancel; card first."""

from __future__ import annotations

from harness.drivers.terminal_pages import HOME_VISIT
from harness.visit import AGREE, DISAGREE

from .encounter import Encounter
from .tasks import PAGE, open_page

CHANGE, REVIEW_CHANGE, UPDATE = (
    "同意内容を変更する",
    "変更内容を確認する",
    "同意内容を更新する",
)
CONFIRM_CANCEL = "取消しを確定する"


def choose_function(
    encounter: Encounter, function: str, kind: str = HOME_VISIT
) -> None:
    """Open the page of that kind and choose a function of its menu: the app starts."""
    open_page(encounter, kind)
    launch = encounter.attempt(lambda: encounter.home.identify(function), doing=PAGE)
    if launch is not None:
        encounter.show_app(encounter.home.start_app(launch))


def stored_answer(encounter: Encounter, kind: str) -> str:
    """What the page says of a kind of information: the line below its name."""
    lines = encounter.screen.text.splitlines()
    assert kind in lines, f"「{kind}」がありません。表示: {encounter.screen.text}"
    return lines[lines.index(kind) + 1]


def change_kind(encounter: Encounter, kind: str, answer: str) -> None:
    """Change one kind of the consent that shows, up to 「更新完了」."""
    assert answer in (AGREE, DISAGREE), f"「{AGREE}」か「{DISAGREE}」と書いてください。"
    encounter.attempt(lambda: encounter.home.press(CHANGE), doing=PAGE)
    encounter.go_on()
    encounter.bench.phone.web.choose(kind, answer)
    encounter.attempt(lambda: encounter.home.press(REVIEW_CHANGE, UPDATE), doing=PAGE)


def open_change(encounter: Encounter) -> None:
    """Open the page on which the consent that shows can be changed."""
    encounter.attempt(lambda: encounter.home.press(CHANGE), doing=PAGE)


def confirm_cancelling(encounter: Encounter) -> None:
    """Press the last button of すべての同意を取消す."""
    encounter.attempt(lambda: encounter.home.press(CONFIRM_CANCEL), doing=PAGE)
