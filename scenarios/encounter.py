"""One scenario's encounter: the patient, and what was shown and learned last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from harness.clinic.facilities import Facilities
from harness.msa.stand_in import MSAScreen
from harness.ports import AppScreen, AppState, Screen
from harness.results import ClinicError, Eligibility, Medication
from harness.visit import Choices, HomeVisit, VisitRefused

if TYPE_CHECKING:
    from harness.bench import Bench

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Somebody said no: the page or the app (`reason`), or the national side."""

    doing: str  # What was being done: 「再照会」.
    reason: str  # A code of harness.results.Reason; of ClinicError, its level.
    message: str


@dataclass(slots=True)
class Encounter:
    """What a scenario has done so far. Steps change it through tasks.

    A refusal must be looked at by a 「ならば」 before anything else is done: a
    scenario cannot pass by running past one.
    """

    bench: Bench
    patient: str = ""  # The persona's name; empty until a step says who it is.
    choices: Choices = field(default_factory=Choices)
    visit_form: str | None = None  # None: the usual care of that URL.
    launch_url: str = ""
    activation_code: str = ""  # The latest that 管理者 issued.
    msa: MSAScreen | None = None  # What マイナ資格確認アプリ shows.
    app: AppScreen | None = None
    left_at: str = ""  # The address that the device left behind shows.
    lacks_reader: bool = False  # No card reader is connected to the laptop.
    returns_by_itself: bool = True  # The app goes back to the browser.
    imported: Sequence[Eligibility] = ()
    has_imported: bool = False
    known: Eligibility | None = None  # What the レセコン keeps of the patient.
    answer: Eligibility | None = None  # The latest 資格情報 it was given.
    facilities: Facilities = field(default_factory=Facilities)  # Of the レセコン.
    reinquired: Sequence[Eligibility] = ()  # Everybody of a 訪問施設, at once.
    medication: Medication | None = None
    urls: dict[str, str] = field(default_factory=dict)
    generated: list[str] = field(default_factory=list)
    desk_screen: Screen | None = None  # Where work at the 資格確認端末 ended.
    typed: dict[str, str] = field(default_factory=dict)  # Into the レセコン, by hand.
    before_reinquiry: tuple[int, int] | None = None  # APDUs and HTTP until then.
    at_end: list[Callable[[], None]] = field(default_factory=list)
    """What a scenario opened for itself and has to close."""
    _refusal: Refusal | None = None
    _seen: bool = False

    @property
    def home(self) -> HomeVisit:
        """The acts of the visit with today's patient and choices."""
        assert self.patient, (
            "患者が決まっていません。"
            "先に「前提 患者は「花子」である」と書いてください。"
        )
        return HomeVisit(self.bench, self.patient, self.choices)

    @property
    def screen(self) -> Screen:
        """What the phone's browser shows."""
        return self.bench.phone.web.screen()

    def attempt(self, act: Callable[[], Seen], *, doing: str) -> Seen | None:
        """Do something that may be refused; a refusal is kept for a 「ならば」."""
        self.go_on()
        try:
            return act()
        except VisitRefused as refused:
            self.refuse(doing, refused.reason.value, refused.message)
        except ClinicError as error:
            if error.level == "timeout":
                raise
            self.refuse(doing, error.level, str(error))
        return None

    def show_app(self, screen: AppScreen) -> None:
        """Keep what the app shows; its no is a refusal."""
        self.app = screen
        if screen.state is AppState.REFUSED or screen.reason is not None:
            self.refuse("アプリ", screen.reason or "", screen.message)

    def take_refusal(self) -> Refusal | None:
        """Look at how the latest act was refused; the scenario may then go on."""
        self._seen = True
        return self._refusal

    def go_on(self) -> None:
        """Begin another act; only after a refusal was looked at."""
        self.require_nothing_refused()
        self._refusal = None

    def require_nothing_refused(self) -> None:
        """Raise `AssertionError` when a refusal was not looked at."""
        if self._refusal is not None and not self._seen:
            self._seen = True  # Said once is enough.
            raise AssertionError(
                f"{self._refusal.doing}で断られたのに、確かめられていません"
                f"（{self._refusal.reason}）: {self._refusal.message}"
            )

    def record_of_patient(self, found: Iterable[Eligibility]) -> Eligibility | None:
        """Return the patient's record among *found*: the レセコン compares names.

        Where several have the name, it goes by their birth dates.
        """
        person = self.bench.people.get(self.patient).person
        alike = [one for one in found if one.name == person.name]
        if len(alike) > 1:
            alike = [one for one in alike if one.birthdate == person.birthdate]
        return alike[0] if alike else None

    def refuse(self, doing: str, reason: str, message: str) -> None:
        """Note that an act was refused, and by what."""
        self._refusal = Refusal(doing=doing, reason=reason, message=message)
        self._seen = False
