"""資格確認端末 as the clinic's staff use it: screen by screen, by what they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ..journal import Journal
from ..ports import Screen, WebPage
from ..trace.recording_http import recording_client
from .html_page import Download, HTMLPage
from .html_text import label_key
from .terminal_words import bare, is_of

BOOKMARK = "/terminal/"  # Where the terminal's browser starts.
ADMIN, USER, VIEWER = "admin", "user", "viewer"
PASSWORD = "mynabench"  # noqa: S105 - public: the emulator's own login page prints it.

TERMINAL = "資格確認端末"
REBOOT = "端末の再起動"
START = "システムの利用を始める"
LOGIN, LOGOUT = "ログイン", "ログアウト"
MENU, TO_MENU = "メニュー", "メニューへ戻る"
INSTITUTION_FIELD, USER_FIELD, PASSWORD_FIELD = (
    "医療機関コード",
    "ユーザーID",
    "パスワード",
)

SETTINGS = "環境設定情報更新"
UPDATE, CONFIRM, DECLINE = "更新する", "OK", "キャンセル"
UPDATED = "環境設定情報を更新しました"
USE, DO_NOT_USE = "利用する", "利用しない"
HOME_VISIT_FUNCTION = "訪問診療等機能"
ONLINE_FUNCTION = "オンライン診療等・外来診療等(通常とは異なる動線)"
MEDICAL_AID = "医療扶助関連項目"
ELECTRONIC_PRESCRIPTION = "電子処方箋利用区分"
PRESCRIPTION_TIMING = "処方箋発行形態選択タイミング"
KINDS: Mapping[str, str] = {
    "YZK": "薬剤情報",
    "SRJ": "診療情報",
    "SHJ": "手術情報",
    "TKK": "特定健診等情報",
    "TSR": "特定疾病療養受療証情報",
}
"""閲覧同意の利用有無, by OQSCD036 code."""

URLS = "医療機関別URL取得・変更"
HOME_VISIT, ONLINE = "訪問診療等", "オンライン診療等"
QR_LINK = "{kind}の二次元コード(PNG)をダウンロード"
PDF_LINK = "{kind}のPDFをダウンロード"
CHANGE_URL = "{kind}のURLを変更する"

CANCEL = "閲覧同意の取消し"
WHOSE = "取り消す患者"
CHOOSE_KINDS, WHICH, CHECK = "取り消す情報を選ぶ", "取り消す情報", "確認する"
TAKEN_BACK = "閲覧同意を取り消しました"


class TerminalRefused(Exception):  # noqa: N818 - what the screen says to the staff.
    """The terminal did not do it; the message is what its screen says."""


class StaffBrowser(WebPage, Protocol):
    """A browser that can also bring files."""

    def downloaded(self) -> Download | None: ...


class TerminalClient:
    """The staff of one institution at its 資格確認端末.

    Every method starts from wherever the screen stands, logging in where that is
    needed with the account that has the function, and raises `TerminalRefused` where
    the terminal says no. With *account* everything is tried with that one.
    """

    def __init__(
        self,
        page: StaffBrowser,
        base_url: str,
        *,
        institution_code: str,
        account: str | None = None,
        password: str = PASSWORD,
    ) -> None:
        self._page = page
        self._address = base_url.rstrip("/") + BOOKMARK
        self._institution_code = institution_code
        self._account = account
        self._logged_in = ""  # The account of the latest login.
        self.completion: Screen | None = None  # What the latest change ended on.
        self._password = password

    @classmethod
    def with_journal(
        cls,
        journal: Journal,
        base_url: str,
        *,
        institution_code: str,
        account: str | None = None,
        password: str = PASSWORD,
    ) -> TerminalClient:
        """Return a terminal whose HTTP traffic and screens enter *journal*."""
        page = HTMLPage(recording_client(journal), journal=journal)
        return cls(
            page,
            base_url,
            institution_code=institution_code,
            account=account,
            password=password,
        )

    def login(self, account: str = ADMIN) -> Screen:
        """Log in anew; settings that were changed before come into force."""
        account = self._account or account
        self._page.open(self._address)
        self._page.press(START)
        self._page.fill(INSTITUTION_FIELD, self._institution_code)
        self._page.fill(USER_FIELD, account)
        self._page.fill(PASSWORD_FIELD, self._password)
        screen = _expect(self._page.press(LOGIN), MENU)
        self._logged_in = account
        return screen

    def logout(self) -> None:
        """Log out from wherever the screen stands."""
        self._menu()
        self._page.press(LOGOUT)

    def enable_home_visit(self, kinds: Iterable[str] | None = None) -> None:
        """Set 訪問診療等機能 to 「利用する」, in force when this returns.

        *kinds* are the OQSCD036 codes that patients are asked about from now on;
        None leaves that as it is.
        """
        choices = {HOME_VISIT_FUNCTION: USE}
        if kinds is not None:
            wanted = frozenset(kinds)
            unknown = wanted - KINDS.keys()
            if unknown:
                raise ValueError(f"expected {', '.join(KINDS)}, got {sorted(unknown)}")
            choices |= {
                label: USE if code in wanted else DO_NOT_USE
                for code, label in KINDS.items()
            }
        self.change_settings(choices)

    def disable_home_visit(self) -> None:
        """Set 訪問診療等機能 to 「利用しない」, in force when this returns."""
        self.change_settings({HOME_VISIT_FUNCTION: DO_NOT_USE})

    def change_settings(
        self, choices: Mapping[str, str], *, log_in_again: bool = True
    ) -> None:
        """Change 環境設定情報: item to choice, both as the screen words them.

        It applies from the next login on; with *log_in_again* that follows at once.
        """
        self.open_task(SETTINGS)
        for item, choice in choices.items():
            self._page.choose(item, choice)
        self._page.press(UPDATE)
        self.completion = _expect(self._page.press(CONFIRM), UPDATED)
        if log_in_again:
            self._page.press(LOGOUT)
            self.login()

    def decline_settings(self, choices: Mapping[str, str]) -> Screen:
        """Enter changed 環境設定情報, but answer the confirmation with キャンセル."""
        self.open_task(SETTINGS)
        for item, choice in choices.items():
            self._page.choose(item, choice)
        self._page.press(UPDATE)
        return _expect(self._page.press(DECLINE), SETTINGS)

    def reboot(self) -> Screen:
        """Reboot the terminal; everybody is logged out afterwards."""
        self.open_task(REBOOT)
        return _expect(self._page.press(CONFIRM), TERMINAL)

    def open_address(self, path: str) -> Screen:
        """Open a screen by its address, as a bookmark does."""
        screen = self._page.open(f"{self._address}{path}")
        return _expect(screen, screen.heading)

    def url(self, kind: str = HOME_VISIT) -> str:
        """Return the institution's URL of that kind, as the screen shows it."""
        lines = self.open_task(URLS).text.splitlines()
        return _url_below(kind, lines)

    def reissue_url(self, kind: str = HOME_VISIT) -> str:
        """Change the URL of that kind and return the new one; the old one is dead."""
        self.open_task(URLS)
        self._page.press(CHANGE_URL.format(kind=kind))
        screen = _expect(self._page.press(CONFIRM), label_key(URLS))
        return _url_below(kind, screen.text.splitlines())

    def qr_png(self, kind: str = HOME_VISIT) -> bytes:
        """Download the QR code of that URL as a picture."""
        return self._download(QR_LINK.format(kind=kind)).content

    def url_pdf(self, kind: str = HOME_VISIT) -> bytes:
        """Download the sheet with that URL for the visiting bag."""
        return self._download(PDF_LINK.format(kind=kind)).content

    def cancel_consent(
        self, name: str, *, kind: str = HOME_VISIT, kinds: Sequence[str] = ()
    ) -> None:
        """Take back a patient's consent in 「閲覧同意の取消し」, by the name shown.

        *kinds* are the labels of what is taken back; empty means all that is left.
        """
        offered = self.open_task(CANCEL, USER).groups.get(WHOSE, ())
        fitting = [option for option in offered if is_of(option, name, kind)]
        if len(fitting) != 1:
            raise TerminalRefused(
                f"「{name}」の{kind}の同意が{len(fitting)}件あります。"
                f"画面にあるもの: {'、'.join(offered) or 'なし'}"
            )
        self._page.choose(WHOSE, fitting[0])
        shown = self._page.press(CHOOSE_KINDS).groups.get(WHICH, ())
        for option in kinds or shown:
            self._page.choose(WHICH, option)
        self._page.press(CHECK)
        _expect(self._page.press(CONFIRM), TAKEN_BACK)

    def at(self, task: str) -> tuple[StaffBrowser, Screen]:
        """The browser with that task of the menu open, for drivers of its screens."""
        screen = self.open_task(task)
        return self._page, screen

    def close(self) -> None:
        """Close the browser. The login is left to expire."""
        self._page.close()

    @property
    def page(self) -> StaffBrowser:
        """The browser, wherever it stands."""
        return self._page

    def open_task(self, task: str, account: str = ADMIN) -> Screen:
        """Open a function from the menu, as the account that has it."""
        screen = self._menu(account)
        if task not in screen.buttons:
            raise TerminalRefused(
                f"{self._logged_in} のメニューに「{task}」がありません。"
            )
        screen = self._page.press(task)
        if START in screen.buttons:  # The login has expired meanwhile.
            self.login(account)
            screen = self._page.press(task)
        return _expect(screen, task)

    def _menu(self, account: str | None = None) -> Screen:
        """The menu, of *account* where that matters."""
        account = self._account or account
        screen = self._page.screen()
        if TO_MENU in screen.buttons:
            screen = self._page.press(TO_MENU)
        if screen.heading == MENU and account in (None, self._logged_in):
            return screen
        return self.login(account or ADMIN)

    def _download(self, link: str) -> Download:
        self.open_task(URLS)
        screen = self._page.press(link)
        download = self._page.downloaded()
        if download is None:
            raise TerminalRefused(f"{screen.heading}: 「{link}」で何も届きません。")
        return download


def _expect(screen: Screen, heading: str) -> Screen:
    """Return *screen* if it is headed so, spaces aside; else tell what it says."""
    if screen.status < 400 and bare(screen.heading).startswith(bare(heading)):
        return screen
    raise TerminalRefused(
        f"「{heading}」の画面になりません（HTTP {screen.status}）。"
        f"「{screen.heading}」の表示: {screen.alert or screen.text}"
    )


def _url_below(kind: str, lines: list[str]) -> str:
    """Return the first address under the heading *kind*."""
    below = False
    for line in lines:
        if line == kind:
            below = True
        elif below and line.startswith(("http://", "https://")):
            return line
    raise TerminalRefused(f"「{kind}」のURLが画面にありません。")
