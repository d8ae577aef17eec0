"""What the レセコン does with its folders, named once for all steps."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from harness.clinic import FolderClinic
from harness.clinic.requests import InsuredNumbers
from harness.clinic.webapi_clinic import WebAPIClinic
from harness.drivers.terminal_pages import TerminalClient
from harness.results import Eligibility

from .encounter import Encounter
from .terminal_tasks import ALL_KINDS

IMPORT, CHECK = "同意済資格情報の取り込み", "資格確認"
REINQUIRY, MEDICATION = "再照会", "薬剤情報の要求"
REGISTRATION = "照会番号の登録"
HOME_VISIT, DRUGS = "2", "YZK"
LONG_TERM_CARE_INSURER = (
    "992016"  # 介護保険の保険者: 架空県見本市, code and check digit.
)
LONG_TERM_CARE_NUMBER = "0000000019"
ELSEWHERE = "9910000018"  # 医科; the bench's own institution is a dental clinic.


def import_consented(encounter: Encounter) -> None:
    """同意済資格情報の一括取得 of today; the patient's own record is kept."""
    found = encounter.attempt(lambda: encounter.home.collect(), doing=IMPORT)
    encounter.imported = found or ()
    encounter.has_imported = found is not None
    keep(encounter, encounter.record_of_patient(encounter.imported))


def keep(encounter: Encounter, record: Eligibility | None) -> None:
    """Keep a record as the latest answer, and for later inquiries."""
    encounter.answer = record
    if record is not None:
        encounter.known = record


def check_by_number(
    encounter: Encounter,
    *,
    former: bool = False,
    born_later_by_days: int = 0,
    with_branch: bool = True,
) -> None:
    """資格確認 with the numbers on the patient's 資格確認書; no card is needed.

    *former* takes the oldest coverage in place of the newest; *born_later_by_days*
    makes the birth date wrong; without *with_branch* 枝番 is left out.
    """
    persona = encounter.bench.people.get(encounter.patient)
    ordered = sorted(persona.coverages, key=lambda one: one.valid_from)
    coverage = ordered[0 if former else -1]
    birthdate = persona.person.birthdate + timedelta(days=born_later_by_days)
    keep(
        encounter,
        encounter.attempt(
            lambda: encounter.bench.clinic.check(
                insurer_number=coverage.insurer_number,
                symbol=coverage.symbol,
                number=coverage.number,
                branch=coverage.branch if with_branch else None,
                birthdate=birthdate,
            ),
            doing=CHECK,
        ),
    )


def check_by_webapi(encounter: Encounter) -> None:
    """資格確認 with the same numbers, by the JSON WebAPI."""
    bench = encounter.bench
    persona = bench.people.get(encounter.patient)
    coverage = max(persona.coverages, key=lambda one: one.valid_from)
    clinic = WebAPIClinic(
        bench.server.base_url,
        institution_code=bench.institution_code,
        clock=bench.clock,
        journal=bench.journal,
    )
    numbers = InsuredNumbers(
        insurer_number=coverage.insurer_number,
        symbol=coverage.symbol,
        number=coverage.number,
        branch=coverage.branch,
        birthdate=persona.person.birthdate,
    )
    try:
        keep(encounter, encounter.attempt(lambda: clinic.check(numbers), doing=CHECK))
    finally:
        clinic.close()


def register_number(encounter: Encounter, number: str) -> None:
    """照会番号登録 of the patient whom the レセコン knows."""
    known = required_record(encounter)
    encounter.attempt(
        lambda: encounter.bench.clinic.register_number(known, number),
        doing=REGISTRATION,
    )


def reinquire(encounter: Encounter) -> None:
    """再照会 of the patient whom the レセコン knows."""
    known = required_record(encounter)
    journal = encounter.bench.journal
    encounter.before_reinquiry = len(journal.apdus), len(journal.http)
    encounter.medication = None
    encounter.answer = encounter.attempt(
        lambda: encounter.home.reinquire(known), doing=REINQUIRY
    )


def reinquire_elsewhere(encounter: Encounter) -> None:
    """再照会 by another institution that knows the patient's numbers.

    Its own 訪問診療等機能 is enabled first, so that only the patient's missing card
    check there can stand against it.
    """
    known, bench = required_record(encounter), encounter.bench
    terminal = TerminalClient.with_journal(
        bench.journal, bench.server.base_url, institution_code=ELSEWHERE
    )
    try:
        terminal.enable_home_visit(ALL_KINDS)
    finally:
        terminal.close()
    clinic = FolderClinic(
        Path(bench.server.folder),
        institution_code=ELSEWHERE,
        clock=bench.clock,
        journal=bench.journal,
    )
    encounter.answer = encounter.attempt(
        lambda: clinic.reinquire(known), doing=REINQUIRY
    )


def ask_medication(encounter: Encounter, *, category: str = HOME_VISIT) -> None:
    """薬剤情報 of the patient whom the レセコン knows, by default 診療区分 2."""
    known = required_record(encounter)
    encounter.medication = encounter.attempt(
        lambda: encounter.home.medication(known, category=category), doing=MEDICATION
    )


def ask_medication_while_allowed(encounter: Encounter) -> None:
    """Ask only while the 閲覧有効期限 that was imported is not past."""
    consent = required_record(encounter).consents.get(DRUGS)
    until = None if consent is None else consent.available_until
    if until is not None and encounter.bench.clock.now() <= until:
        ask_medication(encounter)


def check_long_term_care_number(encounter: Encounter) -> None:
    """資格確認 with what stands on a 介護保険被保険者証: no insurer of medical care."""
    birthdate = encounter.bench.people.get(encounter.patient).person.birthdate
    keep(
        encounter,
        encounter.attempt(
            lambda: encounter.bench.clinic.check(
                insurer_number=LONG_TERM_CARE_INSURER,
                symbol=None,
                number=LONG_TERM_CARE_NUMBER,
                branch=None,
                birthdate=birthdate,
            ),
            doing=CHECK,
        ),
    )


def ticket_on_paper(encounter: Encounter) -> None:
    """The patient brought this month's ticket: it must be one of 医療扶助."""
    coverages = encounter.bench.people.get(encounter.patient).coverages
    assert any(one.tickets for one in coverages), (
        "この患者には医療券がありません。医療扶助の患者を選んでください。"
    )


def records_of_patient(encounter: Encounter) -> list[Eligibility]:
    """Everything imported of the patient: 医療扶助 comes beside the insurance."""
    name = encounter.bench.people.get(encounter.patient).person.name
    return [one for one in encounter.imported if one.name == name]


def required_record(encounter: Encounter) -> Eligibility:
    """Return what the レセコン keeps of the patient; there must be something."""
    assert encounter.known is not None, (
        "レセコンは患者の資格をまだ知りません。先に「レセコンが同意済資格情報を取り込む」"
        "か「レセコンが被保険者番号で資格を確認する」と書いてください。"
    )
    return encounter.known
