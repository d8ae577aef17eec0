"""Everyday work at the 資格確認端末, for a clinic whose レセコン is not linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..ports import Screen
from .html_text import label_key
from .terminal_pages import (
    HOME_VISIT,
    USER,
    VIEWER,
    TerminalClient,
    TerminalRefused,
)

CHECK, REINQUIRY, CONSENTED = "資格確認", "再照会", "同意済資格情報取得"
BULK_CHECK, REFERENCE = "予約患者の一括照会", "照会番号登録"
PATIENTS = "同意取得済み患者一覧(訪問診療等・オンライン診療等)"
LINE = "回線確認"

ASK, CHOOSE = "照会する", "{name}さんを選ぶ"
REINQUIRE, TODAY = "選んだ患者を再照会する", "今日訪問する患者さん"
FETCH, LOOK_AGAIN = "取得する", "結果を確かめる"
CATEGORY, WAY = "診療区分", "探す日"
BY_CONSENT, BY_EXAMINATION = "同意年月日", "受診予定日"
FROM, TO = "年月日(自)", "年月日(至)"
VIEW_MEDICINES = "薬剤・診療情報を閲覧する"
VIEW_CHECKUPS = "特定健診等情報を閲覧する"
REFUSED = "できません"
_MOST_LOOKS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumbers:
    """What stands on a 資格確認書, as somebody types it."""

    insurer_number: str
    symbol: str = ""
    number: str
    branch: str = ""
    birthdate: str


class TerminalDesk:
    """What 一般利用者 and 医療情報閲覧者 do with the screens of one terminal.

    Every method returns the screen it ends on; `TerminalRefused` tells what the
    terminal said no to.
    """

    def __init__(self, terminal: TerminalClient) -> None:
        self._terminal = terminal
        self._page = terminal.page

    def check(self, numbers: CardNumbers) -> Screen:
        """資格確認 by number; what could not be read is refused with the reason."""
        self._terminal.open_task(CHECK, USER)
        self._fill_numbers(numbers)
        self._page.fill("生年月日", numbers.birthdate)
        return _accepted(self._page.press(ASK))

    def choose_person(self, name: str) -> Screen:
        """Choose one of the people shown at 複数該当."""
        return _accepted(self._page.press(CHOOSE.format(name=name)))

    def reinquire(self, names: Iterable[str]) -> Screen:
        """再照会 of these patients, by their tick boxes."""
        self._terminal.open_task(REINQUIRY, USER)
        for name in names:
            self._page.choose(TODAY, name)
        return _accepted(self._page.press(REINQUIRE))

    def reinquire_by_number(self, numbers: CardNumbers) -> Screen:
        """再照会 of one patient by what stands on the 資格確認書."""
        self._terminal.open_task(REINQUIRY, USER)
        self._fill_numbers(numbers)
        self._page.fill("生年月日", numbers.birthdate)
        return _accepted(self._page.press("番号で再照会する"))

    def consented(
        self, since: str, until: str, *, kind: str = HOME_VISIT, way: str = BY_CONSENT
    ) -> Screen:
        """《同意済資格情報取得》 of these days; waits while it says 処理中."""
        self._terminal.open_task(CONSENTED, USER)
        self._page.choose(CATEGORY, kind)
        self._page.choose(WAY, way)
        self._page.fill(FROM, since)
        self._page.fill(TO, until)
        return self._finished(self._page.press(FETCH))

    def bulk_check(self, lines: Iterable[str]) -> Screen:
        """予約患者の一括照会 of a pasted list."""
        self._terminal.open_task(BULK_CHECK, USER)
        self._page.fill("患者の一覧", "\n".join(lines))
        return self._finished(self._page.press("一括照会する"))

    def register_reference(self, reference: str, numbers: CardNumbers) -> Screen:
        """照会番号登録 of one patient."""
        self._terminal.open_task(REFERENCE, USER)
        self._page.fill("照会番号", reference)
        self._fill_numbers(numbers)
        return _accepted(self._page.press("登録する"))

    def patients(self) -> Screen:
        """《同意取得済み患者一覧》."""
        return self._terminal.open_task(PATIENTS, VIEWER)

    def medicines(self, name: str, *, since: str = "", until: str = "") -> Screen:
        """《薬剤閲覧》 of a patient of the list, by 診療年月(自) and (至)."""
        self.patients()
        self._page.press(name)
        self._page.fill("診療年月(自)", since)
        self._page.fill("診療年月(至)", until)
        return _accepted(self._page.press(VIEW_MEDICINES))

    def checkups(self, name: str) -> Screen:
        """特定健診閲覧 of a patient of the list."""
        self.patients()
        self._page.press(name)
        return _accepted(self._page.press(VIEW_CHECKUPS))

    def line_check(self) -> Screen:
        """回線確認: what answers and what does not."""
        return self._terminal.open_task(LINE, USER)

    def _fill_numbers(self, numbers: CardNumbers) -> None:
        for label, value in {
            "保険者番号": numbers.insurer_number,
            "記号": numbers.symbol,
            "番号": numbers.number,
            "枝番": numbers.branch,
        }.items():
            self._page.fill(label, value)

    def _finished(self, screen: Screen) -> Screen:
        for _ in range(_MOST_LOOKS):
            if LOOK_AGAIN not in screen.buttons:
                return _accepted(screen)
            screen = self._page.press(LOOK_AGAIN)
        raise TerminalRefused(f"{_MOST_LOOKS}回確かめても処理中のままです。")


def field_values(screen: Screen) -> Mapping[str, str]:
    """Every line of the tables 「項目 値」 on a result, the first of each item."""
    found: dict[str, str] = {}
    for line in screen.text.splitlines():
        title, space, value = line.partition(" ")
        if space and value:
            found.setdefault(title, value)
    return found


def _accepted(screen: Screen) -> Screen:
    """Return *screen* unless it says no; a refusal is what stands under its heading."""
    headings = [line for line in screen.text.splitlines() if line.endswith(REFUSED)]
    if screen.status < 400 and not headings:
        return screen
    text = screen.text
    start = text.find(screen.heading)
    raise TerminalRefused(label_key(text[max(start, 0) :])[:600])
