"""A visit with マイナ資格確認アプリ on an open bench, act by act."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from .bench import Bench
from .drivers.terminal_activation import disable_activation_code, issue_activation_code
from .drivers.terminal_pages import PASSWORD
from .journal import Layer, Step
from .msa.stand_in import MSAScreen
from .visit import PATIENT, STAFF

PHONE = "訪問用スマートフォン"
ACCOUNT = "viewer"  # 権限区分「医療情報閲覧」
CHECKS = {"pin": "暗証番号", "visual": "目視確認"}


@dataclass(slots=True)
class MSAVisit:
    """The acts of such a visit; each is one step of the journal.

    Acts return what the phone shows then; a refusal is a screen with a `reason`.
    """

    bench: Bench
    persona: str

    def issue_code(self, label: str = PHONE) -> str:
        """管理者 issues an アクティベーションコード at the terminal."""
        with self._step(
            "「マイナ資格確認アプリ管理」でアクティベーションコードを発行する",
            Layer.TERMINAL,
            STAFF,
        ):
            return issue_activation_code(self.bench.terminal, label)

    def disable_code(self, label: str = PHONE) -> None:
        """管理者 disables the code of a phone, such as a lost one."""
        with self._step(
            f"「マイナ資格確認アプリ管理」で{label}のコードを無効にする",
            Layer.TERMINAL,
            STAFF,
        ):
            disable_activation_code(self.bench.terminal, label)

    def enrol(self, code: str) -> MSAScreen:
        """Staff enter the four inputs of the app's first start."""
        with self._app("機関コードとアカウントとコードで端末を登録する") as step:
            return self._told(
                step,
                self.bench.msa.enrol(
                    institution=self.bench.institution_code,
                    user=ACCOUNT,
                    password=PASSWORD,
                    code=code,
                    device=PHONE,
                ),
            )

    def open(self) -> MSAScreen:
        """Staff open the app: what can be chosen today."""
        with self._app("マイナ資格確認アプリを開く") as step:
            return self._told(step, self.bench.msa.open())

    def start(self, check: str) -> MSAScreen:
        """Staff choose how the patient is identified."""
        with self._app(f"本人確認に「{CHECKS[check]}」を選ぶ") as step:
            return self._told(step, self.bench.msa.start(check))

    def compare(self, *, same_person: bool) -> MSAScreen:
        """Staff compare the card's photo and the patient's face."""
        said = "一致している" if same_person else "別人である"
        with self._app(f"カードの顔写真と本人を見比べる（{said}）") as step:
            return self._told(step, self.bench.msa.confirm(same_person=same_person))

    def choose(self, kinds: Collection[str] | None, prescription: str) -> MSAScreen:
        """The patient chooses; None is everything that is asked."""
        asked = self.bench.msa.screen.asked
        wanted = (asked.kinds if asked else ()) if kinds is None else kinds
        forms = asked.prescriptions if asked else {}
        code = next((c for c, name in forms.items() if name == prescription), None)
        with self._app("同意と処方箋の発行形態を選ぶ", PATIENT) as step:
            return self._told(step, self.bench.msa.choose(tuple(wanted), code))

    def enter_pin(self, pin: str) -> MSAScreen:
        """The patient types the PIN; nobody else may."""
        with self._app("暗証番号（4桁）を入力する", PATIENT) as step:
            return self._told(step, self.bench.msa.enter_pin(pin))

    def hold_card(self, card_of: str | None = None) -> MSAScreen:
        """The patient holds the card to the phone."""
        with self._step("マイナンバーカードをかざす", Layer.CARD, PATIENT) as step:
            card = self.bench.cards.present(card_of or self.persona)
            try:
                screen = self.bench.msa.read_card(card)
            finally:
                card.close()
                self.bench.cards.remove()
            return self._told(step, screen)

    def _app(self, name: str, actor: str = STAFF) -> AbstractContextManager[Step]:
        return self._step(name, Layer.APP, actor)

    def _step(
        self, name: str, layer: Layer, actor: str
    ) -> AbstractContextManager[Step]:
        return self.bench.journal.step(name, layer=layer, actor=actor)

    def _told(self, step: Step, screen: MSAScreen) -> MSAScreen:
        # Not the message: it may hold the passcode.
        step.detail = screen.heading
        step.ok = screen.reason is None
        return screen
