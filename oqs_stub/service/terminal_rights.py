"""The three rights of the terminal's accounts, and which function needs which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """権限区分 of an account; the value is the id of the ready account with it."""

    ADMIN = "admin"
    USER = "user"
    VIEWER = "viewer"


RIGHT_LABELS: Mapping[Right, str] = {
    Right.ADMIN: "管理者",
    Right.USER: "一般利用者",
    Right.VIEWER: "医療情報閲覧者",
}


class Task(StrEnum):
    """The functions of the terminal's menu, by their names on the screen."""

    ELIGIBILITY = "資格確認"
    BULK_CHECK = "予約患者の一括照会"
    REFERENCE = "照会番号登録"
    TICKETS = "委託先資格情報取得(医療扶助)"
    CONSENTED = "同意済資格情報取得"
    REINQUIRY = "再照会"
    CANCEL = "閲覧同意の取消し"
    PATIENTS = "同意取得済み患者一覧(訪問診療等・オンライン診療等)"
    SETTINGS = "環境設定情報更新"
    URLS = "医療機関別URL取得・変更"
    ACCOUNTS = "アカウント管理"
    ACTIVATION = "マイナ資格確認アプリ管理"
    LINE = "回線確認"
    PASSWORD = "パスワード変更"  # noqa: S105 - the name of a screen.
    REBOOT = "端末の再起動"


_EVERYBODY = frozenset({Task.LINE, Task.PASSWORD, Task.REBOOT})
_USER = _EVERYBODY | {
    Task.ELIGIBILITY,
    Task.BULK_CHECK,
    Task.REFERENCE,
    Task.TICKETS,
    Task.CONSENTED,
    Task.REINQUIRY,
    Task.CANCEL,
}

TASKS: Mapping[Right, frozenset[Task]] = {
    Right.ADMIN: _EVERYBODY
    | {Task.SETTINGS, Task.URLS, Task.ACCOUNTS, Task.ACTIVATION},
    Right.USER: _USER,
    Right.VIEWER: _USER | {Task.PATIENTS},
}
"""Public: 管理者 has the settings, 一般利用者 the eligibility, 医療情報閲覧 alone the
patients' details. That 管理者 has nothing else, that 医療情報閲覧者 can do what
一般利用者 can, and who may cancel a consent, is assumed."""


def holders(task: Task) -> str:
    """The rights that open *task*, as a screen names them: 「一般利用者または…」."""
    return "または".join(
        label for right, label in RIGHT_LABELS.items() if task in TASKS[right]
    )
