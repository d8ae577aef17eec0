"""What every inquiry works with: the stores, the options, and who is asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from card_profiles.dates import JST
from card_profiles.model import Coverage

from ..care_months import CareMonths
from ..consents import Consents
from ..database import Database
from ..disasters import Disasters
from ..error_codes import ErrorCodes, Refusal
from ..institutions import Institutions
from ..limit_told import LimitTold
from ..messages import Encoding, Message
from ..records import Consent, Institution, InstitutionKind, Settings, TreatmentCategory
from ..reference_numbers import ReferenceRegister
from ..registry import InsuredPerson, Registry
from ..rules.disaster import Disaster
from ..rules.eligibility import Viewer
from ..rules.functions import (
    Function,
    FunctionStarts,
    category_not_started,
    may_enable,
    not_started,
)
from ..rules.limit_change import fingerprint
from ..rules.parameters import Rules
from ..rules.scope import asks_medical_aid, public_expense
from ..urls import OwnAddress
from .arrival import AT_ONCE, Arrival
from .care import Care
from .disaster_mode import holding
from .eligibility_record import Agreed
from .jobs import Jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryOptions:
    """Choices for what is not public; the defaults are those of the documentation."""

    bulk_delay_polls: int = 0  # How often 02 is answered 処理中 before the result.
    bulk_zip: bool = False  # 02res as a ZIP around its XML.
    rules: Rules = field(default_factory=Rules)
    most_rows: int = 10_000  # People in one 一括 request.
    settings_at_once: bool = False  # OQSsiupd does not wait for a login.


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where inquiries look, and the codes they refuse with."""

    database: Database
    registry: Registry
    consents: Consents
    care: Care
    months: CareMonths
    institutions: Institutions
    jobs: Jobs
    references: ReferenceRegister
    limits: LimitTold
    disasters: Disasters
    address: OwnAddress
    codes: ErrorCodes
    options: InquiryOptions

    def reference_number(
        self, asker: Asker, person: InsuredPerson, coverage: Coverage
    ) -> str | None:
        """The asker's 照会番号 for that person, the one of that 資格 first."""
        return self.references.of_person(
            person.person_id, institution_code=asker.institution.code
        ).of(coverage)

    def remember_limits(
        self, asker: Asker, person_id: str, coverages: Iterable[Coverage], *, on: date
    ) -> None:
        """Note that the asker was just given the 限度額 data of *coverages*.

        They are those of the day *on*.
        """
        self.limits.remember(
            person_id,
            fingerprint(coverages, on=on),
            institution_code=asker.institution.code,
            now=asker.now,
        )

    def disaster_at(self, asker: Asker) -> Disaster | None:
        """The 災害時モード that holds at the asker's place now, if one does."""
        declared = (*self.options.rules.disasters, *self.disasters.all())
        return holding(declared, asker.institution, now=asker.now)

    def agreed(self, consent: Consent, *, now: datetime) -> Agreed:
        """How *consent* stands at the time *now*."""
        return Agreed(consent=consent, state=self.care.state(consent, now=now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an inquiry comes from, for the ledger; and whom the asker picked."""

    face: str = "exchange"
    actor: str = ""  # The account, where somebody is logged in.
    person_id: str = ""  # Chosen on a screen among people with the same numbers.
    picked: tuple[str, ...] = ()  # The same for each row of a 一括 request, or none.


FOLDERS = Origin()
"""What comes through the folders: nobody in particular asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The institution that asks, when, and in which encoding it wants the answer."""

    institution: Institution
    settings: Settings
    now: datetime
    encoding: Encoding
    chosen: str = ""  # `Origin.person_id`
    picked: tuple[str, ...] = ()  # `Origin.picked`
    starts: FunctionStarts = field(default_factory=FunctionStarts)

    def among(
        self, candidates: list[tuple[InsuredPerson, Coverage]]
    ) -> list[tuple[InsuredPerson, Coverage]]:
        """The candidates; only the person chosen, where the asker picked one."""
        return [
            (person, coverage)
            for person, coverage in candidates
            if self.chosen in ("", person.person_id)
        ]

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.now.astimezone(JST).date()

    @property
    def viewer(self) -> Viewer:
        """What the institution may see of 医療扶助."""
        return viewer_of(
            self.institution, self.settings, today=self.today, starts=self.starts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer, and what the ledger shall say of it."""

    answer: Message
    result: str = "ok"
    person_id: str = ""
    detail: str = ""  # For the ledger.
    people: tuple[str, ...] = ()  # Whose records (or units) it holds, one for one.
    document: bytes | None = None  # A PDF that goes out in place of the message.
    is_list: bool = False  # The finished result of a 一括 message.
    packed: bool = False  # The message goes out inside a ZIP.
    arrival: Arrival = AT_ONCE
    rejection: Refusal | None = None  # The file is refused as such, with `.err`.


def require_open(stores: Stores, *, now: datetime, is_list: bool) -> None:
    """Raise `RefusedError` outside the hours of the messages, or of the lists."""
    hours = stores.options.rules.hours
    if not hours.messages.hold(now):
        when = hours.messages.in_words
        raise RefusedError(stores.codes.refusal("outside_hours", hours=when))
    if is_list and not hours.lists.hold(now):
        when = hours.lists.in_words
        raise RefusedError(stores.codes.refusal("outside_list_hours", hours=when))


def require_in_order(stores: Stores, first: str, last: str) -> None:
    """Raise `RefusedError` where a period ends before it begins.

    Both are digits as messages have them: YYYYMMDD, or YYYYMM.
    """
    if first > last:
        raise RefusedError(
            stores.codes.refusal("period_reversed", first=first, last=last)
        )


def require_usable(stores: Stores, asker: Asker, category: TreatmentCategory) -> None:
    """Raise `RefusedError` where that 診療区分 cannot be asked about.

    That is where its function is not 「利用する」, or the institution is not operating
    (any more), and before the day on which it began there.
    """
    used, name = {
        TreatmentCategory.HOME_VISIT: (
            asker.settings.home_visit,
            "home_visit_disabled",
        ),
        TreatmentCategory.ONLINE: (asker.settings.online, "online_disabled"),
    }[category]
    institution = asker.institution
    if not may_enable(institution):
        raise RefusedError(
            stores.codes.refusal(
                "institution_not_operating", institution=institution.code
            )
        )
    if not used:
        raise RefusedError(stores.codes.refusal(name))
    waiting = category_not_started(
        asker.institution,
        category,
        on=asker.today,
        starts=stores.options.rules.starts,
    )
    if waiting is not None:
        raise RefusedError(
            stores.codes.refusal("function_not_started", detail=waiting.message)
        )


def number_refusal(stores: Stores, asker: Asker, insurer_number: str) -> Refusal | None:
    """Why *asker* cannot ask about that 保険者番号 or 公費負担者番号; None: it can.

    To answer with 該当資格なし would be to say that the patient has no cover.
    """
    if public_expense(insurer_number) is not None:
        return stores.codes.refusal("public_expense_unsupported")
    if asks_medical_aid(insurer_number):
        return medical_aid_refusal(stores, asker)
    return None


def medical_aid_refusal(stores: Stores, asker: Asker) -> Refusal | None:
    """Why *asker* cannot ask about 医療扶助: not begun, or not set; None: it can."""
    waiting = not_started(Function.MEDICAL_AID, on=asker.today, starts=asker.starts)
    if waiting is not None:
        return stores.codes.refusal("function_not_started", detail=waiting.message)
    if not asker.settings.medical_aid:
        return stores.codes.refusal("medical_aid_disabled")
    return None


def viewer_of(
    institution: Institution,
    settings: Settings,
    *,
    today: date,
    starts: FunctionStarts,
) -> Viewer:
    """What *institution* may see under its *settings* when it asks *today*."""
    pharmacy = institution.kind is InstitutionKind.PHARMACY
    aid_waits = not_started(Function.MEDICAL_AID, on=today, starts=starts)
    return Viewer(
        medical_aid=settings.medical_aid and aid_waits is None,
        ticket_type="02" if pharmacy else "01",
        today=today,
    )


class RefusedError(Exception):
    """The request as a whole is refused (処理結果区分 9); carries code and text."""

    def __init__(self, refusal: Refusal, *, as_file: bool = False) -> None:
        """*as_file*: the folders reject the file itself (`.err`)."""
        super().__init__(refusal.line)
        self.refusal = refusal
        self.as_file = as_file
