"""The tasks of a home visit, named once for all steps: page, app, card."""

from __future__ import annotations

from harness.bdd.patients import find_patient
from harness.drivers.picture_code import read_code
from harness.drivers.terminal_pages import HOME_VISIT
from harness.ports import AppState, Screen
from harness.visit import (
    AGREE_TO_ALL,
    CHECK_STATUS,
    CORRECT,
    DONE,
    PRESCRIPTION,
    REVIEW,
    VISIT_FORMS,
    Choices,
)

from .clinic_tasks import import_consented
from .encounter import Encounter
from .observation import control_of
from .terminal_tasks import url_of

PAGE = "受付の画面"
USUAL_PRESCRIPTION = "電子処方箋"
EXAMINATION_DATE = "受診予定日"


def choose_patient(encounter: Encounter, words: str) -> None:
    """From now on the patient is this person, by given name, name or file name."""
    encounter.patient = patient_called(encounter, words)


def patient_called(encounter: Encounter, words: str) -> str:
    """The persona's name of whom a scenario calls so; generated people by order."""
    known = [f"架空の患者{n}" for n, _ in enumerate(encounter.generated, start=1)]
    if words in known:
        return encounter.generated[known.index(words)]
    return find_patient(encounter.bench.people, words).name


def register_namesakes(encounter: Encounter) -> None:
    """Let the national side know two generated people of one name."""
    bench = encounter.bench
    first, second, count = bench.people.namesakes(
        seed=bench.seed, addresses=bench.spec.addresses
    )
    control_of(encounter).register_synthetic(
        count, seed=bench.seed, addresses=bench.spec.addresses
    )
    encounter.generated.extend((first.name, second.name))


def open_page(encounter: Encounter, kind: str) -> None:
    """Open マイナ在宅受付Web by the institution's URL of that kind."""
    url = url_of(encounter, kind)
    encounter.app = None
    encounter.visit_form = None
    encounter.attempt(lambda: encounter.home.open_reception(url), doing=PAGE)


def scan_code(encounter: Encounter, kind: str) -> None:
    """Read the institution's 二次元コード; what it says is the bookmark from now on."""
    code = encounter.bench.terminal.qr_png(kind)
    encounter.urls[kind] = read_code(code, name="受付URLの二次元コード")
    open_page(encounter, kind)


def begin_reception(encounter: Encounter, kind: str = HOME_VISIT) -> None:
    """Open the page and press 「同意登録をする」."""
    open_page(encounter, kind)
    encounter.attempt(lambda: encounter.home.start_registration(), doing=PAGE)


def choose_consents(
    encounter: Encounter, kinds: frozenset[str] | None, *, prescription: str | None
) -> None:
    """Fill the page in as the patient wishes, up to the page that shows it all.

    None for *kinds* is everything that is asked.
    """
    encounter.choices = Choices(
        consents=kinds, prescription=prescription, visit_form=encounter.visit_form
    )
    encounter.attempt(lambda: encounter.home.choose(), doing=PAGE)


def choose_for_today_online(encounter: Encounter) -> None:
    """On the online page: today as 受診予定日, and everything agreed to."""
    today = encounter.bench.clock.now().date()
    encounter.go_on()
    encounter.bench.phone.web.fill(EXAMINATION_DATE, today.isoformat())
    choose_consents(encounter, None, prescription=USUAL_PRESCRIPTION)


def try_day(encounter: Encounter, day: str) -> None:
    """On the online page: *day* as 受診予定日, all agreed to; it may be sent back."""
    encounter.go_on()
    web = encounter.bench.phone.web
    web.press(AGREE_TO_ALL)
    web.fill(EXAMINATION_DATE, day)
    groups = web.screen().groups
    if PRESCRIPTION in groups:
        web.choose(PRESCRIPTION, USUAL_PRESCRIPTION)
    for legend in VISIT_FORMS:
        if legend in groups:
            web.choose(legend, encounter.visit_form or groups[legend][0])
    web.press(REVIEW)


def correct(encounter: Encounter) -> None:
    """Go back from the review page to the choices."""
    encounter.attempt(lambda: encounter.bench.phone.web.press(CORRECT), doing=PAGE)


def register(encounter: Encounter) -> None:
    """Press 「同意内容を登録する」; the app starts."""
    launch = encounter.attempt(lambda: encounter.home.register(), doing=PAGE)
    if launch is not None:
        encounter.launch_url = launch
        encounter.show_app(encounter.home.start_app(launch))


def read_card(encounter: Encounter, pin: str, *, card_of: str | None = None) -> None:
    """Type the PIN, hold the card, and go back to the browser where that succeeds."""
    encounter.go_on()
    encounter.home.enter_pin(pin)
    hold_card(encounter, card_of=card_of)


def hold_card(encounter: Encounter, *, card_of: str | None = None) -> None:
    """Hold the card to the phone, the PIN being typed already."""
    encounter.go_on()
    if encounter.lacks_reader:
        encounter.show_app(encounter.bench.phone.app.find_no_reader())
        return
    encounter.show_app(encounter.home.hold_card(card_of))
    app = encounter.app
    if (
        app is not None
        and app.state is AppState.FINISHED
        and app.return_url is not None
        and encounter.returns_by_itself
    ):
        encounter.attempt(lambda: encounter.home.back_to_browser(app), doing=PAGE)


def go_up_to_card(encounter: Encounter) -> None:
    """Reception, all consents, registration: the app waits for the PIN."""
    begin_reception(encounter)
    choose_consents(encounter, None, prescription=USUAL_PRESCRIPTION)
    register(encounter)


def finish_registration(encounter: Encounter) -> None:
    """From the review page to 「登録完了」, with the patient's own PIN and card."""
    register(encounter)
    read_card(encounter, right_pin(encounter))
    require_done(encounter)


def look_for_outcome(encounter: Encounter) -> None:
    """Switch to the browser by hand and press 「登録状況を確認する」 there."""
    encounter.attempt(lambda: encounter.bench.phone.web.press(CHECK_STATUS), doing=PAGE)


def right_pin(encounter: Encounter) -> str:
    """Return the patient's own PIN."""
    return encounter.bench.people.get(encounter.patient).card.auth_pin


def wrong_pin(encounter: Encounter) -> str:
    """Return a PIN that is not the patient's: its last digit is another one."""
    pin = right_pin(encounter)
    return pin[:-1] + ("9" if pin.endswith("0") else "0")


def spend_tries(encounter: Encounter, times: int) -> None:
    """Present a wrong PIN so many times; each refusal on the way is looked at."""
    for _ in range(times):
        encounter.take_refusal()
        read_card(encounter, wrong_pin(encounter))


def require_done(encounter: Encounter) -> Screen:
    """Raise `AssertionError` unless the browser shows 「登録完了」."""
    screen = encounter.screen
    assert DONE in screen.heading, (
        f"「{DONE}」の画面ではなく「{screen.heading}」が表示されています。"
    )
    return screen


def first_visit(encounter: Encounter, kinds: frozenset[str] | None) -> None:
    """The whole first visit, then the import: what later visits rest on."""
    begin_reception(encounter)
    choose_consents(encounter, kinds, prescription=USUAL_PRESCRIPTION)
    finish_registration(encounter)
    import_consented(encounter)
