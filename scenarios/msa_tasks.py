"""The tasks of a visit with マイナ資格確認アプリ, named once for all steps."""

from __future__ import annotations

from harness.msa.stand_in import MSAScreen, MSAState
from harness.msa_visit import MSAVisit

from .encounter import Encounter
from .tasks import USUAL_PRESCRIPTION, right_pin
from .words import code_of

APP = "マイナ資格確認アプリ"
CHECKS = {"暗証番号": "pin", "目視確認": "visual"}
WRONG_CODE = "AAAA-BBBB-CCCC-DDDD"


def acts(encounter: Encounter) -> MSAVisit:
    """The acts of the app with today's patient."""
    return MSAVisit(encounter.bench, encounter.patient)


def issue_code(encounter: Encounter) -> None:
    """管理者 issues a code; it is kept until a phone uses it."""
    encounter.activation_code = acts(encounter).issue_code()


def enrol(encounter: Encounter, code: str) -> None:
    """Staff enrol the phone with that code."""
    encounter.go_on()
    show(encounter, acts(encounter).enrol(code))


def enrol_phone(encounter: Encounter) -> None:
    """A code, and a phone enrolled by it."""
    issue_code(encounter)
    enrol(encounter, encounter.activation_code)
    encounter.require_nothing_refused()


def begin(encounter: Encounter, check: str) -> None:
    """Staff open the app and choose how to identify the patient."""
    code = code_of(check, CHECKS, what="本人確認の方法")
    encounter.go_on()
    if show(encounter, acts(encounter).open()):
        show(encounter, acts(encounter).start(code))


def compare(encounter: Encounter, *, same_person: bool) -> None:
    """Staff compare photo and face."""
    encounter.go_on()
    show(encounter, acts(encounter).compare(same_person=same_person))


def choose(encounter: Encounter, kinds: frozenset[str] | None) -> None:
    """The patient chooses consents, and electronic prescriptions."""
    encounter.go_on()
    show(encounter, acts(encounter).choose(kinds, USUAL_PRESCRIPTION))


def hold_card(encounter: Encounter, *, with_pin: bool) -> None:
    """The patient holds the card, having typed the PIN where there is one to type."""
    encounter.go_on()
    if with_pin:
        show(encounter, acts(encounter).enter_pin(right_pin(encounter)))
    show(encounter, acts(encounter).hold_card())


def register_by_sight(encounter: Encounter) -> None:
    """The whole visit by 目視確認, everything agreed to."""
    begin(encounter, "目視確認")
    compare(encounter, same_person=True)
    choose(encounter, None)
    hold_card(encounter, with_pin=False)
    require_result(encounter)


def require_result(encounter: Encounter) -> MSAScreen:
    """Raise `AssertionError` unless the phone shows 資格情報."""
    shown = encounter.msa
    assert shown is not None, f"{APP}を使っていません。"
    assert shown.state is MSAState.RESULT, (
        f"資格情報ではなく「{shown.heading}」が表示されています。{shown.message}"
    )
    return shown


def show(encounter: Encounter, screen: MSAScreen) -> bool:
    """Keep what the phone shows; its no is a refusal. Whether it can go on."""
    encounter.msa = screen
    if screen.reason is None:
        return True
    encounter.refuse(APP, screen.reason, screen.message)
    return False
