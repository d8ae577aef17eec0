"""マイナ資格確認アプリ as the bench plays it, screen by screen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from ..card.errors import ApplicationMissing, CardRefusal, PINBlocked, PINRejected
from ..ports import CardConnection, TransportError
from ..results import Reason
from . import texts
from .card_reading import CardRead, read_shown, read_signed
from .gate import PIN, VISUAL, Asked, GateRefused, MSAGate, Shown
from .keeping import KeptEnrolment
from .reasons import MSAReason

PIN_LENGTH = 4

_TYPE_AGAIN = (MSAReason.PASSCODE_WRONG, MSAReason.PASSCODE_EXPIRED)


class MSAState(StrEnum):
    """Which screen the app shows."""

    ENROLMENT = "enrolment"
    READY = "ready"  # Enrolled; staff choose how to identify.
    VISUAL_CHECK = "visual-check"
    CONSENTS = "consents"
    PIN_ENTRY = "pin-entry"
    WAITING_FOR_CARD = "waiting-for-card"
    RESULT = "result"
    REFUSED = "refused"  # This visit, or this phone, cannot go on.


@dataclass(frozen=True, slots=True, kw_only=True)
class MSAScreen:
    """What a person sees. `reason` is a stable code where something was refused."""

    state: MSAState
    heading: str
    message: str = ""
    asked: Asked | None = None
    passcode: str = ""
    tries_left: int | None = None
    reason: str | None = None
    result: Shown | None = None


class StandInMSA:
    """One phone with the app. Patients' data are in memory, and until the next visit.

    The PIN is kept until one reading has used it and goes to the card alone.
    """

    def __init__(
        self, gate: MSAGate, kept: KeptEnrolment, *, server: str | None = None
    ) -> None:
        """Take the phone up; *server* is what its enrolment belongs to, where that
        is not the address (which may be another one at every start)."""
        self._gate = gate
        self._kept = kept
        self._check = ""
        self._visit = ""
        self._challenge = b""
        self._pin: str | None = None
        self.screen = MSAScreen(state=MSAState.ENROLMENT, heading=texts.ENROL)
        enrolment = kept.load()
        self._server = server or gate.server
        if enrolment is not None and enrolment.server == self._server:
            gate.token = enrolment.token
            self.screen = MSAScreen(state=MSAState.READY, heading=texts.READY)

    def enrol(
        self, *, institution: str, user: str, password: str, code: str, device: str
    ) -> MSAScreen:
        """アクティベーション: the first start, or the one after a code was disabled."""

        def act() -> MSAScreen:
            enrolment = self._gate.enrol(
                institution=institution,
                user=user,
                password=password,
                code=code,
                device=device,
            )
            self._kept.save(replace(enrolment, server=self._server))
            return MSAScreen(
                state=MSAState.READY, heading=texts.READY, message=enrolment.name
            )

        return self._try(act, otherwise=MSAState.ENROLMENT)

    def open(self) -> MSAScreen:
        """Start the app: what can be chosen today."""
        self._forget_visit()
        if not self._gate.token:
            return self._show(MSAState.ENROLMENT, texts.ENROL)

        def act() -> MSAScreen:
            asked = self._gate.asked()
            return MSAScreen(
                state=MSAState.READY, heading=texts.CHOOSE_CHECK, asked=asked
            )

        return self._try(act)

    def start(self, check: str) -> MSAScreen:
        """Staff choose 「暗証番号」 or 「目視確認」."""
        self._forget_visit()

        def act() -> MSAScreen:
            self._visit, self._check = self._gate.start(check), check
            if check == VISUAL:
                return self._with_passcode()
            return self._consents()

        return self._try(act, otherwise=MSAState.READY)

    def confirm(self, *, same_person: bool, passcode: str | None = None) -> MSAScreen:
        """Staff tick 「顔写真と本人が一致」, or say that it is another person.

        *passcode* is what they type; None: what the screen shows.
        """
        self._expect(MSAState.VISUAL_CHECK)
        shown = self.screen

        def act() -> MSAScreen:
            self._gate.visual_check(
                self._visit,
                passcode=shown.passcode if passcode is None else passcode,
                same_person=same_person,
            )
            return self._consents()

        screen = self._try(act)
        if screen.reason in _TYPE_AGAIN:
            self.screen = replace(
                screen, state=MSAState.VISUAL_CHECK, passcode=shown.passcode
            )
        return self.screen

    def new_passcode(self) -> MSAScreen:
        """Fetch another 目視確認用パスコード."""
        self._expect(MSAState.VISUAL_CHECK)
        return self._try(self._with_passcode)

    def choose(self, kinds: Collection[str], prescription: str | None) -> MSAScreen:
        """The patient chooses consents and 処方箋の発行形態."""
        self._expect(MSAState.CONSENTS, MSAState.PIN_ENTRY, MSAState.WAITING_FOR_CARD)

        def act() -> MSAScreen:
            self._challenge = self._gate.choose(
                self._visit, kinds=kinds, prescription=prescription
            )
            if self._check == PIN:
                return MSAScreen(state=MSAState.PIN_ENTRY, heading=texts.ENTER_PIN)
            return MSAScreen(state=MSAState.WAITING_FOR_CARD, heading=texts.HOLD_CARD)

        return self._try(act)

    def enter_pin(self, pin: str) -> MSAScreen:
        """The patient types the PIN; one of another shape costs no try."""
        self._expect(MSAState.PIN_ENTRY, MSAState.WAITING_FOR_CARD)
        if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
            self._pin = None
            return self._show(MSAState.PIN_ENTRY, texts.ENTER_PIN, texts.PIN_SHAPE)
        self._pin = pin
        return self._show(MSAState.WAITING_FOR_CARD, texts.HOLD_CARD)

    def read_card(self, card: CardConnection) -> MSAScreen:
        """「読み取り開始」 with the card held to the phone, up to the result."""
        self._expect(MSAState.WAITING_FOR_CARD)
        pin, self._pin = self._pin, None
        try:
            if self._check == PIN:
                read = read_signed(card, pin=pin or "", challenge=self._challenge)
            else:
                read = read_shown(card)
        except TransportError:
            self._pin = pin
            return self._wait_again(Reason.CARD_LOST, texts.CARD_LOST)
        except ApplicationMissing:
            self._pin = pin
            return self._wait_again(Reason.CARD_UNSUPPORTED, texts.NOT_A_MY_NUMBER_CARD)
        except PINRejected as rejected:
            return self._rejected(rejected.tries_left)
        except PINBlocked:
            return self._rejected(0)
        except (CardRefusal, ValueError):
            return self._refuse(Reason.CARD_UNSUPPORTED, texts.CARD_UNSUPPORTED)
        return self._try(lambda: self._result(read))

    def cancel(self) -> MSAScreen:
        """Give the visit up, or close its result: nothing of it stays on the phone."""
        self._forget_visit()
        return self._show(MSAState.READY, texts.READY, texts.CANCELLED)

    def everything_kept(self) -> str:
        """What the phone keeps, as somebody who found it would read it."""
        return self._kept.text()

    def close(self) -> None:
        """Put the phone away."""
        self._forget_visit()
        self._gate.close()

    def _result(self, read: CardRead) -> MSAScreen:
        try:
            shown = self._gate.deliver(
                self._visit, certificate=read.certificate, signature=read.signature
            )
        except TransportError as lost:
            try:  # It may be registered, and only the answer be lost.
                shown = self._gate.result(self._visit)
            except (GateRefused, TransportError):
                raise lost from None
        return MSAScreen(
            state=MSAState.RESULT,
            heading=texts.RESULT,
            message=shown.notice,
            result=shown,
        )

    def _with_passcode(self) -> MSAScreen:
        passcode, until = self._gate.passcode(self._visit)
        return MSAScreen(
            state=MSAState.VISUAL_CHECK,
            heading=texts.VISUAL_CHECK,
            message=texts.PASSCODE.format(passcode=passcode, until=until[11:16]),
            passcode=passcode,
        )

    def _consents(self) -> MSAScreen:
        return MSAScreen(
            state=MSAState.CONSENTS, heading=texts.CONSENTS, asked=self._gate.asked()
        )

    def _rejected(self, tries_left: int) -> MSAScreen:
        if tries_left == 0:
            self._refuse(Reason.PIN_BLOCKED, texts.PIN_BLOCKED)
        else:
            self._show(
                MSAState.PIN_ENTRY,
                texts.ENTER_PIN,
                texts.PIN_WRONG.format(tries=tries_left),
            )
            self.screen = replace(self.screen, reason=Reason.PIN_WRONG.value)
        self.screen = replace(self.screen, tries_left=tries_left)
        return self.screen

    def _wait_again(self, reason: Reason, message: str) -> MSAScreen:
        self._show(MSAState.WAITING_FOR_CARD, texts.HOLD_CARD, message)
        self.screen = replace(self.screen, reason=reason.value)
        return self.screen

    def _try(
        self, act: Callable[[], MSAScreen], *, otherwise: MSAState = MSAState.REFUSED
    ) -> MSAScreen:
        """Do what the server may refuse; its no is a screen, *otherwise* which."""
        try:
            self.screen = act()
        except GateRefused as refused:
            self.screen = MSAScreen(
                state=otherwise,
                heading=refused.heading,
                message=refused.message,
                reason=refused.reason,
            )
        except TransportError as error:
            self.screen = MSAScreen(
                state=otherwise,
                heading=texts.READY,
                message=str(error),
                reason=Reason.SERVER_ERROR.value,
            )
        return self.screen

    def _refuse(self, reason: Reason, message: str) -> MSAScreen:
        self.screen = MSAScreen(
            state=MSAState.REFUSED,
            heading=texts.HOLD_CARD,
            message=message,
            reason=reason.value,
        )
        return self.screen

    def _show(self, state: MSAState, heading: str, message: str = "") -> MSAScreen:
        self.screen = MSAScreen(state=state, heading=heading, message=message)
        return self.screen

    def _forget_visit(self) -> None:
        self._visit, self._check, self._challenge, self._pin = "", "", b"", None

    def _expect(self, *states: MSAState) -> None:
        if self.screen.state not in states:
            wanted = " or ".join(states)
            raise RuntimeError(f"expected the screen {wanted}, got {self.screen.state}")
