"""「マイナ資格確認アプリ管理」 at the 資格確認端末, as 管理者 uses it."""

from __future__ import annotations

import re

from .terminal_pages import CONFIRM, TerminalClient, TerminalRefused

ACTIVATION = "マイナ資格確認アプリ管理"
LABEL = "端末の名前"
ISSUE = "コードを発行する"
ISSUED = "アクティベーションコードを発行しました"
DISABLE = "のコードを無効にする"
DISABLED = "無効にしました"

_CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


def issue_activation_code(terminal: TerminalClient, label: str) -> str:
    """Issue a code for one phone and return it as the screen shows it."""
    page, _ = terminal.at(ACTIVATION)
    page.fill(LABEL, label)
    screen = page.press(ISSUE)
    found = _CODE.search(screen.text)
    if ISSUED not in screen.heading or found is None:
        raise TerminalRefused(f"コードが発行されません。表示: {screen.text}")
    return found[0]


def disable_activation_code(terminal: TerminalClient, label: str) -> None:
    """Disable the newest code of a phone, by the name it was given."""
    page, screen = terminal.at(ACTIVATION)
    acts = [
        one
        for one in screen.buttons
        if one.startswith(f"{label}（") and one.endswith(DISABLE)
    ]
    if not acts:
        raise TerminalRefused(f"無効にできる{label}のコードがありません。{screen.text}")
    page.press(acts[0])
    screen = page.press(CONFIRM)
    if DISABLED not in screen.text:
        raise TerminalRefused(f"コードが無効になりません。表示: {screen.text}")
