"""One home visit on an open bench, act by act, in the order in which people act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from .bench import Bench
from .drivers.terminal_pages import (
    DO_NOT_USE,
    HOME_VISIT_FUNCTION,
    KINDS,
    MEDICAL_AID,
    USE,
)
from .journal import Layer, Step
from .ports import AppScreen, AppState, Screen
from .results import Eligibility, Medication, Reason
from .visit_refused import VisitRefused as VisitRefused
from .visit_refused import reason_of, said

CONSENT_LEGENDS = KINDS
"""The choices of the consent page, by OQSCD036 code; the terminal's words."""

AGREE, DISAGREE = "同意する", "同意しない"
PRESCRIPTION = "処方箋の発行形態"
START = "同意登録をする"
AGREE_TO_ALL = "すべて同意する"
REVIEW = "登録内容を確認する"
REGISTER = "同意内容を登録する"
CORRECT = "修正する"
CHECK_STATUS = "登録状況を確認する"
DONE = "登録完了"
VISIT_FORMS = ("訪問の種別", "受診の種別")
"""What the stub's pages may ask; staff answer."""
VIEW, CANCEL = "同意照会・更新", "すべての同意を取消す"
IDENTIFY = "本人確認をする"

STAFF, PATIENT, SYSTEM = "職員", "患者", "システム"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the patient chooses. `consents` of None means 「すべて同意する」."""

    consents: frozenset[str] | None = None
    prescription: str | None = "電子処方箋"
    visit_form: str | None = None  # None: the usual one, the first of the page's.


@dataclass(slots=True)
class HomeVisit:
    """The acts of a visit; each is one step of the journal.

    Acts return what a person would then see. An act that the other side refuses
    raises `VisitRefused`; a broken link raises `harness.ports.TransportError`.
    """

    bench: Bench
    persona: str
    choices: Choices = field(default_factory=Choices)

    def prepare_terminal(self, kinds: Iterable[str] = tuple(CONSENT_LEGENDS)) -> None:
        """Enable 訪問診療等機能, 医療扶助 and the kinds, as the manager does once."""
        wanted = frozenset(kinds)
        choices = {HOME_VISIT_FUNCTION: USE, MEDICAL_AID: USE} | {
            label: USE if code in wanted else DO_NOT_USE
            for code, label in CONSENT_LEGENDS.items()
        }
        with self._step(
            "「環境設定情報更新」で訪問診療等機能を「利用する」にする",
            Layer.TERMINAL,
            STAFF,
        ):
            self.bench.terminal.change_settings(choices)

    def institution_url(self) -> str:
        """Fetch 訪問診療等 URL and QR from 「医療機関別URL取得・変更」."""
        with self._step(
            "「医療機関別URL取得・変更」で訪問診療等のURLと二次元コードを取得",
            Layer.TERMINAL,
            STAFF,
        ) as step:
            url = self.bench.terminal.url("訪問診療等")
            step.detail = url
        return url

    def open_reception(self, url: str) -> Screen:
        """Open マイナ在宅受付Web on the clinic's phone."""
        with self._step("マイナ在宅受付Webを開く", Layer.PHONE, STAFF) as step:
            screen = self._accepted(self.bench.phone.web.open(url))
            step.detail = screen.heading
        return screen

    def start_registration(self) -> Screen:
        """Press 「同意登録をする」."""
        with self._step(f"「{START}」を押す", Layer.PHONE, STAFF):
            return self._accepted(self.bench.phone.web.press(START))

    def choose(self) -> Screen:
        """Choose consents and 処方箋の発行形態, and go on to the review page."""
        web = self.bench.phone.web
        with self._step(
            "同意内容と処方箋の発行形態を選ぶ", Layer.PHONE, PATIENT
        ) as step:
            offered = web.screen().groups
            chosen = []
            for code, legend in CONSENT_LEGENDS.items():
                if legend in offered:
                    wanted = self.choices.consents
                    agrees = wanted is None or code in wanted
                    web.choose(legend, AGREE if agrees else DISAGREE)
                    chosen.append(f"{legend}:{AGREE if agrees else DISAGREE}")
            for legend in VISIT_FORMS:
                if legend in offered:
                    form = self.choices.visit_form or offered[legend][0]
                    web.choose(legend, form)
                    chosen.append(form)
            if PRESCRIPTION in offered and self.choices.prescription is not None:
                web.choose(PRESCRIPTION, self.choices.prescription)
                chosen.append(self.choices.prescription)
            step.detail = "、".join(chosen)
            return self._accepted(web.press(REVIEW))

    def register(self) -> str:
        """Press 「同意内容を登録する」; return the URL that starts the app."""
        web = self.bench.phone.web
        with self._step(f"登録内容を確認し「{REGISTER}」を押す", Layer.PHONE, PATIENT):
            self._accepted(web.press(REGISTER))
            return self._launched()

    def identify(self, function: str) -> str:
        """Choose 同意照会・更新 or 取消し in the menu; the URL that starts the app."""
        self.press(function, IDENTIFY)
        return self._launched()

    def press(self, *labels: str, who: str = PATIENT) -> Screen:
        """Press these buttons one after the other; each must lead on."""
        web = self.bench.phone.web
        with self._step("、".join(f"「{one}」" for one in labels), Layer.PHONE, who):
            for label in labels:
                screen = self._accepted(web.press(label))
        return screen

    def start_app(self, launch_url: str) -> AppScreen:
        """マイナポータルアプリ takes over."""
        with self._step("マイナポータルアプリが起動する", Layer.APP, SYSTEM) as step:
            screen = self.bench.phone.app.start(launch_url)
            step.detail = screen.message
        return screen

    def enter_pin(self, pin: str) -> AppScreen:
        """The patient types the PIN; nobody else may."""
        with self._step(
            "利用者証明用電子証明書の暗証番号（4桁）を入力する", Layer.APP, PATIENT
        ) as step:
            screen = self.bench.phone.app.enter_pin(pin)
            step.detail = screen.message
        return screen

    def hold_card(self, card_of: str | None = None) -> AppScreen:
        """Let the patient hold the card, and the server validate what it signed."""
        with self._step(
            "マイナンバーカードをかざす（選択・照合・証明書・署名）",
            Layer.CARD,
            PATIENT,
        ) as step:
            card = self.bench.cards.present(card_of or self.persona)
            try:
                screen = self.bench.phone.app.read_card(card)
            finally:
                card.close()
                self.bench.cards.remove()
            step.detail = screen.message
            step.ok = screen.state is AppState.CARD_READ
        return self._validated() if step.ok else screen

    def _validated(self) -> AppScreen:
        with self._step(
            "証明書（発行者・期限・失効）と署名を検証する", Layer.SERVER, SYSTEM
        ) as step:
            screen = self.bench.phone.app.deliver()
            step.detail = screen.message
            step.ok = screen.state is AppState.FINISHED
        return screen

    def authenticate(self, launch_url: str, pin: str) -> AppScreen:
        """Start the app, enter the PIN and hold the card once.

        Raises `VisitRefused` with the app's reason when it does not go through.
        """
        self.start_app(launch_url)
        self.enter_pin(pin)
        screen = self.hold_card()
        if screen.state is not AppState.FINISHED:
            raise VisitRefused(
                reason_of(screen.reason), screen.message, lost=screen.lost
            )
        return screen

    def back_to_browser(self, app: AppScreen) -> Screen:
        """Return from the app to the browser."""
        with self._step("ブラウザーに戻る", Layer.PHONE, SYSTEM) as step:
            if app.return_url is None:
                raise VisitRefused(Reason.SERVER_ERROR, "アプリに戻り先がありません。")
            screen = self._accepted(self.bench.phone.web.open(app.return_url))
            step.detail = screen.heading
        return screen

    def confirm_done(self) -> Screen:
        """Staff look at 「登録完了」 before care begins."""
        with self._step("「登録完了」を職員が確認する", Layer.PHONE, STAFF) as step:
            screen = self._accepted(self.bench.phone.web.screen())
            if DONE not in screen.heading:
                raise VisitRefused(
                    Reason.SERVER_ERROR, f"「{DONE}」ではなく「{screen.heading}」です。"
                )
            step.detail = screen.heading
        return screen

    def collect(self) -> Sequence[Eligibility]:
        """同意済資格情報一括取得 through req and res: `OQSmuhvq01`, then `02`."""
        day = self.bench.clock.now().date()
        with self._step(
            "同意済資格情報一括取得（訪問診療等） OQSmuhvq01 → 02", Layer.CLINIC, STAFF
        ) as step:
            found = self.bench.clinic.fetch_consented(since=day, until=day)
            step.detail = f"{len(found)}件"
        return found

    def show(self, eligibility: Eligibility) -> None:
        """The receipt computer shows 資格情報 and consents."""
        with self._step(
            "レセコンに資格情報と同意を表示する", Layer.CLINIC, SYSTEM
        ) as step:
            if eligibility.name:
                step.detail = (
                    f"{eligibility.name} {eligibility.insurer_number} "
                    f"{eligibility.insurer_name}"
                )
            else:
                step.detail = f"資格有効性 {eligibility.validity}、資格情報なし"

    def reinquire(self, known: Eligibility) -> Eligibility:
        """再照会 before the next visit: no card, no PIN, no patient."""
        with self._step(
            "次の訪問の前に再照会する（カードなし） OQSsihvq01", Layer.CLINIC, STAFF
        ) as step:
            answer = self.bench.clinic.reinquire(known)
            step.detail = f"資格有効性 {answer.validity}"
        return answer

    def medication(self, known: Eligibility, *, category: str = "2") -> Medication:
        """薬剤情報 under the first visit's consent; *category* is 診療区分."""
        with self._step(
            f"薬剤情報を取得する YZKsiquc01（診療区分{category}）", Layer.CLINIC, STAFF
        ) as step:
            answer = self.bench.clinic.medication(known, category=category)
            step.detail = f"{len(answer.drugs)}件"
        return answer

    def _step(
        self, name: str, layer: Layer, actor: str
    ) -> AbstractContextManager[Step]:
        return self.bench.journal.step(name, layer=layer, actor=actor)

    def _launched(self) -> str:
        """The URL by which the page has just handed over to the app."""
        web = self.bench.phone.web
        launch = web.launched()
        if launch is None:
            raise VisitRefused(
                Reason.SERVER_ERROR,
                "アプリへ引き継がれませんでした。表示: " + web.screen().heading,
            )
        return launch

    def _accepted(self, screen: Screen) -> Screen:
        if screen.reason is not None:
            raise VisitRefused(reason_of(screen.reason), said(screen))
        if screen.status >= 400:
            raise VisitRefused(Reason.SERVER_ERROR, said(screen))
        return screen
