"""Everyday work at the 資格確認端末, named once for all steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from harness.bdd.patients import find_patient
from harness.clinic.by_hand import slips, typed_from, with_two_digits_swapped
from harness.drivers.html_document import PageError
from harness.drivers.terminal_desk import (
    BY_EXAMINATION,
    CardNumbers,
    TerminalDesk,
    field_values,
)
from harness.drivers.terminal_pages import (
    HOME_VISIT,
    ONLINE,
    USER,
    TerminalRefused,
)
from harness.ports import Screen

from .encounter import Encounter
from .observation import control_of
from .terminal_tasks import ALL_KINDS, TERMINAL, another_terminal

NUMBER = "被保険者証番号"
FOLDER = "医療機関URL"
ELSEWHERE = "9910000018"  # 医科; the bench's own institution is a dental clinic.


def desk_of(encounter: Encounter) -> TerminalDesk:
    """The everyday work of the bench's own institution."""
    return TerminalDesk(encounter.bench.terminal)


def at_desk(encounter: Encounter, act: Callable[[TerminalDesk], Screen]) -> None:
    """Do something at the terminal; its no is kept for a 「ならば」."""
    encounter.go_on()
    encounter.desk_screen = None
    try:
        encounter.desk_screen = act(desk_of(encounter))
    except (TerminalRefused, PageError) as error:
        encounter.refuse(TERMINAL, "terminal", str(error))


def shown_at_desk(encounter: Encounter) -> Screen:
    """The screen that the last work at the terminal ended on."""
    assert encounter.desk_screen is not None, "資格確認端末の結果がまだありません。"
    return encounter.desk_screen


def name_of(encounter: Encounter, persona: str = "") -> str:
    """The patient's name as the screens write it."""
    return encounter.bench.people.get(persona or encounter.patient).person.name


def names_of(encounter: Encounter, listed: str) -> list[str]:
    """The names of 「花子、太郎」 as the screens write them."""
    return [
        find_patient(encounter.bench.people, name).person.name
        for name in listed.split("、")
    ]


def numbers_of(encounter: Encounter) -> CardNumbers:
    """What stands on the patient's 資格確認書."""
    persona = encounter.bench.people.get(encounter.patient)
    coverage = max(persona.coverages, key=lambda one: one.valid_from)
    return CardNumbers(
        insurer_number=coverage.insurer_number,
        symbol=coverage.symbol or "",
        number=coverage.number,
        branch=coverage.branch or "",
        birthdate=f"{persona.person.birthdate}",
    )


def fetch_consented(encounter: Encounter, *, by_examination: bool) -> None:
    """《同意済資格情報取得》 of today."""
    today = f"{encounter.bench.clock.now().date()}"
    if by_examination:
        at_desk(
            encounter,
            lambda desk: desk.consented(today, today, kind=ONLINE, way=BY_EXAMINATION),
        )
    else:
        at_desk(encounter, lambda desk: desk.consented(today, today))


def reinquire_elsewhere(encounter: Encounter) -> None:
    """再照会 at the terminal of another institution, whose function is enabled."""
    with another_terminal(encounter, institution_code=ELSEWHERE) as terminal:
        terminal.enable_home_visit(ALL_KINDS)
        TerminalDesk(terminal).reinquire_by_number(numbers_of(encounter))


def view_medicines(encounter: Encounter) -> None:
    """《薬剤閲覧》 by 医療情報閲覧者."""
    at_desk(encounter, lambda desk: desk.medicines(name_of(encounter)))


def view_as_ordinary_user(encounter: Encounter) -> None:
    """Try to open the patients' list by its address, as 一般利用者."""
    with another_terminal(encounter, account=USER) as terminal:
        terminal.login()
        encounter.desk_screen = terminal.open_address("patients")


def type_by_hand(encounter: Encounter, *, swapped: bool = False) -> None:
    """Copy the eligibility from the terminal's screen into the レセコン."""
    typed = typed_from(field_values(shown_at_desk(encounter)))
    if swapped:
        typed[NUMBER] = with_two_digits_swapped(typed[NUMBER])
    encounter.typed = typed


def slips_of(encounter: Encounter) -> Sequence[str]:
    """Where the レセコン says something else than the terminal."""
    assert encounter.typed, "まだ何も手入力していません。"
    shown = field_values(shown_at_desk(encounter))
    return [str(slip) for slip in slips(encounter.typed, shown)]


def differences(encounter: Encounter, persona: str) -> Sequence[str]:
    """What stands on an identity document of *persona* and not at the terminal."""
    shown = shown_at_desk(encounter).text
    person = encounter.bench.people.get(persona).person
    born = person.birthdate
    written = {
        "氏名": person.name,
        "生年月日": f"{born.year}年{born.month}月{born.day}日",
        "住所": person.address,
    }
    return [
        f"{item}「{value}」が画面にありません"
        for item, value in written.items()
        if value not in shown
    ]


def make_reboot_needed(encounter: Encounter) -> None:
    """Let the terminal apply changed settings only after a reboot."""
    control_of(encounter).need_reboot(encounter.bench.institution_code)


def save_pdf(encounter: Encounter) -> Path:
    """Put the sheet of the 訪問診療等 URL into a folder 「医療機関URL」."""
    folder = Path(encounter.bench.server.folder).parent / FOLDER
    folder.mkdir(exist_ok=True)
    sheet = folder / f"{encounter.bench.institution_code}_hv.pdf"
    sheet.write_bytes(encounter.bench.terminal.url_pdf(HOME_VISIT))
    return sheet
